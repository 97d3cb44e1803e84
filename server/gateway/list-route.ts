import { Hono } from 'hono'

import { readObject } from '#src/contract/read.ts'
import type { WorkflowPage } from '#src/contract/workflow.ts'
import { decodeWorkflowPage } from '#src/contract/workflow.ts'

import { passOn, Refused } from './answers.ts'
import type { Caller } from './caller.ts'
import { answerCompressed } from './compressed-json.ts'
import type { Rights } from './rights.ts'
import type { Upstream, UpstreamAnswer } from './upstream.ts'

const FILTERS = ['templateId', 'startedBy', 'offset'] as const
export type ListQuery = Partial<Record<(typeof FILTERS)[number], string>>

/** Longer than a burst needs; past it the operator reads how long the API asks to wait. */
const MAX_WAIT_MS = 25_000

/** Told about every page of the list that passes: the journal remembers facts and notices ids that came back. */
export type ListObserver = (seen: { portal: string; page: WorkflowPage; query: ListQuery }) => void

export type ListReader = (
  caller: Caller,
  query: ListQuery,
  signal?: AbortSignal,
) => Promise<{ answer: UpstreamAnswer; body: ListBody | null }>

/** The answer of `GET /v1/workflows`, with the API's clock (ISO 8601) added: whether a row is stuck depends on it. */
export type ListBody = { success: true; data: unknown[]; meta: Record<string, unknown> }

/** Reads one page for an operator who waits. `body` is `null` when the API refused; throws `UpstreamFailure` or `Refused`. */
export function createListReader(upstream: Upstream, observers: readonly ListObserver[]): ListReader {
  return async (caller, query, signal) => {
    const answer = await upstream('/v1/workflows', {
      query,
      priority: 'page',
      token: caller.token,
      maxWaitMs: MAX_WAIT_MS,
      ...(signal ? { signal } : {}),
    })
    if (answer.status !== 200) return { answer, body: null }
    const page = decode(answer)
    for (const observe of observers) observe({ portal: caller.portal, page, query })
    return { answer, body: createBody(answer) }
  }
}

/** `GET /v1/workflows`: the API's own parameters and nothing else. */
export function createListRoute(rights: Rights, readList: ListReader): Hono {
  return new Hono().get('/v1/workflows', async (c) => {
    const query = readQuery(c.req.query())
    const caller = await rights.requireCaller(c)
    // Who has gone waits for no slot any more.
    const { answer, body } = await readList(caller, query, c.req.raw.signal)
    if (body === null) return passOn(c, answer)
    if (answer.requestId !== null) c.header('X-Request-Id', answer.requestId)
    return answerCompressed(c, body)
  })
}

function readQuery(given: Record<string, string>): ListQuery {
  const query: ListQuery = {}
  for (const name of FILTERS) {
    const value = given[name]
    if (value === undefined || value === '') continue
    if (!/^\d{1,18}$/.test(value))
      throw new Refused(400, { code: 'VALIDATION_ERROR', message: `${name} has to be a number` })
    query[name] = value
  }
  return query
}

function decode(answer: UpstreamAnswer): WorkflowPage {
  try {
    return { ...decodeWorkflowPage(answer.body), now: answer.now }
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw new Refused(502, { code: 'UNREADABLE_ANSWER', message: cause.message }, answer.requestId)
  }
}

function createBody(answer: UpstreamAnswer): ListBody {
  const { data, meta } = readObject(answer.body)
  const now = answer.now === null ? {} : { now: new Date(answer.now).toISOString() }
  return { success: true, data: Array.isArray(data) ? data : [], meta: { ...readObject(meta), ...now } }
}
