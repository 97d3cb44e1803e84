import type { JournalState } from '#src/contract/journal.ts'

import type { TerminationRow } from './schema.ts'
import type { Changes } from './store.ts'

/** What a look-up found. `not_seen` proves nothing. */
export type Sighting = 'listed' | 'absent' | 'not_seen'

export const FIRST_CHECK_MS = 2000

const MINUTE_MS = 60_000
/** When to look, counted from the settling; after the last, every ten minutes for a day. */
const CHECKS_MS = [FIRST_CHECK_MS, 5000, 10_000, 30_000, MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS]
/** A batch is followed as a whole, from the moment it came to rest. */
const BATCH_CHECKS_MS = [10_000, MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS]
/** While it still sends, all its items are looked for at the same times of the clock. */
const TOGETHER_MS = 5 * MINUTE_MS
const SLOW_MS = 10 * MINUTE_MS
const GIVE_UP_MS = 24 * 60 * MINUTE_MS

/** Still listed after this, an accepted termination shows no effect (design.md section 5). */
const STILL_RUNNING_MS = 10 * MINUTE_MS
/** A lost DELETE that acted may need a moment to show: before this, "still listed" says nothing about it. */
const UNKNOWN_MS = 10_000
/** Absence is confirmed once more, because a running step can write the row back. */
const CONFIRM_MS = MINUTE_MS

export type Verdict = { to: JournalState | null; changes: Changes }

/** What a look-up at `now` makes of a followed row: its next state, if it has one, and when to look again. */
export function planFollowing(row: TerminationRow, sighting: Sighting, now: number): Verdict {
  const settledAt = row.settled_at ?? row.changed_at
  const changes: Changes = { checked_at: now, next_check_at: nextCheck(row, settledAt, now) }
  if (sighting === 'not_seen') return { to: null, changes }
  if (sighting === 'listed') return { to: whenListed(row, now - settledAt), changes }
  return planAbsent(row, changes, now)
}

function whenListed({ state }: TerminationRow, age: number): JournalState | null {
  switch (state) {
    case 'accepted':
      return age >= STILL_RUNNING_MS ? 'still_running' : null
    case 'unknown':
      return age >= UNKNOWN_MS ? 'still_running' : null
    case 'gone':
    case 'no_longer_running':
      return 'still_running'
    default:
      return null
  }
}

function planAbsent(row: TerminationRow, changes: Changes, now: number): Verdict {
  switch (row.state) {
    case 'gone':
    case 'no_longer_running':
      return { to: null, changes: { ...changes, next_check_at: null } }
    case 'accepted':
      return { to: 'gone', changes: { ...changes, next_check_at: confirmAt(row, now) } }
    case 'unknown':
      return { to: 'no_longer_running', changes: { ...changes, next_check_at: confirmAt(row, now) } }
    case 'still_running':
      // Only what the API accepted can be said to have been ended by us.
      return {
        to: row.http_status === 204 ? 'gone' : 'no_longer_running',
        changes: { ...changes, next_check_at: confirmAt(row, now) },
      }
    default:
      return { to: null, changes: { ...changes, next_check_at: null } }
  }
}

/** Once more after the step's lease, in case the step writes the row back; else after a minute. */
function confirmAt({ owned_until }: TerminationRow, now: number): number {
  return owned_until !== null && owned_until > now ? owned_until + FIRST_CHECK_MS : now + CONFIRM_MS
}

function nextCheck({ batch_id, follow_from }: TerminationRow, settledAt: number, now: number): number | null {
  if (batch_id !== null && follow_from === null) return nextTogether(now)
  const from = follow_from ?? settledAt
  const age = now - from
  if (age > GIVE_UP_MS) return null
  const next = (follow_from === null ? CHECKS_MS : BATCH_CHECKS_MS).find((check) => check > age)
  return next === undefined ? now + SLOW_MS : from + next
}

/** The next moment at which the items of batches that still send are looked for: one walk serves them all. */
export function nextTogether(now: number): number {
  return Math.ceil((now + 1) / TOGETHER_MS) * TOGETHER_MS
}
