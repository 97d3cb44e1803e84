import { decodeErrorEnvelope } from '#src/contract/errors.ts'

import type { FuzzRequest } from './fuzz-requests.ts'
import type { RawResponse, RawResult } from './raw-exchange.ts'

/** What Node's parser answers by itself to what is no HTTP, or too much of it. */
const PARSER_STATUSES = [400, 408, 413, 417, 431, 501, 505]

/** What is wrong with an answer; `null` = nothing. */
export function judge(request: FuzzRequest, result: RawResult): string | null {
  switch (result.kind) {
    case 'hung':
      return 'it hung'
    case 'closed':
      return request.isWellFormed ? 'the connection was closed without an answer' : null
    case 'answered':
      return judgeResponse(request, result.response)
  }
}

function judgeResponse(
  { isWellFormed, bytes }: FuzzRequest,
  { status, headers, body }: RawResponse,
): string | null {
  if (status === 500) return 'it was answered 500'
  const isOwn = headers.has('x-request-id')
  if (!isOwn) {
    if (!PARSER_STATUSES.includes(status)) return `a ${status} without a request id`
    return isWellFormed ? `the parser refused it with ${status}` : null
  }
  if (!headers.has('x-content-type-options')) return `a ${status} without the security headers`
  if (/\n\s+at .+:\d+:\d+/.test(body)) return 'a stack trace in the answer'
  // What follows the answer to a HEAD is none of its own.
  if (status < 400 || body === '' || bytes.toString('latin1', 0, 5) === 'HEAD ') return null
  if (status >= 500 && status !== 502 && status !== 503) return `it was answered ${status}`
  const isForPrograms = /^\S+ \/(api|v1)\b/.test(bytes.toString('latin1', 0, 20))
  if (!isForPrograms && headers.get('content-type')?.startsWith('text/')) return null
  return hasEnvelope(body) ? null : `a ${status} without the envelope`
}

function hasEnvelope(body: string): boolean {
  try {
    return decodeErrorEnvelope(JSON.parse(body)) !== null
  } catch {
    return false
  }
}
