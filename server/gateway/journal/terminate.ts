import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import { toRefused } from '#server/gateway/answers.ts'
import type { Caller } from '#server/gateway/caller.ts'
import { UpstreamFailure, type Upstream, type UpstreamAnswer } from '#server/gateway/upstream.ts'
import { natureOf } from '#src/contract/errors.ts'
import type { TerminationMode } from '#src/contract/journal.ts'

import { FIRST_CHECK_MS } from './follow-plan.ts'
import { recordedOutcome, refusal, type Outcome } from './outcome.ts'
import { createRecorder } from './recorder.ts'
import type { NewTermination, TerminationRow } from './schema.ts'
import type { Sightings } from './sightings.ts'
import { fold, type Store } from './store.ts'

/** A single termination that has waited this long for its slot is withdrawn (design.md section 5). */
const MAX_WAIT_MS = 10_000

export type TerminationRequest = {
  workflowId: string
  mode: TerminationMode
  reason: string | null
  operationId: string
  /** Aborted when the client has gone. */
  signal: AbortSignal
}

type Running = { outcome: Promise<Outcome>; attach: (signal: AbortSignal) => void }

type TerminatorDeps = {
  store: Store
  upstream: Upstream
  sightings: Sightings
  clock: Clock
  logger: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Told when a row has something to be followed. */
  onSettled: () => void
}

