import { describeCode } from '#src/api/describe-error.ts'
import type { Batch, BatchEvent, BatchEventKind, PauseReason } from '#src/contract/batch.ts'
import { natureOf } from '#src/contract/errors.ts'
import type { JournalEntry, TerminationMode } from '#src/contract/journal.ts'
import { formatCount } from '#src/lib/count.ts'
import { formatDuration } from '#src/lib/format.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { describeOperator } from '#src/terms/describe-termination.ts'
import type { MarkShape, MarkTone } from '#src/ui/state-mark.tsx'

import { countFollowed } from './batch-page-outcomes.ts'

/** A number with the plural it chooses, as messages take it. */
export function counted(count: number): { count: number; shown: string } {
  return { count, shown: shownCount(count) }
}

export function shownCount(count: number): string {
  return formatCount(count, getLocale())
}

export function modeWord(mode: TerminationMode): string {
  return mode === 'force' ? m.mode_force() : m.mode_soft()
}

/** "Terminate 12 workflows, Soft". */
export function describeBatch({ total, mode }: Pick<Batch, 'total' | 'mode'>): string {
  return m.batch_heading({ ...counted(total), mode: modeWord(mode) })
}

export type StateWords = { word: string; shape: MarkShape; tone: MarkTone }

/** How the batch is, in words and a mark. What was accepted and is still looked for is no end yet. */
export function describeState(batch: Batch): StateWords {
  const followed = countFollowed(batch)
  switch (batch.state) {
    case 'starting':
      return { word: m.batch_starting(), shape: 'ring', tone: 'accent' }
    case 'active':
      return { word: m.batch_active(), shape: 'spinner', tone: 'accent' }
    case 'paused':
      return { word: m.batch_paused(), shape: 'clock', tone: 'warn' }
    case 'done':
      return followed > 0
        ? { word: m.batch_done_followed(counted(followed)), shape: 'spinner', tone: 'accent' }
        : { word: m.batch_done(), shape: 'dot', tone: 'ok' }
    case 'stopped':
      return describeStopped(batch, followed)
  }
}

function describeStopped({ startedAt }: Batch, followed: number): StateWords {
  if (startedAt === null) return { word: m.batch_nothing_sent(), shape: 'ring', tone: 'muted' }
  if (followed > 0)
    return { word: m.batch_stopped_followed(counted(followed)), shape: 'spinner', tone: 'accent' }
  return { word: m.batch_stopped(), shape: 'ring', tone: 'muted' }
}

/** Why a batch rests, and what to do about it. */
export type PauseWords = { why: string; next: string }

type PauseFacts = Pick<Batch, 'pause' | 'operator'> & {
  events: readonly BatchEvent[]
  items: readonly JournalEntry[]
}

/** `null` = it does not rest. */
export function describePause({ pause, operator, events, items }: PauseFacts): PauseWords | null {
  if (pause === null) return null
  const describe: Record<PauseReason, () => PauseWords> = {
    operator: () => ({
      why: m.batch_paused_operator({ operator: actorOf(events, ['paused']) ?? m.unknown_user() }),
      next: m.batch_paused_operator_next(),
    }),
    session_ended: () => ({
      // It worked with the session of who let it go on last.
      why: m.batch_paused_session({
        operator: actorOf(events, ['resumed']) ?? describeOperator({ operator }),
      }),
      next: m.batch_paused_session_next(),
    }),
    gateway_restarted: () => ({ why: m.batch_paused_restart(), next: m.batch_paused_restart_next() }),
    api_unavailable: () => ({ why: m.batch_paused_api(), next: m.batch_paused_api_next() }),
    journal_unavailable: () => ({ why: m.batch_paused_journal(), next: m.batch_paused_journal_next() }),
    equal_refusals: () => describeRefusals(pause.code ?? m.unknown(), items),
  }
  return describe[pause.why]()
}

/** From so many on the batch alone explains the pause; below it other terminations of the portal had a part. */
const MANY_EQUAL = 8

function describeRefusals(code: string, items: readonly JournalEntry[]): PauseWords {
  const words = describeCoded(code)
  const here = items.filter(({ errorCode, httpStatus }) => errorCode === code && httpStatus !== null).length
  return {
    why:
      here >= MANY_EQUAL
        ? m.batch_paused_equal({ times: shownCount(here), words })
        : m.batch_paused_equal_here({ words }),
    next: natureOf(code, 400) === 'gone' ? m.batch_paused_gone_next() : m.batch_paused_equal_next(),
  }
}

/** A code in words, and as it came. */
export function describeCoded(code: string): string {
  const words = describeCode(code)
  return words.includes(code) ? words : m.batch_code_words({ words, code })
}

function actorOf(events: readonly BatchEvent[], kinds: readonly BatchEventKind[]): string | null {
  const by = events.findLast(({ kind }) => kinds.includes(kind))?.by ?? null
  return by && describeOperator({ operator: by })
}

const EVENT_WORDS: Record<BatchEventKind, () => string> = {
  created: m.batch_event_created,
  started: m.batch_event_started,
  paused: m.batch_event_paused,
  resumed: m.batch_event_resumed,
  stopped: m.batch_event_stopped,
  withdrawn: m.batch_event_withdrawn,
  done: m.batch_event_done,
}

/** What happened, and who did it; `null` = the console by itself. */
export function describeEvent({ kind, by }: BatchEvent): { what: string; who: string | null } {
  return { what: EVENT_WORDS[kind](), who: by && describeOperator({ operator: by }) }
}

/** "About 5 min left, at 2 a second at most"; `null` when nothing more is to be sent. */
export function describeLeft({ leftMs, state }: Batch, ratePerSecond: number): string | null {
  if (leftMs === null || state !== 'active') return null
  return m.batch_left_pace({
    duration: formatDuration(leftMs, getLocale()),
    rate: shownCount(ratePerSecond),
  })
}
