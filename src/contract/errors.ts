import { readCount, readObject, readText } from './read.ts'

/** What kind of trouble a code is: it decides what the program does, `describeError` decides what is said. */
export type ErrorNature =
  | 'request' // ours to fix
  | 'configuration' // an administrator of the console has to act
  | 'sign_in' // the operator signs in again
  | 'forbidden' // never retried
  | 'gone' // the workflow had already ended
  | 'refused' // Bitrix24's own words; never retried
  | 'wait' // retried later
  | 'unavailable' // reads back off; a DELETE has an unknown outcome
  | 'conflict' // someone else is at it
  | 'unknown' // a code nobody knows

/** vibe-api.md section 5, and below them the gateway's own. */
export const ERROR_NATURES = {
  VALIDATION_ERROR: 'request',
  INVALID_PARAMS: 'request',
  INVALID_REQUEST: 'request',
  MISSING_PARAMS: 'request',
  INVALID_REDIRECT_URI: 'request',

  MISSING_API_KEY: 'configuration',
  INVALID_API_KEY: 'configuration',
  KEY_INACTIVE: 'configuration',
  KEY_EXPIRED: 'configuration',
  WRONG_KEY_TYPE: 'configuration',

  TOKEN_MISSING: 'sign_in',
  TOKEN_EXPIRED: 'sign_in',
  TOKEN_REFRESH_FAILED: 'sign_in',
  INVALID_SESSION: 'sign_in',
  INVALID_APP_KEY: 'sign_in',

  SCOPE_DENIED: 'forbidden',
  BITRIX_ACCESS_DENIED: 'forbidden',
  OAUTH_REQUIRED: 'forbidden',
  WRITE_BLOCKED_READONLY_KEY: 'forbidden',
  KEY_POLICY_READONLY_REQUIRED: 'forbidden',
  IP_NOT_ALLOWED: 'forbidden',
  MANAGEMENT_KEY_NO_ENTITY_ACCESS: 'forbidden',

  ENTITY_NOT_FOUND: 'gone',
  NOT_FOUND: 'gone',

  BITRIX_ERROR: 'refused',

  RATE_LIMITED: 'wait',
  ERROR_LOOP_DETECTED: 'wait',

  INTERNAL_ERROR: 'unavailable',
  BITRIX_UNAVAILABLE: 'unavailable',
  QUEUE_TIMEOUT: 'unavailable',

  // Made by the gateway. Each is answered before anything leaves it, except NO_ANSWER and UNREADABLE_ANSWER.
  INVALID_WORKFLOW_ID: 'request',
  INVALID_OPERATION_ID: 'request',
  REASON_REQUIRED: 'request',
  CONFIRMATION_REQUIRED: 'request',
  OPERATION_REUSED: 'request',
  PROTECTED: 'request',
  ROUTE_NOT_FOUND: 'request',
  HOST_NOT_ALLOWED: 'forbidden',
  ORIGIN_NOT_ALLOWED: 'forbidden',
  OPERATOR_NOT_ALLOWED: 'forbidden',
  BEING_TERMINATED: 'conflict',
  BATCH_MOVED: 'conflict',
  JOURNAL_UNAVAILABLE: 'unavailable',
  GATEWAY_BUSY: 'wait',
  NO_ANSWER: 'unavailable',
  UNREADABLE_ANSWER: 'unavailable',
} as const satisfies Record<string, ErrorNature>

export type KnownErrorCode = keyof typeof ERROR_NATURES

/** The nature of a code; of one nobody knows, what its HTTP status says. */
export function natureOf(code: string, status: number): ErrorNature {
  if (Object.hasOwn(ERROR_NATURES, code)) return ERROR_NATURES[code as KnownErrorCode]
  if (status === 429) return 'wait'
  if (status >= 500 || status === 0) return 'unavailable'
  return 'unknown'
}

/** Told before anything leaves the gateway, whatever their status. */
const NOTHING_SENT: readonly string[] = ['JOURNAL_UNAVAILABLE', 'GATEWAY_BUSY'] satisfies KnownErrorCode[]

/** Whether a failed DELETE may have acted all the same. A definite answer is a 4xx, or a code of the gateway's own. */
export function hasUnknownOutcome(code: string, status: number): boolean {
  return !NOTHING_SENT.includes(code) && (status < 400 || status >= 500)
}

/** The inside of the API's error envelope. */
export type WireError = {
  code: string
  message: string | null
  /** Seconds to wait, when the API said so. */
  retryAfter: number | null
  /** Gateway only, with BEING_TERMINATED: the journal entry that is in the way. */
  journalId: string | null
  /** Gateway only, with BEING_TERMINATED: who is ending it and since when (ISO 8601). */
  operatorName: string | null
  since: string | null
}

/** Decodes `{success: false, error: {...}}`; `null` for anything else, a proxy's HTML page for instance. */
export function decodeErrorEnvelope(body: unknown): WireError | null {
  const error = readObject(readObject(body).error)
  const code = readText(error.code)
  if (code === null) return null
  return {
    code,
    message: readText(error.userMessage) ?? readText(error.message),
    retryAfter: readCount(error.retryAfter),
    journalId: readText(error.journalId),
    operatorName: readText(error.operatorName),
    since: readText(error.since),
  }
}

/** `Retry-After` in seconds, given as seconds or as an HTTP date (RFC 9110 section 10.2.3); `null` if unreadable. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null
  const seconds = readCount(header)
  if (seconds !== null) return seconds
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000))
}
