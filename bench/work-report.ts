import { atMost, median, type Row } from './report.ts'

/** Milliseconds. */
export type WorkSamples = Record<'start' | 'typesAndLint' | 'watched', number[]>

/** The measures of budgets.md, "The work on it". */
export function toWorkRows({ start, typesAndLint, watched }: WorkSamples): Row[] {
  return [
    row('npm start, prepared clone, to the address, s', start, 3),
    row('types and lint, s', typesAndLint, 20),
    row('one unit test file while watched, s', watched, 2),
  ]
}

function row(measure: string, ms: readonly number[], budget: number): Row {
  return atMost(measure, median(ms) / 1000, budget)
}
