import { JOURNAL_STATES, type JournalState } from './journal.ts'
import { readCount, readInstant, readObject } from './read.ts'

/** Days that one call of `GET /api/journal/days` counts. */
export const MOST_JOURNAL_DAYS = 92

/** How many terminations of a day came out how; an outcome that nothing came to is left out. */
export type JournalDayCounts = Partial<Record<JournalState, number>>

export type JournalDaysAnswer = {
  /** In the order asked for. */
  days: JournalDayCounts[]
  /** The gateway's clock, epoch milliseconds. */
  now: number | null
}

/**
 * The query of `GET /api/journal/days`: instants at which days begin, and the end of the last one. So days are those of
 * the operator's zone, 23 or 25 hours long where clocks change.
 */
export function encodeDayBounds(bounds: readonly number[]): { bounds: string } {
  return { bounds: bounds.map((instant) => new Date(instant).toISOString()).join(',') }
}

/** Reads that query. `null` unless the instants follow each other and are as many as one call may name. */
export function decodeDayBounds(text: string | undefined): number[] | null {
  const bounds: number[] = []
  for (const part of (text ?? '').split(',', MOST_JOURNAL_DAYS + 2)) {
    const instant = readInstant(part)
    if (instant === null || instant <= (bounds.at(-1) ?? -Infinity)) return null
    bounds.push(instant)
  }
  return bounds.length >= 2 && bounds.length <= MOST_JOURNAL_DAYS + 1 ? bounds : null
}

/** Decodes the answer of `GET /api/journal/days`. Throws `TypeError` when it is none. */
export function decodeJournalDays(value: unknown): JournalDaysAnswer {
  const body = readObject(value)
  if (!Array.isArray(body.data)) throw new TypeError('The answer holds no days')
  return { days: body.data.map(decodeCounts), now: readInstant(readObject(body.meta).now) }
}

function decodeCounts(value: unknown): JournalDayCounts {
  const counts = readObject(value)
  return Object.fromEntries(
    JOURNAL_STATES.flatMap((state) => {
      const count = readCount(counts[state])
      return count === null ? [] : [[state, count]]
    }),
  )
}
