import { FAILED_STATES, type Batch } from '#src/contract/batch.ts'
import { JOURNAL_STATES, type JournalState } from '#src/contract/journal.ts'
import { readOneOf } from '#src/contract/read.ts'
import { m } from '#src/messages/messages.js'
import { describeOutcome } from '#src/terms/describe-termination.ts'

/** What wants attention first, then what moves, then what is over. */
export const OUTCOME_ORDER = [
  'refused',
  'still_running',
  'unknown',
  'sending',
  'accepted',
  'queued',
  'gone',
  'no_longer_running',
  'already_gone',
  'skipped',
  'withdrawn',
] as const satisfies readonly JournalState[]

const SHORT_WORDS: Partial<Record<JournalState, () => string>> = {
  sending: m.batch_outcome_sending,
  unknown: m.batch_outcome_unknown,
  no_longer_running: m.batch_outcome_no_longer_running,
  already_gone: m.batch_outcome_already_gone,
  withdrawn: m.batch_outcome_withdrawn,
}

export type OutcomeCount = {
  /** `untold` = items whose state the gateway did not count: never left out of the sum. */
  state: JournalState | 'untold'
  word: string
  count: number
}

/** The outcomes that occur, in their order; the counts add up to `total`. */
export function countOutcomes({ counts, total }: Pick<Batch, 'counts' | 'total'>): OutcomeCount[] {
  const known = OUTCOME_ORDER.map((state) => ({ state, word: outcomeWord(state), count: counts[state] }))
  const untold = total - known.reduce((sum, { count }) => sum + count, 0)
  return [...known, { state: 'untold' as const, word: m.batch_outcome_untold(), count: untold }].filter(
    ({ count }) => count > 0,
  )
}

/** An outcome in few words, for counts. */
export function outcomeWord(state: JournalState): string {
  return SHORT_WORDS[state]?.() ?? describeOutcome({ state }).word
}

/** How many neither wait, nor are on their way out, nor were given up unsent. */
export function countProcessed({ counts, total }: Pick<Batch, 'counts' | 'total'>): number {
  return Math.max(0, total - counts.queued - counts.sending - counts.withdrawn)
}

/** How many were accepted or got no clear answer, and are looked for. */
export function countFollowed({ counts }: Pick<Batch, 'counts'>): number {
  return counts.sending + counts.accepted + counts.unknown
}

export function countFailed({ counts }: Pick<Batch, 'counts'>): number {
  return FAILED_STATES.reduce((sum, state) => sum + counts[state], 0)
}

/** `failed` = all that can be tried again. */
export type OutcomeFilter = JournalState | 'failed' | null

/** The filter of the address; anything else is none. */
export function parseOutcome(text: string | null): OutcomeFilter {
  return text === 'failed' ? 'failed' : readOneOf(JOURNAL_STATES, text)
}

export function matchesOutcome({ state }: { state: JournalState }, filter: OutcomeFilter): boolean {
  if (filter === null) return true
  return filter === 'failed' ? FAILED_STATES.includes(state) : state === filter
}