/** Terminates single workflows: written ahead, sent once, settled with what really came back. */
export function createTerminator({ store, upstream, sightings, clock, logger, onSettled }: TerminatorDeps) {
  const running = new Map<string, Running>()
  const recorder = createRecorder({ store, clock, logger })

  /** Never throws: whatever happens is an outcome. */
  async function terminate(caller: Caller, request: TerminationRequest): Promise<Outcome> {
    const key = `${caller.portal} ${request.operationId}`
    try {
      if (recorder.isBehind()) return refusal('JOURNAL_UNAVAILABLE')
      const known = await store.find(caller.portal, request.operationId)
      if (known) return await joinKnown(known, request, running.get(key))
      const row = createRow(caller, request)
      if (!(await store.insert(row))) return await explainRefusedInsert(row, request)
      const attempt = start(caller, row, request)
      running.set(key, attempt)
      return await attempt.outcome.finally(() => running.delete(key))
    } catch (error) {
      logger.error({ err: error }, 'The journal cannot be used: nothing was sent')
      return refusal('JOURNAL_UNAVAILABLE')
    }
  }

  /** A second arrival of an operation gets the first one's outcome, if it asks for the same thing. */
  async function joinKnown(
    known: TerminationRow,
    request: TerminationRequest,
    attempt?: Running,
  ): Promise<Outcome> {
    const isSame =
      known.workflow_id === request.workflowId &&
      known.mode === request.mode &&
      known.reason === request.reason
    if (!isSame) return refusal('OPERATION_REUSED')
    attempt?.attach(request.signal)
    return attempt ? attempt.outcome : recordedOutcome(known)
  }

  async function explainRefusedInsert(row: NewTermination, request: TerminationRequest): Promise<Outcome> {
    // The same operation may have arrived between the look and the insert.
    const twin = await store.find(row.portal, row.id)
    if (twin) return joinKnown(twin, request, running.get(`${row.portal} ${row.id}`))
    const open = await store.findOpen(row.portal, row.workflow_id)
    return refusal('BEING_TERMINATED', open)
  }

  function start(caller: Caller, row: NewTermination, { mode, reason, signal }: TerminationRequest): Running {
    const withdrawal = new AbortController()
    let waiting = 0
    const attach = (client: AbortSignal) => {
      waiting += 1
      const leave = () => {
        waiting -= 1
        if (waiting === 0) withdrawal.abort()
      }
      if (client.aborted) leave()
      else client.addEventListener('abort', leave, { once: true })
    }
    attach(signal)
    const call = upstream(`/v1/workflows/${encodeURIComponent(row.workflow_id)}`, {
      method: 'DELETE',
      query: { force: mode === 'force' ? 'true' : undefined, status: reason ?? undefined },
      priority: 'termination',
      token: caller.token,
      maxWaitMs: MAX_WAIT_MS,
      signal: withdrawal.signal,
      claim: () => claim(row),
      release: () => release(row),
    })
    const outcome = call.then(
      (answer) => settle(row, answer),
      (failure: unknown) => settleFailure(row, failure),
    )
    return { outcome, attach }
  }

  async function claim(row: NewTermination): Promise<void> {
    const now = clock.now()
    row.attempts += 1
    const isClaimed = await store.move(row, 'queued', 'sending', now, {
      sent_at: now,
      attempts: row.attempts,
    })
    if (!isClaimed) throw new Error('The termination was withdrawn before it could be sent')
    row.state = 'sending'
    row.sent_at = now
  }

  async function release(row: NewTermination): Promise<void> {
    await store.move(row, 'sending', 'queued', clock.now(), { error_code: 'RATE_LIMITED' })
    row.state = 'queued'
  }

  async function settle(row: NewTermination, answer: UpstreamAnswer): Promise<Outcome> {
    const now = clock.now()
    const refused = answer.status === 204 ? null : toRefused(answer)
    const changes = {
      settled_at: now,
      http_status: answer.status,
      error_code: refused?.body.code ?? null,
      request_id: answer.requestId,
    }
    const state = stateOf(answer.status, refused?.body.code)
    const isFollowed = state === 'accepted' || state === 'unknown'
    const isRecorded = await recorder.move(row, state, {
      ...changes,
      next_check_at: isFollowed ? now + FIRST_CHECK_MS : null,
    })
    onSettled()
    return {
      status: refused?.status ?? 204,
      body: refused?.body ?? null,
      requestId: answer.requestId,
      isRecorded,
    }
  }

  async function settleFailure(row: NewTermination, failure: unknown): Promise<Outcome> {
    const now = clock.now()
    if (row.state === 'queued') {
      const isWithdrawn = failure instanceof UpstreamFailure
      if (!isWithdrawn) logger.error({ err: failure }, 'A termination could not be claimed: nothing was sent')
      const code = isWithdrawn ? 'RATE_LIMITED' : 'JOURNAL_UNAVAILABLE'
      await recorder.move(row, 'withdrawn', { settled_at: now, error_code: code })
      return refusal(code)
    }
    // It has left, and no answer came: whatever the cause, nobody knows what it did.
    if (!(failure instanceof UpstreamFailure))
      logger.error({ err: failure }, 'A termination broke off after sending')
    const isRecorded = await recorder.move(row, 'unknown', {
      settled_at: now,
      error_code: 'NO_ANSWER',
      next_check_at: now + FIRST_CHECK_MS,
    })
    onSettled()
    return { ...refusal('NO_ANSWER'), isRecorded }
  }

  function createRow(caller: Caller, request: TerminationRequest): NewTermination {
    const facts = sightings.find(caller.portal, request.workflowId)
    const now = clock.now()
    const { operator } = caller
    return {
      id: request.operationId,
      portal: caller.portal,
      workflow_id: request.workflowId,
      mode: request.mode,
      reason: request.reason,
      state: 'queued',
      operator_id: operator.id,
      operator_name: operator.name,
      session: caller.session,
      module_id: facts?.moduleId ?? null,
      entity: facts?.entity ?? null,
      document_id: facts?.documentId ?? null,
      template_id: facts?.templateId ?? null,
      started_by: facts?.startedBy ?? null,
      started_at: facts?.startedAt ?? null,
      modified_at: facts?.modifiedAt ?? null,
      owned_until: facts?.lock.kind === 'held' ? facts.lock.until : null,
      requested_at: now,
      changed_at: now,
      attempts: 0,
      batch_id: null,
      position: null,
      follow_from: null,
      search: fold(
        [request.reason, request.workflowId, operator.name, facts?.documentId].filter(Boolean).join('\n'),
      ),
    }
  }

  return { terminate, isBehind: recorder.isBehind, close: recorder.close }
}

/** What an answer makes of a termination (design.md section 5). */
function stateOf(status: number, code: string | undefined) {
  if (status === 204) return 'accepted'
  if (status < 400 || status >= 500) return 'unknown'
  // A 429 that is not sent again: the API did not act.
  if (status === 429) return 'withdrawn'
  return natureOf(code ?? '', status) === 'gone' && status === 404 ? 'already_gone' : 'refused'
}
