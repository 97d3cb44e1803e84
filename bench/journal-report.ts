import { atLeast, atMost, median, type Row } from './report.ts'

/** Milliseconds by the name of the read; beside them the two below. By database. */
export type JournalSamples = Record<string, Record<string, number[]>>

export const LONGEST_BLOCK = 'longest block of the event loop'
export const TERMINATIONS = 'terminations per second'

/** The measures of budgets.md that are about a journal of 100,000 rows; of the reads the slowest. */
export function toJournalRows(samples: JournalSamples): Row[] {
  return Object.entries(samples).flatMap(([database, measured]) => {
    const reads = Object.entries(measured).filter(([name]) => name !== LONGEST_BLOCK && name !== TERMINATIONS)
    const slowest = reads
      .map(([name, values]) => ({ name, ms: median(values) }))
      .toSorted((a, b) => b.ms - a.ms)[0]
    return [
      ...(slowest ? [atMost(`${database}: slowest read (${slowest.name}), ms`, slowest.ms, 200)] : []),
      atMost(`${database}: ${LONGEST_BLOCK}, ms`, median(measured[LONGEST_BLOCK] ?? []), 20),
      atLeast(`${database}: ${TERMINATIONS}`, median(measured[TERMINATIONS] ?? []), 200),
    ]
  })
}
