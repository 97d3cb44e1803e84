import {
  decodeJournalEntry,
  encodeJournalEntry,
  JOURNAL_STATES,
  TERMINATION_MODES,
  type JournalEntry,
  type JournalState,
  type TerminationMode,
} from './journal.ts'
import { readCount, readInstant, readObject, readOneOf, readText } from './read.ts'
import type { ReasonRule } from './session.ts'

/** `starting` is the grace in which nothing has left; `done` = every item was sent or settled; `stopped` by an operator. */
export const BATCH_STATES = ['starting', 'active', 'paused', 'done', 'stopped'] as const
export type BatchState = (typeof BATCH_STATES)[number]

/** Why a batch rests. All but `operator` are the gateway's own doing. */
export const PAUSE_REASONS = [
  'operator',
  'session_ended',
  'gateway_restarted',
  'api_unavailable',
  'journal_unavailable',
  'equal_refusals',
] as const
export type PauseReason = (typeof PAUSE_REASONS)[number]

/** What happened to a batch as a whole: its own history. */
export const BATCH_EVENTS = [
  'created',
  'started',
  'paused',
  'resumed',
  'stopped',
  'withdrawn',
  'done',
] as const
export type BatchEventKind = (typeof BATCH_EVENTS)[number]

/** How long a batch can be withdrawn before its first item leaves, milliseconds (design.md section 6). */
export const GRACE_MS = 5000
/** More ids than this are refused: at two a second they are an hour and a half. */
export const MOST_ITEMS = 10_000

export type Actor = { id: string | null; name: string | null; session: string }

export type BatchEvent = {
  kind: BatchEventKind
  at: number
  /** `null` = the gateway by itself. */
  by: Actor | null
  /** With `paused`: why, and the code that was answered again and again. */
  why: PauseReason | null
  code: string | null
}

/** A batch without its items. Instants are epoch milliseconds of the gateway's clock. */
export type Batch = {
  id: string
  mode: TerminationMode
  reason: string | null
  state: BatchState
  operator: Actor
  createdAt: number
  /** End of the grace. */
  startsAt: number
  startedAt: number | null
  finishedAt: number | null
  pause: { why: PauseReason; code: string | null } | null
  /** What an active batch waits for at this moment: nothing is wrong with its items. */
  waitingFor: 'api' | 'journal' | null
  /** The batch whose failed items these are. */
  retryOf: string | null
  total: number
  counts: Record<JournalState, number>
  /** Until the last item has left, milliseconds at the allowed pace; `null` = it rests or has ended. */
  leftMs: number | null
}

/** One batch with the items that changed. */
export type BatchProgress = {
  batch: Batch
  events: BatchEvent[]
  items: JournalEntry[]
  /** Ask with it as `since` next time; items may come twice. */
  next: string
  now: number | null
}

export type BatchList = { batches: Batch[]; next: string | null; now: number | null }

/** What `POST /api/batches` takes. */
export type NewBatch = {
  /** Made by the page for each start: what arrives twice is one batch. 8 to 64 letters, digits, - and _. */
  id: string
  mode: TerminationMode
  reason: string | null
  workflowIds: readonly string[]
  /** The number the operator typed; needed where `isNumberRequired`. */
  confirmedCount: number | null
  retryOf: string | null
}

/** Items whose failure can be tried again as a new batch: nobody knows of an ending. */
export const FAILED_STATES: readonly JournalState[] = ['refused', 'still_running']

/** Whether the number of workflows has to be typed (ux.md section 4). */
export function isNumberRequired(mode: TerminationMode, count: number): boolean {
  return count > (mode === 'force' ? 10 : 500)
}

/** Whether a batch in this mode needs a reason (REQUIRE_REASON). */
export function isBatchReasonRequired(rule: ReasonRule, mode: TerminationMode): boolean {
  return rule === 'batch' || rule === 'always' || (rule === 'force' && mode === 'force')
}

export type Pace = { ratePerSecond: number; burst: number }

/** How long `count` calls take at the allowed pace, milliseconds. */
export function estimateMs(count: number, { ratePerSecond, burst }: Pace): number {
  return (Math.max(0, count - burst) / ratePerSecond) * 1000
}

