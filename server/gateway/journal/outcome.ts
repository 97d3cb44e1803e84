import { BUSY_RETRY_S, type ErrorBody } from '#server/gateway/answers.ts'
import type { KnownErrorCode } from '#src/contract/errors.ts'

import type { TerminationRow } from './schema.ts'

/** What the operator is answered; `body` is `null` for the 204. */
export type Outcome = {
  status: number
  body: ErrorBody | null
  requestId: string | null
  /** `false`: this is what really happened, and the journal does not have it yet. */
  isRecorded: boolean
}

type OwnCode = Extract<
  KnownErrorCode,
  | 'JOURNAL_UNAVAILABLE'
  | 'GATEWAY_BUSY'
  | 'BEING_TERMINATED'
  | 'OPERATION_REUSED'
  | 'RATE_LIMITED'
  | 'NO_ANSWER'
  | 'ENTITY_NOT_FOUND'
>

const OWN: Record<OwnCode, { status: number; message: string; retryAfter?: number }> = {
  JOURNAL_UNAVAILABLE: { status: 503, message: 'The journal cannot be written, so nothing was sent' },
  GATEWAY_BUSY: {
    status: 503,
    message: 'The console has too much to do: nothing was sent',
    retryAfter: BUSY_RETRY_S,
  },
  BEING_TERMINATED: { status: 409, message: 'This workflow is already being terminated' },
  OPERATION_REUSED: {
    status: 409,
    message: 'This Idempotency-Key was used for another termination: take a new one',
  },
  RATE_LIMITED: { status: 429, message: 'Too many calls are waiting: nothing was sent', retryAfter: 2 },
  NO_ANSWER: { status: 502, message: 'The API did not answer: the outcome is unknown' },
  ENTITY_NOT_FOUND: { status: 404, message: 'Workflow not found' },
}

/** An answer of the gateway's own. `open` is the termination that is in the way. */
export function refusal(code: OwnCode, open?: TerminationRow): Outcome {
  const { status, message, retryAfter } = OWN[code]
  const body: ErrorBody = { code, message }
  if (retryAfter !== undefined) body.retryAfter = retryAfter
  if (open) {
    body.journalId = open.id
    body.since = new Date(open.requested_at).toISOString()
    if (open.operator_name !== null) body.operatorName = open.operator_name
  }
  return { status, body, requestId: null, isRecorded: true }
}

/** What a termination that is on record answered, or would have: for a second arrival of the same operation. */
export function recordedOutcome(row: TerminationRow): Outcome {
  const requestId = row.request_id
  if (row.http_status === 204) return { status: 204, body: null, requestId, isRecorded: true }
  switch (row.state) {
    case 'already_gone':
      return { ...refusal('ENTITY_NOT_FOUND'), requestId }
    case 'withdrawn':
    case 'skipped':
      return { ...refusal('RATE_LIMITED'), requestId }
    case 'refused':
      return {
        status: row.http_status ?? 400,
        body: { code: row.error_code ?? 'BITRIX_ERROR', message: 'Refused: this is on record' },
        requestId,
        isRecorded: true,
      }
    default:
      return { ...refusal('NO_ANSWER'), requestId }
  }
}
