import { JOURNAL_STATES, type JournalState } from '#src/contract/journal.ts'
import type { JournalDayCounts } from '#src/contract/journal-days.ts'
import { dayOf, startOfDay, type Zone } from '#src/lib/zone.ts'

/** What the outcomes of a termination come down to, in the order of a bar from its foot. */
export const OUTCOME_GROUPS = ['ended', 'maybe', 'open', 'still_running', 'refused', 'not_sent'] as const
export type OutcomeGroup = (typeof OUTCOME_GROUPS)[number]

const GROUP_OF: Record<JournalState, OutcomeGroup> = {
  gone: 'ended',
  no_longer_running: 'maybe',
  already_gone: 'maybe',
  queued: 'open',
  sending: 'open',
  accepted: 'open',
  unknown: 'open',
  still_running: 'still_running',
  refused: 'refused',
  withdrawn: 'not_sent',
  skipped: 'not_sent',
}

/** The outcome that is the whole of a group, and so can be asked of the journal; `null` = it has several. */
export function onlyStateOf(group: OutcomeGroup): JournalState | null {
  const states = JOURNAL_STATES.filter((state) => GROUP_OF[state] === group)
  return states.length === 1 ? (states[0] ?? null) : null
}

export function groupOutcomes(counts: JournalDayCounts): Record<OutcomeGroup, number> {
  const groups = { ended: 0, maybe: 0, open: 0, still_running: 0, refused: 0, not_sent: 0 }
  for (const state of JOURNAL_STATES) groups[GROUP_OF[state]] += counts[state] ?? 0
  return groups
}

/** The last `count` days in the zone, today among them: their names (`2026-11-24`) and their bounds. */
export function planDays(now: number, count: number, zone: Zone): { days: string[]; bounds: number[] } {
  const today = dayOf(now, zone)
  // Not so many hours back: a day on which clocks change has 23 or 25.
  const bounds = Array.from({ length: count + 1 }, (_, index) => startOfDay(today, zone, index - count + 1))
  return { days: bounds.slice(0, -1).map((start) => dayOf(start, zone)), bounds }
}
