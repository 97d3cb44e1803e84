import {
  Bar,
  BarChart,
  CartesianGrid,
  XAxis,
  YAxis,
  type BarShapeProps,
  type YAxisTickContentProps,
} from 'recharts'

import { formatCount } from '#src/lib/count.ts'
import { getLocale } from '#src/messages/runtime.js'

import type { Chart, ChartRow, Series } from './chart.ts'
import { MarkLink } from './mark-link.tsx'
import { ROW_HEIGHT, type DrawingKind } from './sizes.ts'
import { describeAll, describeCell, formatShown } from './words.ts'

const STACK = 'all'
const BAR = 16
const WIDEST_LABEL = 220
/** As much as a narrow screen spares for it. */
const NARROW_LABEL = 128
const LETTER = 7
const META = { fontSize: 12, fill: 'var(--color-muted)' }
/** Room for "1,234+" behind the longest bar. */
const END_ROOM = 48
const NO_MARGIN = { top: 0, right: 0, bottom: 0, left: 0 }

type BarsProps = { chart: Chart; width: number; height: number }

/** A chart drawn in bars, hidden from who does not look at it. */
export function Bars({ kind, ...rest }: BarsProps & { kind: DrawingKind }) {
  return <div aria-hidden="true">{kind === 'rows' ? <RowBars {...rest} /> : <DayBars {...rest} />}</div>
}

/** A bar for each row, from left to right, with its name before it and its number behind. */
function RowBars({ chart, width, height }: BarsProps) {
  const { rows, series } = chart
  const longest = Math.max(...rows.map(({ label }) => label.length))
  const room = Math.min(WIDEST_LABEL, Math.max(NARROW_LABEL, Math.round(width * 0.4)))
  const labelWidth = Math.min(room, longest * LETTER + 16)
  return (
    <BarChart
      layout="vertical"
      data={[...rows]}
      width={width}
      height={height}
      margin={{ ...NO_MARGIN, right: END_ROOM }}
      barCategoryGap={0}
      accessibilityLayer={false}
    >
      <XAxis type="number" hide domain={[0, 'dataMax']} />
      <YAxis
        type="category"
        dataKey="id"
        width={labelWidth}
        interval={0}
        tickLine={false}
        axisLine={{ stroke: 'var(--color-line)' }}
        tick={<RowName rows={rows} labelWidth={labelWidth} />}
      />
      {series.map((one) => (
        <Bar
          key={one.id}
          stackId={STACK}
          dataKey={({ cells }: ChartRow) => cells[one.id]?.count ?? 0}
          barSize={BAR}
          isAnimationActive={false}
          shape={<Segment one={one} chart={chart} />}
        />
      ))}
      {/* Nothing long: it stands where the stack ends. */}
      <Bar
        stackId={STACK}
        dataKey={() => 0}
        barSize={BAR}
        isAnimationActive={false}
        shape={<EndNumber chart={chart} />}
      />
    </BarChart>
  )
}

/** A bar for each day, from its foot up; all of a day's height leads to its entries. */
function DayBars({ chart, width, height }: BarsProps) {
  const { rows, series } = chart
  return (
    <BarChart
      data={[...rows]}
      width={width}
      height={height}
      margin={{ ...NO_MARGIN, top: 8 }}
      barCategoryGap="20%"
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--color-line)" />
      <XAxis
        dataKey="id"
        tickFormatter={(id) => rows.find((row) => row.id === id)?.short ?? ''}
        tick={META}
        tickLine={false}
        axisLine={{ stroke: 'var(--color-field)' }}
        minTickGap={16}
      />
      <YAxis
        width={36}
        allowDecimals={false}
        tickCount={4}
        tickFormatter={(count: number) => formatCount(count, getLocale())}
        tick={META}
        tickLine={false}
        axisLine={false}
      />
      {series.map((one, place) => (
        <Bar
          key={one.id}
          stackId={STACK}
          dataKey={({ cells }: ChartRow) => cells[one.id]?.count ?? 0}
          isAnimationActive={false}
          shape={<Segment one={one} chart={chart} />}
          background={place === 0 && <Ground chart={chart} />}
        />
      ))}
    </BarChart>
  )
}

/** What the library tells a mark of its place; it does so after the mark was made. */
type Place = Partial<Pick<BarShapeProps, 'x' | 'y' | 'width' | 'height' | 'index'>>

type RowNameProps = {
  rows: readonly ChartRow[]
  labelWidth: number
} & Partial<Pick<YAxisTickContentProps, 'y' | 'index'>>

function RowName({ rows, labelWidth, y, index = -1 }: RowNameProps) {
  const row = rows[index]
  if (row === undefined) return null
  return (
    <MarkLink href={row.href} title={row.label}>
      {/* Text of SVG cannot be cut to its room. */}
      <foreignObject x={0} y={Number(y) - ROW_HEIGHT / 2} width={labelWidth - 8} height={ROW_HEIGHT}>
        <div className="text-meta h-full content-center truncate text-right">{row.label}</div>
      </foreignObject>
    </MarkLink>
  )
}

type SegmentProps = Place & { one: Series; chart: Chart }

function Segment({ x = 0, y = 0, width = 0, height = 0, index = -1, one, chart }: SegmentProps) {
  const row = chart.rows[index]
  const cell = row?.cells[one.id]
  if (!row || !cell || cell.count === 0) return null
  return (
    <MarkLink href={cell.href} title={describeCell(cell.count, row, one, chart)}>
      <rect
        // The line around it lies inside: neighbours do not cover each other's.
        x={x + 0.5}
        y={y + 0.5}
        width={Math.max(1, width - 1)}
        height={Math.max(1, height - 1)}
        style={row.look ?? one.look}
      />
    </MarkLink>
  )
}

function EndNumber({ x = 0, y = 0, index = -1, chart }: Place & { chart: Chart }) {
  return (
    <text x={x + 6} y={y + BAR / 2} dominantBaseline="central" style={META}>
      {formatShown(chart.rows[index]?.count ?? 0, chart)}
    </text>
  )
}

function Ground({ x = 0, y = 0, width = 0, height = 0, index = -1, chart }: Place & { chart: Chart }) {
  const row = chart.rows[index]
  if (!row || row.count === 0) return null
  return (
    <MarkLink href={row.href} title={describeAll(row, chart)}>
      <rect x={x} y={y} width={width} height={height} fill="transparent" />
    </MarkLink>
  )
}
