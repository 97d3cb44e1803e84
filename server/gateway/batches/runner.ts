import type { Logger } from 'pino'

import { sleep, type Clock } from '#server/clock.ts'
import type { Caller } from '#server/gateway/caller.ts'
import { nextTogether } from '#server/gateway/journal/follow-plan.ts'
import type { BatchRow, TerminationRow } from '#server/gateway/journal/schema.ts'
import type { Sender, Sent } from '#server/gateway/journal/send.ts'
import type { Upstream } from '#server/gateway/upstream.ts'
import { UpstreamFailure } from '#server/gateway/upstream.ts'
import type { PauseReason } from '#src/contract/batch.ts'
import { decodeErrorEnvelope, natureOf } from '#src/contract/errors.ts'
import type { JournalState } from '#src/contract/journal.ts'

import type { BatchItems } from './batch-items.ts'
import type { BatchStore } from './batch-store.ts'
import { createTrouble, type Trouble } from './trouble.ts'

/** Items read ahead of the queue. */
const TAKE_ROWS = 40
/** Equal refusals within an hour after which a batch rests: the API locks a key out at about 12 (vibe-api.md section 5). */
export const MOST_EQUAL = 8
/** After an operator has said "go on" all the same, so many more. */
export const MORE_EQUAL = 3
const HOUR_MS = 3_600_000
const JOURNAL_RETRY_MS = 2000

/** How a run ended by itself; `lost` = another one has taken the batch over. */
export type Verdict =
  { kind: 'done' } | { kind: 'lost' } | { kind: 'pause'; why: PauseReason; code: string | null }

export type RunnerDeps = {
  batches: BatchStore
  items: BatchItems
  send: Sender
  upstream: Upstream
  /** What is known to be gone is not sent. */
  isKnownGone: (portal: string, workflowId: string) => boolean
  /** An outcome could not be recorded: nothing new is sent. */
  isJournalBehind: () => boolean
  clock: Clock
  logger: Pick<Logger, 'error' | 'warn'>
  /** The session that works for a caller now. */
  tokenOf: (caller: Caller) => string | null
  /** Calls that may be in flight at once. */
  concurrency: number
}

export type Run = {
  batch: BatchRow
  caller: Caller
  /** Equal refusals within the hour at which it pauses. */
  equalLimit: number
  /** Aborted when it is over: by an operator, or by itself. */
  signal: AbortSignal
  trouble: Trouble
}

/**
 * Sends the items of one active batch until none waits or something is in the way; `null` = it was called off. Never
 * throws.
 */
