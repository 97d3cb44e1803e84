import type { Visit } from './measure.ts'

export type Samples = {
  floor: Record<'fast' | 'slow' | 'warm', Visit[]>
  page: Record<'fast' | 'slow' | 'warm', Visit[]>
  dialog: Record<string, number[]>
  typing: Record<string, number[]>
}

export type Row = {
  measure: string
  floor: number | null
  page: number
  /** What budgets.md allows, in the unit of the row. */
  budget: number
  /** Whether the budget is the most that may be, or the least. */
  bound: 'most' | 'least'
  /** Does not depend on the machine's mood: may fail a build. */
  isFixed: boolean
  isOver: boolean
}

/** The middle of the samples: one slow run of a noisy machine does not count. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [left = 0, right = 0] = [sorted[middle - 1], sorted[middle]]
  return sorted.length % 2 === 1 ? right : (left + right) / 2
}

/** The measures of budgets.md, "The page", as far as 50 rows go. */
export function toRows({ floor, page, dialog, typing }: Samples): Row[] {
  const of = (visits: readonly Visit[], name: keyof Visit) => median(visits.map((visit) => visit[name]))
  const ratio = (
    measure: string,
    name: keyof Visit,
    profile: 'fast' | 'slow' | 'warm',
    most: number,
    isFixed = false,
  ) => {
    const limit = of(floor[profile], name)
    return atMost(measure, of(page[profile], name), limit * most, { floor: limit, isFixed })
  }
  const fixed = (
    measure: string,
    value: number,
    budget: number,
    isFixed = false,
    floor: number | null = null,
  ) => atMost(measure, value, budget, { floor, isFixed })
  const key = (name: string, values: Record<string, number[]>) => median(values[name] ?? [])
  return [
    ratio('loaded until the first row, bytes (1.6 x floor)', 'bytes', 'fast', 1.6, true),
    fixed('requests until the first row', of(page.fast, 'requests'), 10, true, of(floor.fast, 'requests')),
    ratio('JS parsed, bytes (1.6 x floor)', 'scriptBytes', 'fast', 1.6, true),
    ratio('first row, cold, ms (1.8 x floor)', 'firstRow', 'fast', 1.8),
    ratio('first row, slow, ms (1.35 x floor)', 'firstRow', 'slow', 1.35),
    ratio('first row, warm, ms (1.5 x floor)', 'firstRow', 'warm', 1.5),
    fixed('blocking time, slow, ms', of(page.slow, 'blocking'), 150, false, of(floor.slow, 'blocking')),
    fixed('layout shift', of(page.fast, 'shift'), 0.01, true, of(floor.fast, 'shift')),
    fixed('dialog painted, ms', key('page1', dialog), 50, false, key('floor1', dialog)),
    fixed('dialog painted, CPU 4x, ms', key('page4', dialog), 150, false, key('floor4', dialog)),
    fixed('slowest key while filtering, ms', key('page1', typing), 32),
    fixed('slowest key while filtering, CPU 4x, ms', key('page4', typing), 100),
  ]
}

export function printTable(rows: readonly Row[]): void {
  console.log(['measure'.padEnd(50), 'floor', 'Flowstop', 'budget', ''].join('\t'))
  for (const { measure, floor, page, budget, bound, isOver } of rows)
    console.log(
      [
        measure.padEnd(50),
        floor === null ? '-' : show(floor),
        show(page),
        (bound === 'least' ? '≥ ' : '') + show(budget),
        isOver ? 'OVER' : 'ok',
      ].join('\t'),
    )
}

/** A measure that has to stay at or under its budget. */
export function atMost(
  measure: string,
  page: number,
  budget: number,
  { floor = null, isFixed = false }: { floor?: number | null; isFixed?: boolean } = {},
): Row {
  return { measure, floor, page, budget, bound: 'most', isFixed, isOver: page > budget }
}

/** A measure that has to reach its budget. */
export function atLeast(measure: string, page: number, budget: number, floor: number | null = null): Row {
  return { measure, floor, page, budget, bound: 'least', isFixed: false, isOver: page < budget }
}

/** The rows as a table in Markdown, what is over in bold. */
export function toMarkdown(rows: readonly Row[]): string {
  const lines = rows.map(({ measure, floor, page, budget, bound, isOver }) => {
    const sign = bound === 'least' ? 'at least ' : ''
    const value = isOver ? `**${show(page)}**` : show(page)
    return `| ${measure} | ${floor === null ? '' : show(floor)} | ${value} | ${sign}${show(budget)} |`
  })
  return ['| Measure | Floor | Flowstop | Budget |', '| --- | ---: | ---: | ---: |', ...lines].join('\n')
}

function show(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 10) return String(Math.round(value))
  // As many digits as tell a small measure from its budget.
  return value.toFixed(Math.abs(value) < 1 ? 4 : 1)
}
