import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import type { Caller } from '#server/gateway/caller.ts'
import type { Claimant } from '#server/gateway/instances/instance.ts'
import { natureOf } from '#src/contract/errors.ts'
import type { TerminationMode } from '#src/contract/journal.ts'

import { createRow } from './create-row.ts'
import { FIRST_CHECK_MS } from './follow-plan.ts'
import { recordedOutcome, refusal, type Outcome } from './outcome.ts'
import type { Recorder } from './recorder.ts'
import type { NewTermination, TerminationRow } from './schema.ts'
import type { Sender, Sent } from './send.ts'
import type { Sightings } from './sightings.ts'
import type { Store } from './store.ts'
import { untilSettledElsewhere } from './until-settled.ts'

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
  send: Sender
  recorder: Recorder
  sightings: Sightings
  clock: Clock
  logger: Pick<Logger, 'error'>
  /** Whether a call could not get its slot in time: then nothing is written, and nothing sent. */
  isQueueFull: (maxWaitMs: number) => boolean
  /** Told when a row has something to be followed. */
  onSettled: () => void
  /** This gateway, as it claims. */
  claimant: Claimant
}

/** Terminates single workflows: written ahead, sent once, settled with what really came back. */
export function createTerminator(deps: TerminatorDeps) {
  const { store, send, recorder, sightings, clock, logger, onSettled, claimant } = deps
  const running = new Map<string, Running>()

  /** Never throws: whatever happens is an outcome. */
  async function terminate(caller: Caller, request: TerminationRequest): Promise<Outcome> {
    const key = `${caller.portal} ${request.operationId}`
    try {
      if (recorder.isBehind()) return refusal('JOURNAL_UNAVAILABLE')
      const known = await store.find(caller.portal, request.operationId)
      if (known) return await joinKnown(known, request, running.get(key))
      if (deps.isQueueFull(MAX_WAIT_MS)) return refusal('GATEWAY_BUSY')
      const { operationId, workflowId } = request
      const facts = sightings.find(caller.portal, workflowId)
      const made = createRow(caller, { ...request, id: operationId }, facts, clock.now())
      const row = { ...made, instance: claimant.id }
      if (!(await insert(row))) return await explainRefusedInsert(row, request)
      const attempt = start(caller, row, request)
      running.set(key, attempt)
      return await attempt.outcome.finally(() => running.delete(key))
    } catch (error) {
      logger.error({ err: error }, 'The journal cannot be used: nothing was sent')
      return refusal('JOURNAL_UNAVAILABLE')
    }
  }

  /** A row whose confirmation was lost may stand in the journal all the same: it is withdrawn, for nothing is sent. */
  async function insert(row: NewTermination): Promise<boolean> {
    try {
      return await store.insert(row)
    } catch (error) {
      await recorder.move(row, 'withdrawn', { settled_at: clock.now(), error_code: 'JOURNAL_UNAVAILABLE' })
      throw error
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
    if (attempt) return attempt.outcome
    return recordedOutcome(await untilSettledElsewhere(store, clock, known, request.signal))
  }

  async function explainRefusedInsert(row: NewTermination, request: TerminationRequest): Promise<Outcome> {
    // The same operation may have arrived between the look and the insert.
    const twin = await store.find(row.portal, row.id)
    if (twin) return joinKnown(twin, request, running.get(`${row.portal} ${row.id}`))
    const open = await store.findOpen(row.portal, row.workflow_id)
    return refusal('BEING_TERMINATED', open)
  }

  function start(caller: Caller, row: NewTermination, { signal }: TerminationRequest): Running {
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
    const sent = send(row, {
      token: caller.token,
      priority: 'termination',
      maxWaitMs: MAX_WAIT_MS,
      signal: withdrawal.signal,
      claim: (_row, changes) => store.claim(row, claimant, changes),
      stateOf,
      firstCheckAt: (now) => now + FIRST_CHECK_MS,
    })
    return { outcome: sent.then((result) => conclude(row, result)), attach }
  }

  async function conclude(row: NewTermination, sent: Sent): Promise<Outcome> {
    switch (sent.kind) {
      case 'answered':
        onSettled()
        return {
          status: sent.refused?.status ?? 204,
          body: sent.refused?.body ?? null,
          requestId: sent.answer.requestId,
          isRecorded: sent.isRecorded,
        }
      case 'no_answer':
        onSettled()
        return { ...refusal('NO_ANSWER'), isRecorded: sent.isRecorded }
      case 'not_sent': {
        const code = NOT_SENT_CODES[sent.why]
        await recorder.move(row, 'withdrawn', { settled_at: clock.now(), error_code: code })
        return refusal(code)
      }
    }
  }

  return { terminate }
}

/** What is told of one that was not sent. */
const NOT_SENT_CODES = {
  withdrawn: 'RATE_LIMITED',
  busy: 'GATEWAY_BUSY',
  // Another gateway has taken it over and withdrawn it.
  lost_claim: 'RATE_LIMITED',
  journal: 'JOURNAL_UNAVAILABLE',
} as const

/** What an answer makes of a termination (design.md section 5). */
function stateOf(status: number, code: string | undefined) {
  if (status === 204) return 'accepted'
  if (status < 400 || status >= 500) return 'unknown'
  // A 429 that is not sent again: the API did not act.
  if (status === 429) return 'withdrawn'
  return natureOf(code ?? '', status) === 'gone' && status === 404 ? 'already_gone' : 'refused'
}