export async function runBatch(run: Run, deps: RunnerDeps): Promise<Verdict | null> {
  const { batches, items, send, upstream, clock, logger } = deps
  const inHand = new Map<string, TerminationRow>()
  let waiting: TerminationRow[] = []
  let verdict: Verdict | null = null
  const over = new AbortController()
  const signal = AbortSignal.any([run.signal, over.signal])
  let taking: Promise<TerminationRow | null> = Promise.resolve(null)

  const isOver = () => signal.aborted
  const end = (how: Verdict) => {
    verdict ??= how
    over.abort()
  }
  const pause = (why: PauseReason, code: string | null = null) => end({ kind: 'pause', why, code })

  /** One after the other, so that no two take the same item. */
  function take(): Promise<TerminationRow | null> {
    taking = taking.then(takeNext, takeNext)
    return taking
  }

  async function takeNext(): Promise<TerminationRow | null> {
    while (!isOver()) {
      try {
        if (deps.isJournalBehind()) throw new Error('An outcome is not recorded yet')
        if (waiting.length === 0) {
          const rows = await items.queued(run.batch, TAKE_ROWS + inHand.size)
          waiting = rows.filter(({ id }) => !inHand.has(id))
        }
        const item = waiting.shift()
        if (!item) return null
        if (!deps.isKnownGone(item.portal, item.workflow_id)) {
          inHand.set(item.id, item)
          return item
        }
        await items.settleGone(run.batch, item.id, clock.now())
      } catch (error) {
        waiting = []
        await waitForJournal(error)
      }
    }
    return null
  }

  async function waitForJournal(error: unknown): Promise<void> {
    if (run.trouble.note('journal'))
      logger.error({ err: error, batch: run.batch.id }, 'A batch waits for the journal')
    if (run.trouble.isTooLong('journal')) return pause('journal_unavailable')
    await sleep(clock, JOURNAL_RETRY_MS)
  }

  async function work(): Promise<void> {
    for (let item = await take(); item !== null; item = await take()) {
      const token = deps.tokenOf(run.caller)
      const sent = await send(item, {
        token,
        priority: 'batch',
        signal,
        claim: (row, changes) => items.claim(row, run.batch, changes),
        stateOf,
        firstCheckAt: nextTogether,
      })
      inHand.delete(item.id)
      await judge(sent, token)
      if (isOver()) return
    }
  }

  async function judge(sent: Sent, token: string | null): Promise<void> {
    switch (sent.kind) {
      case 'not_sent':
        // Claims are lost to whoever has moved the batch: then this run is over.
        if (sent.why === 'lost_claim') return checkFence()
        if (sent.why === 'journal') return waitForJournal('A claim could not be written')
        return
      case 'no_answer':
        run.trouble.clear('journal')
        return waitForApi()
      case 'answered':
        run.trouble.clear('journal')
        return judgeAnswer(sent, token)
    }
  }

  async function judgeAnswer(
    { answer, refused, state }: Extract<Sent, { kind: 'answered' }>,
    token: string | null,
  ): Promise<void> {
    const code = refused?.body.code ?? null
    if (state === 'unknown') return waitForApi()
    run.trouble.clear('api')
    if (code === null) return
    if (natureOf(code, answer.status) === 'sign_in') return noteSessionEnd(token, code)
    if (code === 'ERROR_LOOP_DETECTED') return pause('equal_refusals', code)
    if (state === 'refused' || state === 'already_gone') await countEqual()
  }

  /** With another session of the operator it goes on: what was refused is back in the queue. */
  function noteSessionEnd(token: string | null, code: string): void {
    if (deps.tokenOf(run.caller) === token) pause('session_ended', code)
  }

  async function countEqual(): Promise<void> {
    try {
      const most = await items.mostEqualRefusal(run.batch.portal, clock.now() - HOUR_MS)
      if (most && most.count >= run.equalLimit) pause('equal_refusals', most.code)
    } catch (error) {
      await waitForJournal(error)
    }
  }

  async function checkFence(): Promise<void> {
    const now = await batches.find(run.batch).catch(() => undefined)
    if (now && now.fence !== run.batch.fence) end({ kind: 'lost' })
  }

  /**
   * An outcome is unknown: the next item leaves only after the API has answered something, or an outage would make the
   * whole batch unknown.
   */
  async function waitForApi(): Promise<void> {
    const isFirst = run.trouble.note('api')
    if (!isFirst) return run.trouble.untilClear(signal)
    for (let delay = 1000; !isOver(); delay = Math.min(delay * 2, 15_000)) {
      if (await probe()) return run.trouble.clear('api')
      if (run.trouble.isTooLong('api')) return pause('api_unavailable')
      await sleep(clock, delay)
    }
  }

  async function probe(): Promise<boolean> {
    if (!run.trouble.has('api')) return true
    try {
      const token = deps.tokenOf(run.caller)
      const { status, body } = await upstream('/v1/workflows', { priority: 'batch', token, signal })
      const code = status === 200 ? null : decodeErrorEnvelope(body)?.code
      if (code && natureOf(code, status) === 'sign_in') noteSessionEnd(token, code)
      return status < 500 && code !== undefined
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) logger.warn({ err: error }, 'A batch could not ask the API')
      return false
    }
  }

  await Promise.all(Array.from({ length: deps.concurrency }, work))
  return isOver() ? verdict : { kind: 'done' }
}

/** What an answer makes of an item: what the API did not do is sent again. */
function stateOf(status: number, code: string | undefined): JournalState {
  if (status === 204) return 'accepted'
  if (status < 400 || status >= 500) return 'unknown'
  const nature = natureOf(code ?? '', status)
  if (status === 429 || nature === 'sign_in') return 'queued'
  return nature === 'gone' && status === 404 ? 'already_gone' : 'refused'
}

export function createRun(
  batch: BatchRow,
  caller: Caller,
  signal: AbortSignal,
  clock: Clock,
  equalLimit = MOST_EQUAL,
): Run {
  return { batch, caller, signal, equalLimit, trouble: createTrouble(clock) }
}
