import type { JournalState } from '#src/contract/journal.ts'

/** The state machine of a termination (design.md section 5): the only moves there are. */
export const TRANSITIONS: Record<JournalState, readonly JournalState[]> = {
  // Known to be gone, an item of a batch is settled without a call.
  queued: ['sending', 'withdrawn', 'skipped', 'already_gone'],
  // Back to `queued` after a 429 that is sent again, to `withdrawn` after one that is not: the API did not act.
  sending: ['accepted', 'unknown', 'already_gone', 'refused', 'queued', 'withdrawn'],
  accepted: ['gone', 'still_running'],
  gone: ['still_running'],
  // What was never accepted cannot become `gone`: nobody can tell who ended it.
  still_running: ['gone', 'no_longer_running'],
  unknown: ['accepted', 'already_gone', 'refused', 'no_longer_running', 'still_running'],
  no_longer_running: ['still_running'],
  already_gone: [],
  refused: [],
  withdrawn: [],
  skipped: [],
}

export function isAllowed(from: JournalState, to: JournalState): boolean {
  return TRANSITIONS[from].includes(to)
}
