import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import { toRefused, type Refused } from '#server/gateway/answers.ts'
import { STALE_CLAIM_MS } from '#server/gateway/instances/instance-store.ts'
import {
  UpstreamFailure,
  type Priority,
  type Upstream,
  type UpstreamAnswer,
} from '#server/gateway/upstream.ts'
import type { JournalState } from '#src/contract/journal.ts'

import type { Recorder } from './recorder.ts'
import type { NewTermination } from './schema.ts'
import type { Changes } from './store.ts'

export type Sending = {
  token: string | null
  priority: Priority
  maxWaitMs?: number
  /** Withdraws it while it waits for its slot. */
  signal: AbortSignal
  /** Moves the row from `queued` to `sending`; `false` = it is not to be sent any more. */
  claim: (row: NewTermination, changes: Changes & { sent_at: number; attempts: number }) => Promise<boolean>
  /** What an answer makes of the row: `queued` = the API did not act, and it will be sent again. */
  stateOf: (status: number, code: string | undefined) => JournalState
  /** When to look for a row whose end is not known yet. */
  firstCheckAt: (now: number) => number
}

export type Sent =
  | {
      kind: 'answered'
      answer: UpstreamAnswer
      refused: Refused | null
      state: JournalState
      isRecorded: boolean
    }
  /** It left, and no answer came: nobody knows what it did. */
  | { kind: 'no_answer'; isRecorded: boolean }
  /** Nothing was sent, or the API said that it did nothing; the row is `queued`. */
  | { kind: 'not_sent'; why: 'withdrawn' | 'busy' | 'lost_claim' | 'journal' }

class LostClaim extends Error {}

type SenderDeps = {
  upstream: Upstream
  recorder: Recorder
  clock: Clock
  logger: Pick<Logger, 'error'>
  /** Throws unless others count this gateway as alive: what it holds may be theirs by now. */
  requireFresh: () => Promise<void>
}

export type Sender = (row: NewTermination, sending: Sending) => Promise<Sent>

/**
 * Sends one DELETE that is on record: claimed inside the pacer's slot, directly before it leaves, and settled with what
 * really came back. Never throws; `row` is kept in step with the journal.
 */
export function createSender({ upstream, recorder, clock, logger, requireFresh }: SenderDeps): Sender {
  async function claim(row: NewTermination, sending: Sending): Promise<void> {
    await requireFresh()
    const sentAt = clock.now()
    const claimed = { sent_at: sentAt, attempts: row.attempts + 1 }
    if (!(await writeClaim(row, sending, claimed))) throw new LostClaim()
    // The last thing before the call leaves: a process that was stopped while it claimed wakes up here.
    if (clock.now() - sentAt > STALE_CLAIM_MS) {
      await takeBack(row)
      throw new LostClaim()
    }
    Object.assign(row, claimed, { state: 'sending' })
  }

  /** A claim whose confirmation was lost may stand in the journal all the same: it is taken back, for nothing is sent. */
  async function writeClaim(
    row: NewTermination,
    sending: Sending,
    changes: { sent_at: number; attempts: number },
  ): Promise<boolean> {
    try {
      return await sending.claim(row, changes)
    } catch (error) {
      await takeBack(row)
      throw error
    }
  }

  /** As if it had not been claimed: nobody is to read of an attempt that never was. */
  async function takeBack(row: NewTermination): Promise<void> {
    row.state = 'sending'
    await recorder.move(row, 'queued', { sent_at: row.sent_at ?? null, attempts: row.attempts })
  }

  async function release(row: NewTermination): Promise<void> {
    const changes = { error_code: 'RATE_LIMITED' }
    // What cannot be recorded cannot be claimed again either: the recorder keeps it, and the call ends here.
    if (!(await recorder.move(row, 'queued', changes))) throw new Error('A wait could not be recorded')
  }

  async function settle(row: NewTermination, answer: UpstreamAnswer, sending: Sending): Promise<Sent> {
    const now = clock.now()
    const refused = answer.status === 204 ? null : toRefused(answer)
    const state = sending.stateOf(answer.status, refused?.body.code)
    const isFollowed = state === 'accepted' || state === 'unknown'
    const isRecorded = await recorder.move(row, state, {
      settled_at: state === 'queued' ? null : now,
      http_status: answer.status,
      error_code: refused?.body.code ?? null,
      request_id: answer.requestId,
      next_check_at: isFollowed ? sending.firstCheckAt(now) : null,
    })
    return { kind: 'answered', answer, refused, state, isRecorded }
  }

  async function settleFailure(row: NewTermination, failure: unknown, sending: Sending): Promise<Sent> {
    const isForeseen = failure instanceof UpstreamFailure || failure instanceof LostClaim
    if (!isForeseen) logger.error({ err: failure, operation: row.id }, 'A termination broke off')
    if (row.state === 'queued') {
      if (failure instanceof LostClaim) return { kind: 'not_sent', why: 'lost_claim' }
      const isBusy = failure instanceof UpstreamFailure && failure.kind === 'busy'
      return { kind: 'not_sent', why: isBusy ? 'busy' : isForeseen ? 'withdrawn' : 'journal' }
    }
    // It has left, and no answer came: whatever the cause, nobody knows what it did.
    const now = clock.now()
    const isRecorded = await recorder.move(row, 'unknown', {
      settled_at: now,
      error_code: 'NO_ANSWER',
      next_check_at: sending.firstCheckAt(now),
    })
    return { kind: 'no_answer', isRecorded }
  }

  return async (row, sending) => {
    const { token, priority, maxWaitMs, signal } = sending
    try {
      const answer = await upstream(`/v1/workflows/${encodeURIComponent(row.workflow_id)}`, {
        method: 'DELETE',
        query: { force: row.mode === 'force' ? 'true' : undefined, status: row.reason ?? undefined },
        priority,
        token,
        signal,
        ...(maxWaitMs === undefined ? {} : { maxWaitMs }),
        claim: () => claim(row, sending),
        release: () => release(row),
      })
      return await settle(row, answer, sending)
    } catch (failure) {
      return settleFailure(row, failure, sending)
    }
  }
}
