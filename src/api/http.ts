import {
  decodeErrorEnvelope,
  hasUnknownOutcome,
  natureOf,
  parseRetryAfter,
  type ErrorNature,
  type WireError,
} from '#src/contract/errors.ts'

/** Reads give up after this; a list page behind a queue may take the API's own 30 s. */
const READ_TIMEOUT_MS = 45_000
/** Longer than the gateway's own timeout of 40 s and its wait for a slot, so that its answer is heard. */
const WRITE_TIMEOUT_MS = 75_000

type ApiErrorFields = Partial<WireError> & {
  code: string
  /** HTTP status; 0 = no answer came. */
  status: number
  requestId?: string | null
  signIn?: SignInWay
}

/**
 * How a sign-in code can be answered: by a trip to sign-in, by the portal whose frame this page is in, or by an administrator,
 * who has to connect the console's key.
 */
export type SignInWay = 'trip' | 'portal' | 'administrator'

/** Every failure of a call, made by `createHttp` only. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly nature: ErrorNature
  /** The API's own words, Russian or English. */
  readonly apiMessage: string | null
  readonly retryAfter: number | null
  readonly requestId: string | null
  readonly signIn: SignInWay
  readonly conflict: { journalId: string | null; operatorName: string | null; since: string | null }

  constructor(fields: ApiErrorFields, options?: ErrorOptions) {
    super(`${fields.code} (${fields.status})`, options)
    this.name = 'ApiError'
    this.code = fields.code
    this.status = fields.status
    this.nature = natureOf(fields.code, fields.status)
    this.apiMessage = fields.message ?? null
    this.retryAfter = fields.retryAfter ?? null
    this.requestId = fields.requestId ?? null
    this.signIn = fields.signIn ?? 'administrator'
    this.conflict = {
      journalId: fields.journalId ?? null,
      operatorName: fields.operatorName ?? null,
      since: fields.since ?? null,
    }
  }

  /** Only of a DELETE: it may have acted all the same. */
  get isOutcomeUnknown(): boolean {
    return hasUnknownOutcome(this.code, this.status)
  }
}

export type HttpRequest = {
  method?: 'GET' | 'POST' | 'DELETE'
  /** Parameters that are `undefined` are left out. */
  query?: Record<string, string | number | undefined>
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  signal?: AbortSignal | undefined
}

/** Calls the gateway and decodes the answer. Throws `ApiError`, or the abort reason of `signal`. */
export type Http = <T>(path: string, decode: (body: unknown) => T, request?: HttpRequest) => Promise<T>

type HttpOptions = {
  /** The OAuth session token; `null` where the page has none. */
  token: string | null
  signIn: SignInWay
  /** Told about every answer that says "sign in again" where a trip can help, before the call fails with it. */
  onSignInCode: () => void
}

export function createHttp({ token, signIn, onSignInCode }: HttpOptions): Http {
  return async (path, decode, { method = 'GET', query = {}, headers = {}, body, signal } = {}) => {
    const response = await send(
      withQuery(path, query),
      {
        method,
        headers: {
          ...headers,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([
          AbortSignal.timeout(method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS),
          ...(signal ? [signal] : []),
        ]),
      },
      signal,
    )
    if (!response.ok) {
      const error = await readError(response, signIn)
      if (error.nature === 'sign_in' && signIn === 'trip') onSignInCode()
      throw error
    }
    return readBody(response, decode)
  }
}

/** For answers whose status is the whole message: a 204 has no body to parse. */
export function decodeNothing(): void {}

async function send(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError({ code: 'NO_ANSWER', status: 0 }, { cause })
  }
}

async function readBody<T>(response: Response, decode: (body: unknown) => T): Promise<T> {
  try {
    return decode(response.status === 204 ? undefined : await response.json())
  } catch (cause) {
    throw new ApiError(
      { code: 'UNREADABLE_ANSWER', status: response.status, requestId: response.headers.get('X-Request-Id') },
      { cause },
    )
  }
}

async function readError(response: Response, signIn: SignInWay): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  const wire = decodeErrorEnvelope(body)
  return new ApiError({
    ...(wire ?? { code: `HTTP_${response.status}` }),
    status: response.status,
    signIn,
    retryAfter: wire?.retryAfter ?? parseRetryAfter(response.headers.get('Retry-After'), Date.now()),
    requestId: response.headers.get('X-Request-Id'),
  })
}

function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) parameters.set(name, String(value))
  return parameters.size > 0 ? `${path}?${parameters}` : path
}
