import { useId, type ReactNode } from 'react'
import { Link } from 'react-router'

import { m } from '#src/messages/messages.js'

import type { Chart, ChartRow, Look } from './chart.ts'
import { Drawing } from './drawing.tsx'
import { NumbersTable } from './numbers-table.tsx'
import type { DrawingKind } from './sizes.ts'
import { describeCount } from './words.ts'

type SectionProps = { heading: string; note: ReactNode; children: ReactNode }

/** A part of the overview. */
export function Section({ heading, note, children }: SectionProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="rounded-dialog border-line bg-surface flex min-w-0 flex-col gap-3 border p-4"
    >
      <div>
        <h2 id={id} className="text-title font-semibold">
          {heading}
        </h2>
        <p className="text-meta text-muted">{note}</p>
      </div>
      {children}
    </section>
  )
}

type ChartViewProps = {
  name: string
  rowHeading: string
  kind: DrawingKind
  chart: Chart
  /** Rows of the table, where it has others than the drawing. */
  tableRows?: Chart['rows']
}

/** A chart as a drawing with its legend, and folded below it as a table. */
export function ChartView({ name, rowHeading, kind, chart, tableRows = chart.rows }: ChartViewProps) {
  return (
    <>
      {chart.series.length > 1 && (
        <ul className="text-meta flex flex-wrap gap-x-4 gap-y-1">
          {chart.series.map(({ id, word, look }) => (
            <li key={id} className="flex items-center gap-1.5">
              <Swatch look={look} />
              {word}
            </li>
          ))}
        </ul>
      )}
      <Drawing kind={kind} chart={{ ...chart, rows: chart.rows.filter(({ isRest }) => !isRest) }} />
      {chart.rows.map((row) => row.isRest && <Rest key={row.id} row={row} chart={chart} />)}
      <details>
        <summary className="text-accent rounded-control min-h-6 w-fit content-center">
          {m.overview_table()}
          <span className="sr-only">{`: ${name}`}</span>
        </summary>
        <NumbersTable caption={name} rowHeading={rowHeading} chart={{ ...chart, rows: tableRows }} />
      </details>
    </>
  )
}

function Rest({ row, chart }: { row: ChartRow; chart: Chart }) {
  const words = m.overview_rest({ rows: row.label, count: describeCount(row.count, chart) })
  if (row.href === null) return <p>{words}</p>
  return (
    <p>
      <Link to={row.href} className="text-accent underline-offset-2 hover:underline">
        {words}
      </Link>
    </p>
  )
}

function Swatch({ look }: { look: Look }) {
  return (
    <svg viewBox="0 0 10 10" className="size-2.5 shrink-0" aria-hidden="true">
      <rect x="0.5" y="0.5" width="9" height="9" style={look} />
    </svg>
  )
}
