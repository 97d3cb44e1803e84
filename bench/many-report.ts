import type { ManyVisit } from './measure-many.ts'
import { atMost, median, type Row } from './report.ts'

export type ManySamples = {
  /** By rows. */
  visits: Record<string, ManyVisit[]>
  rest: Record<'cpu1' | 'cpu4', number[]>
  firstRow: { floor: number[]; page: number[] }
  gateway: Record<'start' | 'atRest' | 'withMirror', number[]>
}

const MB = 1024 * 1024

/** The measures of budgets.md that are about many rows. Those that grow with the rows are told for each count. */
export function toManyRows({ visits, rest, firstRow, gateway }: ManySamples): Row[] {
  return [
    ...Object.entries(visits).flatMap(([count, samples]) => visitRows(Number(count), samples)),
    row('longest task while rows move, most rows, ms', rest.cpu1, 50),
    row('longest task while rows move, CPU 4x, ms', rest.cpu4, 150),
    ...(firstRow.page.length === 0 ? [] : [firstRowRow(firstRow)]),
    row('gateway: start to listening, ms', gateway.start, 500),
    row('gateway: memory at rest, MB', gateway.atRest.map(toMb), 120),
    row('gateway: memory with the mirror, most rows, MB', gateway.withMirror.map(toMb), 300),
  ]
}

function firstRowRow({ floor, page }: ManySamples['firstRow']): Row {
  const limit = median(floor)
  return { ...row('10,000: first row, cold, ms (1.8 x floor)', page, limit * 1.8), floor: limit }
}

function visitRows(count: number, visits: readonly ManyVisit[]): Row[] {
  const isFew = count < 1000
  const of = (measure: string, name: keyof ManyVisit, budget: number, scale = 1) =>
    row(
      `${count.toLocaleString('en')}: ${measure}`,
      visits.map((visit) => visit[name] / scale),
      budget,
    )
  return [
    of('mirror usable, ms', 'usable', 1500),
    of('mirror, kB compressed', 'mirrorBytes', 3000, 1000),
    of('JS heap, MB', 'heap', 120, MB),
    of('select all that match, ms', 'selectAll', 100),
    of('filter settled, ms', 'filter', 150),
    of('sort settled, slowest column, ms', 'sort', 150),
    of('dropped frames while scrolling, %', 'dropped', 2),
    of('elements', 'elements', 1500),
    of('slowest key while filtering, ms', 'typing', isFew ? 32 : 50),
    of('slowest key while filtering, CPU 4x, ms', 'typing4', isFew ? 100 : 150),
    of('dialog painted, ms', 'dialog', 50),
    of('dialog painted, CPU 4x, ms', 'dialog4', 150),
  ]
}

function row(measure: string, values: readonly number[], budget: number): Row {
  return atMost(measure, median(values), budget)
}

const toMb = (bytes: number) => bytes / MB
