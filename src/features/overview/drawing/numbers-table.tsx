import { Link } from 'react-router'

import { m } from '#src/messages/messages.js'

import type { Cell, Chart } from './chart.ts'
import { describeCell, describeCount, formatShown } from './words.ts'

type NumbersTableProps = {
  caption: string
  /** What the rows are. */
  rowHeading: string
  chart: Chart
}

const TOTAL = 'total'

/** The numbers of a chart, each behind the link that its mark has. */
export function NumbersTable({ caption, rowHeading, chart }: NumbersTableProps) {
  const { rows, series } = chart
  const total = { id: TOTAL, word: series.length > 1 ? m.overview_total() : m.overview_count() }
  // First, so that a narrow screen shows it before it is scrolled.
  const columns = series.length > 1 ? [total, ...series] : [total]
  return (
    <div className="overflow-x-auto">
      <table className="w-full">
        <caption className="sr-only">{caption}</caption>
        <thead className="border-line text-meta text-muted border-b">
          <tr>
            <th scope="col" className="py-1 pr-3 text-left font-semibold">
              {rowHeading}
            </th>
            {columns.map(({ id, word }) => (
              <th key={id} scope="col" className="py-1 pl-3 text-right font-semibold">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="border-line border-b">
              <th scope="row" className="py-0.5 pr-3 text-left font-normal">
                {row.label}
              </th>
              {columns.map((column) => {
                const cell = column.id === TOTAL ? row : row.cells[column.id]
                return (
                  <td key={column.id} className="py-0.5 pl-3 text-right">
                    <Count
                      cell={cell ?? { count: 0, href: null }}
                      label={describeCell(cell?.count ?? 0, row, column, chart)}
                      chart={chart}
                    />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Count({ cell: { count, href }, label, chart }: { cell: Cell; label: string; chart: Chart }) {
  if (count === 0 || href === null)
    return (
      <span className="text-muted">{count === 0 ? describeCount(0, chart) : formatShown(count, chart)}</span>
    )
  return (
    <Link
      to={href}
      aria-label={label}
      className="text-accent inline-block min-h-6 min-w-6 content-center underline-offset-2 hover:underline"
    >
      {describeCount(count, chart)}
    </Link>
  )
}
