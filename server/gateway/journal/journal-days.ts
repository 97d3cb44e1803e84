import { sql } from 'kysely'

import { JOURNAL_STATES, type JournalState } from '#src/contract/journal.ts'
import type { JournalDayCounts } from '#src/contract/journal-days.ts'

import type { JournalConnection } from './database.ts'

/** Two databases give a column of parameters a type only if they are told. */
const whole = (value: number) => sql`CAST(${value} AS BIGINT)`

/** Counts the journal by days and outcomes. Throws what the database throws. */
export function createJournalDays({ reader }: Pick<JournalConnection, 'reader'>) {
  /** The index by state holds all that is asked, so that each count is a range of it: no row is read. */
  const counts = (portal: string, bounds: readonly number[]) => {
    const days = bounds
      .slice(1)
      .map((until, day) => sql`(${whole(day)}, ${whole(bounds[day] ?? until)}, ${whole(until)})`)
    const states = JOURNAL_STATES.map((state) => sql`(CAST(${state} AS TEXT))`)
    return sql<{ day: number; state: JournalState; count: number }>`
      WITH days (day, since, until) AS (VALUES ${sql.join(days)}), states (state) AS (VALUES ${sql.join(states)})
      SELECT days.day AS day, states.state AS state, (
        SELECT count(*) FROM terminations
        WHERE terminations.portal = ${portal} AND terminations.state = states.state
          AND terminations.requested_at >= days.since AND terminations.requested_at < days.until
      ) AS count
      FROM days CROSS JOIN states`
  }

  return {
    /** The query, for who wants to know how it is carried out. */
    counts,

    /** What was asked for from each bound up to the next, by how it came out; bounds are epoch milliseconds. */
    read: async (portal: string, bounds: readonly number[]): Promise<JournalDayCounts[]> => {
      const { rows } = await counts(portal, bounds).execute(reader)
      const days: JournalDayCounts[] = bounds.slice(1).map(() => ({}))
      for (const { day, state, count } of rows) {
        const counted = days[day]
        if (counted && count > 0) counted[state] = count
      }
      return days
    },
  }
}

export type JournalDays = ReturnType<typeof createJournalDays>
