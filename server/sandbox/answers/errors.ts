/** Every error of vibe-api.md section 5: code → HTTP status, English message, and seconds to wait where the API names them. */
export const ERROR_TABLE = {
  VALIDATION_ERROR: { status: 400, message: 'Validation failed' },
  INVALID_PARAMS: { status: 400, message: 'Invalid request parameters' },
  INVALID_REQUEST: { status: 400, message: 'Invalid request' },
  MISSING_PARAMS: { status: 400, message: 'Required parameters are missing' },
  INVALID_REDIRECT_URI: { status: 400, message: 'redirect_uri is not registered for this application' },
  MISSING_API_KEY: { status: 401, message: 'The X-Api-Key header was not provided' },
  INVALID_API_KEY: { status: 401, message: 'Invalid or expired API key' },
  KEY_INACTIVE: { status: 401, message: 'The API key is switched off' },
  KEY_EXPIRED: { status: 401, message: 'The API key has expired' },
  WRONG_KEY_TYPE: { status: 401, message: 'This route needs a key of another type' },
  TOKEN_MISSING: { status: 401, message: 'The key has no connected Bitrix24 tokens' },
  TOKEN_EXPIRED: { status: 401, message: 'The session expired: re-authorize via /v1/oauth/authorize' },
  TOKEN_REFRESH_FAILED: { status: 401, message: 'The Bitrix24 token could not be refreshed' },
  INVALID_SESSION: { status: 401, message: 'The session is unknown' },
  INVALID_APP_KEY: { status: 401, message: 'The application key is unknown' },
  SCOPE_DENIED: { status: 403, message: 'The API key is missing the required scope' },
  BITRIX_ACCESS_DENIED: { status: 403, message: 'Bitrix24 denied access' },
  OAUTH_REQUIRED: { status: 403, message: 'This route needs an OAuth application key' },
  WRITE_BLOCKED_READONLY_KEY: { status: 403, message: 'The API key is read-only' },
  KEY_POLICY_READONLY_REQUIRED: { status: 403, message: 'The portal allows read-only keys only' },
  IP_NOT_ALLOWED: { status: 403, message: 'This address is not on the list of the key' },
  MANAGEMENT_KEY_NO_ENTITY_ACCESS: { status: 403, message: 'Management keys have no access to portal data' },
  ENTITY_NOT_FOUND: { status: 404, message: 'Entity not found' },
  NOT_FOUND: { status: 404, message: 'Not found' },
  BITRIX_ERROR: { status: 422, message: 'Bitrix24 answered with an error' },
  RATE_LIMITED: { status: 429, message: 'Request limit exceeded', retryAfter: 1 },
  ERROR_LOOP_DETECTED: {
    status: 429,
    message: 'Repeated equal failures: the method is blocked',
    retryAfter: 60,
  },
  INTERNAL_ERROR: { status: 500, message: 'Internal error' },
  BITRIX_UNAVAILABLE: { status: 502, message: 'Bitrix24 is unavailable' },
  QUEUE_TIMEOUT: { status: 504, message: 'The request waited too long for its turn', retryAfter: 10 },
} as const satisfies Record<string, { status: number; message: string; retryAfter?: number }>

export type ErrorCode = keyof typeof ERROR_TABLE

/** A failure to answer with. A code outside the table needs its `status`, else it is a 500. */
export type Failure = { code: string; status?: number; message?: string; retryAfter?: number | null }

/** Thrown by rules and routes; the sandbox answers with the API's envelope. */
export class Refusal extends Error {
  readonly failure: Failure

  constructor(code: ErrorCode, message?: string, retryAfter?: number) {
    super(message ?? code)
    this.name = 'Refusal'
    this.failure = { code, message, retryAfter }
  }
}

function findDefaults(code: string): { status: number; message: string; retryAfter?: number } | undefined {
  return Object.hasOwn(ERROR_TABLE, code) ? ERROR_TABLE[code as ErrorCode] : undefined
}

function statusOf(failure: Failure): number {
  return failure.status ?? findDefaults(failure.code)?.status ?? 500
}

/** The API's error envelope; `retryAfter` stands in the body and in the header (seconds). */
export function answerFailure(failure: Failure): Response {
  const defaults = findDefaults(failure.code)
  const retryAfter = failure.retryAfter ?? defaults?.retryAfter ?? null
  const headers = new Headers({ 'Content-Type': 'application/json; charset=utf-8' })
  if (retryAfter !== null) headers.set('Retry-After', String(retryAfter))
  const error = {
    code: failure.code,
    message: failure.message ?? defaults?.message ?? 'Unknown error',
    ...(retryAfter === null ? {} : { retryAfter }),
  }
  return new Response(JSON.stringify({ success: false, error }), { status: statusOf(failure), headers })
}

/** What a proxy in front of the API shows when it cannot reach it: no envelope, no code. */
export function answerProxyPage(failure: Failure = { code: 'BITRIX_UNAVAILABLE' }): Response {
  const status = statusOf(failure)
  const title =
    status === 504 ? '504 Gateway Time-out' : status === 502 ? '502 Bad Gateway' : `${status} Error`
  const page = `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center><hr><center>nginx</center></body></html>`
  return new Response(page, { status, headers: { 'Content-Type': 'text/html' } })
}
