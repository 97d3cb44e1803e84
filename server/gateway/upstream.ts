import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import { sleep } from '#server/clock.ts'
import { decodeErrorEnvelope, parseRetryAfter } from '#src/contract/errors.ts'

import type { Pacer, Turn } from './pacer-types.ts'
import { readBody } from './upstream-body.ts'

/** Whose turn comes first (design.md section 8). */
export const PRIORITIES = ['termination', 'page', 'batch', 'look_up', 'mirror', 'name'] as const
export type Priority = (typeof PRIORITIES)[number]

export type UpstreamRequest = {
  method?: 'GET' | 'POST' | 'DELETE'
  /** Parameters that are `undefined` are left out. */
  query?: Record<string, string | number | undefined>
  /** Sent as JSON. */
  body?: unknown
  priority: Priority
  /** The operator's session token; `null` = the key alone. */
  token: string | null
  /** Longest wait for a slot, milliseconds. Past it the call is withdrawn: nothing was sent. */
  maxWaitMs?: number
  /** Withdraws the call while it waits. Once it has left, nothing aborts it. */
  signal?: AbortSignal
  /** Runs inside the slot, directly before each attempt leaves. If it throws, nothing is sent and the error is passed on. */
  claim?: () => Promise<void> | void
  /** Runs after a 429 that will be sent again, before the call goes back into the queue. */
  release?: () => Promise<void> | void
}

export type UpstreamAnswer = {
  status: number
  /** Parsed JSON; `undefined` when the body was empty or no JSON. */
  body: unknown
  requestId: string | null
  /** Seconds, from the header or the body. */
  retryAfter: number | null
  /** The API's clock (`Date` header), epoch milliseconds. */
  now: number | null
  /** How often it was sent: more than 1 after a 429. */
  attempts: number
}

/**
 * `busy`: the queue is so long that it did not even go in. `withdrawn`: it left the queue unsent. `no_answer`: it was sent
 * and no answer came (timeout, cut connection), so a write may have acted.
 */
export type FailureKind = 'busy' | 'withdrawn' | 'no_answer'

export class UpstreamFailure extends Error {
  readonly kind: FailureKind

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UpstreamFailure'
    this.kind = kind
  }
}

/** Calls the API through the pacer, with the key. `path` begins with `/v1/`. Throws `UpstreamFailure`. */
export type Upstream = (path: string, request: UpstreamRequest) => Promise<UpstreamAnswer>

type Answer = Omit<UpstreamAnswer, 'attempts'>

const READ_TIMEOUT_MS = 15_000
/** More than the API's own queue of 30 s: a DELETE that is cut off too early has an unknown outcome. */
const WRITE_TIMEOUT_MS = 40_000
/** A longer wait is the operator's to decide about. */
const LONGEST_RESEND_WAIT_S = 5
const MOST_RESENDS = 3
/** How long a read waits before it is tried again after a 502, 504 or a cut connection. */
const READ_BACKOFF_MS = [250, 1000] as const

/** One call on the wire. `status` and `code` are `null` when no answer came; `code` also where the API named none. */
export type Exchange = {
  method: NonNullable<UpstreamRequest['method']>
  path: string
  status: number | null
  code: string | null
  ms: number
}

export type UpstreamDeps = {
  /** Base of the API, without `/v1`. */
  baseUrl: string
  apiKey: string
  pacer: Pacer
  /** The only way out; tests join the sandbox here. */
  fetch: (request: Request) => Promise<Response>
  clock: Clock
  logger: Logger
  /** Told about each call that has left, resent ones too. */
  onExchange?: (exchange: Exchange) => void
}

/**
 * The only code that holds the API key. A 429 is sent again up to three times if the API asks for 5 s at most. A read is
 * also tried again after a 502, a 504 or a cut connection; a DELETE never: nobody knows what the first one did.
 */
