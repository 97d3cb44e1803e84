import type { JournalEntry, JournalState } from '#src/contract/journal.ts'
import { m } from '#src/messages/messages.js'

type Outcome = {
  word: string
  shape: 'triangle' | 'dot' | 'ring' | 'clock' | 'spinner'
  tone: 'warn' | 'accent' | 'muted' | 'ok' | 'danger'
}

const OUTCOMES: Record<JournalState, Omit<Outcome, 'word'> & { word: () => string }> = {
  queued: { word: m.outcome_queued, shape: 'ring', tone: 'muted' },
  sending: { word: m.state_terminating, shape: 'spinner', tone: 'muted' },
  accepted: { word: m.journal_accepted, shape: 'spinner', tone: 'accent' },
  gone: { word: m.journal_gone, shape: 'dot', tone: 'ok' },
  still_running: { word: m.state_still_running, shape: 'clock', tone: 'warn' },
  unknown: { word: m.journal_unknown_outcome, shape: 'triangle', tone: 'warn' },
  no_longer_running: { word: m.outcome_no_longer_running, shape: 'dot', tone: 'muted' },
  already_gone: { word: m.error_gone, shape: 'dot', tone: 'muted' },
  refused: { word: m.journal_refused, shape: 'triangle', tone: 'danger' },
  withdrawn: { word: m.journal_withdrawn, shape: 'ring', tone: 'muted' },
  skipped: { word: m.journal_skipped, shape: 'ring', tone: 'muted' },
}

/** What came of a termination, as a word and a mark. */
export function describeOutcome({ state }: Pick<JournalEntry, 'state'>): Outcome {
  const { word, ...mark } = OUTCOMES[state]
  return { ...mark, word: word() }
}

/** Who did it: a name, an id, or the session that nobody's name is known for. */
export function describeOperator({ operator }: Pick<JournalEntry, 'operator'>): string {
  if (operator.name !== null) return operator.name
  return operator.id === null
    ? m.unknown_operator({ session: operator.session.slice(0, 4) })
    : `#${operator.id}`
}
