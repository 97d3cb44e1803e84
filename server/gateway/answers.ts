import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

import { decodeErrorEnvelope } from '#src/contract/errors.ts'
import { readObject, readText } from '#src/contract/read.ts'

import type { UpstreamAnswer } from './upstream.ts'
import { UpstreamFailure } from './upstream.ts'

/** The inside of the error envelope as the gateway sends it: what the API documents, and what BEING_TERMINATED adds. */
export type ErrorBody = {
  code: string
  message: string
  hint?: string
  userMessage?: string
  /** Seconds; also sent as the header `Retry-After`. */
  retryAfter?: number
  journalId?: string
  operatorName?: string
  since?: string
}

/** Thrown where a request cannot go on; the gateway answers with the API's envelope. */
export class Refused extends Error {
  readonly status: number
  readonly body: ErrorBody
  /** The API's request id, when the refusal is its own. */
  readonly requestId: string | null

  constructor(status: number, body: ErrorBody, requestId: string | null = null) {
    super(body.code)
    this.name = 'Refused'
    this.status = status
    this.body = body
    this.requestId = requestId
  }
}

/** Answers with `{success: false, error}` and, where the error names a wait, `Retry-After`. */
export function errorResponse(c: Context, status: number, error: ErrorBody): Response {
  if (error.retryAfter !== undefined) c.header('Retry-After', String(Math.ceil(error.retryAfter)))
  return c.json({ success: false, error }, status as ContentfulStatusCode)
}

/** Passes a failed answer of the API on: its status, the documented fields of its envelope, its request id. */
export function passOn(c: Context, answer: UpstreamAnswer): Response {
  return answerRefused(c, toRefused(answer))
}

/** Answers for a `Refused` that was caught. */
export function answerRefused(c: Context, { status, body, requestId }: Refused): Response {
  if (requestId !== null) c.header('X-Request-Id', requestId)
  return errorResponse(c, status, body)
}

/**
 * A failed answer of the API, to be thrown. Without the API's envelope (a proxy's page, an empty body) it is a 502
 * `NO_ANSWER`; a 4xx keeps its status then, because it tells that nothing was done.
 */
export function toRefused(answer: UpstreamAnswer): Refused {
  const { status, body, requestId, retryAfter } = answer
  const wire = decodeErrorEnvelope(body)
  const wait = retryAfter === null ? {} : { retryAfter }
  if (wire === null || status < 400) return new Refused(...withoutEnvelope(status, wait), requestId)
  const error = readObject(readObject(body).error)
  const text = (name: 'hint' | 'userMessage') => {
    const value = readText(error[name])
    return value === null ? {} : { [name]: value }
  }
  const passed = { code: wire.code, message: readText(error.message) ?? wire.code }
  return new Refused(status, { ...passed, ...text('hint'), ...text('userMessage'), ...wait }, requestId)
}

function withoutEnvelope(status: number, wait: { retryAfter?: number }): [number, ErrorBody] {
  if (status === 429) return [429, { code: 'RATE_LIMITED', message: 'The API asks to wait', ...wait }]
  if (status >= 400 && status < 500)
    return [status, { code: 'UNREADABLE_ANSWER', message: `The API answered ${status} without a reason` }]
  if (status >= 500)
    return [502, { code: 'NO_ANSWER', message: `Instead of the API a proxy answered ${status}`, ...wait }]
  return [502, { code: 'UNREADABLE_ANSWER', message: 'The API answered with something unreadable' }]
}

/** Seconds after which somebody who was refused for too much work may try again. */
export const BUSY_RETRY_S = 3

/** There is too much to do (decision 0024): nothing was sent, and later it may be. */
export function busy(): Refused {
  return new Refused(503, {
    code: 'GATEWAY_BUSY',
    message: 'The console has too much to do: nothing was sent',
    retryAfter: BUSY_RETRY_S,
  })
}

/** What a call that got no answer is told as: nothing was sent (503, 429), or nobody knows (502). */
export function failureToRefused(failure: UpstreamFailure): Refused {
  switch (failure.kind) {
    case 'busy':
      return busy()
    case 'withdrawn':
      return new Refused(429, { code: 'RATE_LIMITED', message: 'Too many calls are waiting', retryAfter: 2 })
    case 'no_answer':
      return new Refused(502, { code: 'NO_ANSWER', message: 'The API did not answer' })
  }
}