/** Decodes the answer of `GET /api/batches`. Throws `TypeError` when it is none. */
export function decodeBatchList(value: unknown): BatchList {
  const body = readObject(value)
  if (!Array.isArray(body.data)) throw new TypeError('The list of batches has no data array')
  const meta = readObject(body.meta)
  return { batches: body.data.map(decodeBatch), next: readText(meta.next), now: readInstant(meta.now) }
}

/** Decodes the answer of `GET /api/batches/:id`. */
export function decodeBatchProgress(value: unknown): BatchProgress {
  const body = readObject(value)
  const data = readObject(body.data)
  const meta = readObject(body.meta)
  return {
    batch: decodeBatch(data.batch),
    events: Array.isArray(data.events) ? data.events.flatMap((event) => decodeEvent(event) ?? []) : [],
    items: Array.isArray(data.items) ? data.items.map(decodeJournalEntry) : [],
    next: readText(meta.next) ?? '',
    now: readInstant(meta.now),
  }
}

/** Decodes the answer of every `POST` on a batch: the batch as it is now. */
export function decodeBatchAnswer(value: unknown): Batch {
  return decodeBatch(readObject(value).data)
}

function decodeBatch(value: unknown): Batch {
  const row = readObject(value)
  const id = readText(row.id)
  const mode = readOneOf(TERMINATION_MODES, row.mode)
  const state = readOneOf(BATCH_STATES, row.state)
  const createdAt = readInstant(row.createdAt)
  const startsAt = readInstant(row.startsAt)
  if (!id || !mode || !state || createdAt === null || startsAt === null)
    throw new TypeError('A batch lacks its id, mode, state or time')
  const counts = readObject(row.counts)
  return {
    id,
    mode,
    state,
    createdAt,
    startsAt,
    reason: typeof row.reason === 'string' && row.reason !== '' ? row.reason : null,
    operator: decodeActor(row.operator),
    startedAt: readInstant(row.startedAt),
    finishedAt: readInstant(row.finishedAt),
    pause: decodePause(row.pause),
    waitingFor: readOneOf(['api', 'journal'] as const, row.waitingFor),
    retryOf: readText(row.retryOf),
    total: readCount(row.total) ?? 0,
    counts: countsOf((name) => readCount(counts[name]) ?? 0),
    leftMs: readCount(row.leftMs),
  }
}

/** A count for every state. */
export function countsOf(count: (state: JournalState) => number): Record<JournalState, number> {
  return Object.fromEntries(JOURNAL_STATES.map((state) => [state, count(state)])) as Record<
    JournalState,
    number
  >
}

function decodePause(value: unknown): Batch['pause'] {
  const pause = readObject(value)
  const why = readOneOf(PAUSE_REASONS, pause.why)
  return why === null ? null : { why, code: readText(pause.code) }
}

function decodeEvent(value: unknown): BatchEvent | null {
  const row = readObject(value)
  const kind = readOneOf(BATCH_EVENTS, row.kind)
  const at = readInstant(row.at)
  if (kind === null || at === null) return null
  const by = row.by === null || row.by === undefined ? null : decodeActor(row.by)
  return { kind, at, by, why: readOneOf(PAUSE_REASONS, row.why), code: readText(row.code) }
}

function decodeActor(value: unknown): Actor {
  const actor = readObject(value)
  return { id: readText(actor.id), name: readText(actor.name), session: readText(actor.session) ?? '' }
}

const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString())

/** The wire form of a batch: the same names, instants as ISO 8601 in UTC. */
export function encodeBatch(batch: Batch): Record<string, unknown> {
  const { createdAt, startsAt, startedAt, finishedAt } = batch
  return {
    ...batch,
    createdAt: iso(createdAt),
    startsAt: iso(startsAt),
    startedAt: iso(startedAt),
    finishedAt: iso(finishedAt),
    leftMs: batch.leftMs === null ? null : Math.round(batch.leftMs),
  }
}

/** The wire form of `BatchProgress`: the whole body. */
export function encodeBatchProgress({
  batch,
  events,
  items,
  next,
  now,
}: BatchProgress): Record<string, unknown> {
  return {
    success: true,
    data: {
      batch: encodeBatch(batch),
      events: events.map((event) => ({ ...event, at: iso(event.at) })),
      items: items.map(encodeJournalEntry),
    },
    meta: { next, now: iso(now) },
  }
}
