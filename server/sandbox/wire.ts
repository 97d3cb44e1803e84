import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'

import { readObject, readText } from '#src/contract/read.ts'

type Stamp = { requestId: string; now: number; headers: [string, string][] }

/** The headers every answer carries. `Date` is the sandbox's time, not that of the machine. */
export function stamp(response: Response, { requestId, now, headers }: Stamp): Response {
  response.headers.set('Date', new Date(now).toUTCString())
  response.headers.set('X-Request-Id', requestId)
  for (const [name, value] of headers) response.headers.set(name, value)
  return response
}

/** The error code of an answer; `null` when it is none, or carries none. */
export async function readCode(response: Response): Promise<string | null> {
  if (response.status < 400) return null
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  return readText(readObject(readObject(body).error).code)
}

/** Whether a request came over HTTP, by @hono/node-server, and not by a direct call. */
export function hasSocket(env: unknown): boolean {
  return readObject(env).outgoing !== undefined
}

/** The address a request came from, as @hono/node-server knows it; `direct` for a call without a socket. */
export function readSource(env: unknown): string {
  const socket = readObject(readObject(env).incoming).socket
  const address =
    typeof socket === 'object' && socket !== null && 'remoteAddress' in socket ? socket.remoteAddress : null
  return typeof address === 'string' ? address : 'direct'
}

/** Loses the answer: the socket is destroyed, or `TypeError` is thrown where there is none. */
export function cutConnection(env: unknown): Response {
  const outgoing = readObject(env).outgoing
  if (
    typeof outgoing === 'object' &&
    outgoing !== null &&
    'destroy' in outgoing &&
    typeof outgoing.destroy === 'function'
  ) {
    outgoing.destroy()
    return RESPONSE_ALREADY_SENT
  }
  throw new TypeError('fetch failed')
}

/**
 * What a caller without a socket sees of an answer: a caller who gives up gets the reason at once, as with `fetch`, while the
 * portal goes on with what was asked of it.
 */
export function untilAborted(answer: Promise<Response>, { signal }: Request): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const giveUp = () => reject(signal.reason)
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp, { once: true })
  answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  return promise
}
