import { formatCount } from '#src/lib/count.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'

import type { Chart, ChartRow, Series } from './chart.ts'

/** A number as the list's presets write it: `50+` while more may come. */
export function formatShown(count: number, { isAtLeast }: Pick<Chart, 'isAtLeast'>): string {
  return formatCount(count, getLocale()) + (isAtLeast ? '+' : '')
}

/** A number as it is read: "at least 50" while more may come. */
export function describeCount(count: number, { isAtLeast }: Pick<Chart, 'isAtLeast'>): string {
  const shown = formatCount(count, getLocale())
  if (!isAtLeast) return shown
  return count === 0 ? m.overview_none_yet() : m.overview_at_least({ count: shown })
}

/** What a number is of: "12: Contract approval, 1 to 7 days ago". */
export function describeCell(count: number, row: ChartRow, one: Pick<Series, 'word'>, chart: Chart): string {
  return m.overview_cell({ count: describeCount(count, chart), row: row.label, column: one.word })
}

/** A bar as a whole, and what it is made of, a line each. */
export function describeAll(row: ChartRow, chart: Chart): string {
  const parts = chart.series.flatMap(({ id, word }) => {
    const count = row.cells[id]?.count ?? 0
    return count === 0 ? [] : [`${word}: ${describeCount(count, chart)}`]
  })
  return [`${row.label}: ${describeCount(row.count, chart)}`, ...parts].join('\n')
}