export function createUpstream(deps: UpstreamDeps): Upstream {
  const { baseUrl, apiKey, pacer, fetch, clock, logger } = deps
  const send = async (path: string, call: UpstreamRequest): Promise<Answer> => {
    const startedAt = clock.now()
    const timeout = new AbortController()
    const cancel = clock.after(call.method === 'DELETE' ? WRITE_TIMEOUT_MS : READ_TIMEOUT_MS, () =>
      timeout.abort(new DOMException('The API took too long', 'TimeoutError')),
    )
    try {
      // The body counts too: an answer that never ends is none.
      const exchange = async () => {
        const response = await fetch(createRequest(path, call, timeout.signal))
        const secrets = call.token === null ? [apiKey] : [apiKey, call.token]
        return readAnswer(response, await readBody(response, secrets), clock.now())
      }
      const answer = await untilAborted(exchange(), timeout.signal)
      tell(path, call, startedAt, answer)
      return answer
    } catch (cause) {
      tell(path, call, startedAt, null)
      const why = timeout.signal.aborted ? 'The API took too long' : 'The connection to the API was cut'
      throw new UpstreamFailure('no_answer', why, { cause })
    } finally {
      cancel()
    }
  }

  function tell(path: string, call: UpstreamRequest, since: number, answer: Answer | null) {
    deps.onExchange?.({
      method: call.method ?? 'GET',
      path,
      status: answer?.status ?? null,
      code: answer === null || answer.status < 400 ? null : (decodeErrorEnvelope(answer.body)?.code ?? null),
      ms: clock.now() - since,
    })
  }

  function createRequest(path: string, call: UpstreamRequest, signal: AbortSignal): Request {
    const url = new URL(baseUrl.replace(/\/+$/, '') + path)
    for (const [name, value] of Object.entries(call.query ?? {}))
      if (value !== undefined) url.searchParams.set(name, String(value))
    const headers = new Headers({ 'X-Api-Key': apiKey, Accept: 'application/json' })
    if (call.token !== null) headers.set('Authorization', `Bearer ${call.token}`)
    const hasBody = call.body !== undefined
    if (hasBody) headers.set('Content-Type', 'application/json')
    return new Request(url, {
      method: call.method ?? 'GET',
      headers,
      // The key must not follow a redirect to somewhere else.
      redirect: 'error',
      signal,
      ...(hasBody ? { body: JSON.stringify(call.body) } : {}),
    })
  }

  async function attempt(path: string, call: UpstreamRequest, turn: Turn) {
    return pacer.run(turn, async () => {
      await call.claim?.()
      const answer = await send(path, call)
      const stop = stopSeconds(answer)
      // Inside the slot, so that the next in the queue does not slip out first.
      if (stop !== null) pacer.stop(stop)
      return answer
    })
  }

  return async (path, call) => {
    const turn = pacer.takeTurn(call.priority, { maxWaitMs: call.maxWaitMs, signal: call.signal })
    const isRead = (call.method ?? 'GET') === 'GET'
    let reads = 0
    for (let attempts = 1; ; attempts += 1) {
      const backoff = isRead ? READ_BACKOFF_MS[reads] : undefined
      try {
        const answer = await attempt(path, call, turn)
        const isAskedToWait = answer.status === 429 && stopSeconds(answer) !== null
        if (isAskedToWait && attempts <= MOST_RESENDS && canWait(answer.retryAfter ?? 1, turn)) {
          await call.release?.()
          continue
        }
        const isAway = answer.status === 502 || answer.status === 504
        if (!isAway || backoff === undefined || !canWait(answer.retryAfter ?? 0, turn))
          return { ...answer, attempts }
      } catch (error) {
        if (!(error instanceof UpstreamFailure) || error.kind === 'withdrawn') throw error
        logger.warn(
          { method: call.method ?? 'GET', priority: call.priority, cause: describeCause(error) },
          error.message,
        )
        if (backoff === undefined || isTimeout(error)) throw error
      }
      reads += 1
      await sleep(clock, backoff)
    }
  }

  function canWait(seconds: number, turn: Turn): boolean {
    return seconds <= LONGEST_RESEND_WAIT_S && clock.now() + seconds * 1000 <= turn.deadline
  }
}

function readAnswer(response: Response, body: unknown, now: number): Answer {
  const date = Date.parse(response.headers.get('Date') ?? '')
  const requestId = response.headers.get('X-Request-Id')
  return {
    status: response.status,
    body,
    // It is shown and logged: anything that does not look like an id stays outside.
    requestId: requestId !== null && /^[\w.:-]{1,128}$/.test(requestId) ? requestId : null,
    retryAfter:
      decodeErrorEnvelope(body)?.retryAfter ?? parseRetryAfter(response.headers.get('Retry-After'), now),
    now: Number.isNaN(date) ? null : date,
  }
}

/**
 * How long the whole queue stops after an answer; `null` = it goes on. The guard against error loops blocks one method
 * of one key: the list must stay readable meanwhile.
 */
function stopSeconds({ status, body, retryAfter }: Answer): number | null {
  if (decodeErrorEnvelope(body)?.code === 'ERROR_LOOP_DETECTED') return null
  if (status === 429) return retryAfter ?? 1
  return status >= 500 ? retryAfter : null
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', onAbort))
}

function isTimeout(error: UpstreamFailure): boolean {
  return error.cause instanceof DOMException && error.cause.name === 'TimeoutError'
}

/** The system's code of a failed connection (ECONNREFUSED and the like); never a message, which may name addresses. */
function describeCause(error: UpstreamFailure): string {
  const cause = error.cause instanceof Error ? (error.cause.cause ?? error.cause) : null
  return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.name) : 'unknown'
}
