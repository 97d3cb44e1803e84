import { saveSamples } from '#bench/save.ts'

/** One line of a result: what was measured, what was expected of it, and whether it was so. */
export type Check = { measure: string; value: string; wanted: string; isOk: boolean }

/** Prints a table in Markdown, as docs/load.md has it. Returns the exit code. */
export function report(title: string, checks: readonly Check[]): number {
  console.log(`\n### ${title}\n`)
  console.log('| | Measured | Wanted | |')
  console.log('|---|---|---|---|')
  for (const { measure, value, wanted, isOk } of checks)
    console.log(`| ${measure} | ${value} | ${wanted} | ${isOk ? 'ok' : '**FAILED**'} |`)
  return checks.every(({ isOk }) => isOk) ? 0 : 1
}

/** Keeps a result with commit and machine, under `bench/results`. */
export function save(name: string, result: { checks: readonly Check[]; samples?: unknown }): void {
  saveSamples(name, result)
}

/** The smallest value that so many percent of the values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0
}
