import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import { readObject } from '#src/contract/read.ts'

import type { Caller } from './caller.ts'
import type { BatchCall } from './title-calls.ts'
import { UpstreamFailure, type Upstream, type UpstreamAnswer, type UpstreamRequest } from './upstream.ts'

/** `POST /v1/batch` takes so many calls and counts as one request (vibe-api.md section 7). */
const BATCH_SIZE = 50
/** Names are worth little to an operator who has already read the rows. */
const MAX_WAIT_MS = 15_000
/** What a key may not read is not asked again for so long: equal refusals would lock it out (vibe-api.md section 5). */
const REFUSED_MS = 15 * 60_000

/** What a portal's key may read or not, each for itself. */
export type NameScope = 'user' | 'crm' | 'templates'

/** What was told about each id: `null` = it has no name. Ids that are absent were not told about. */
export type Told = Map<string, string | null>

export type NameCallsDeps = { upstream: Upstream; clock: Clock; logger: Logger }

export type NameCalls = {
  /** An answer; `null` where none came within 15 s, and for 15 minutes after a refusal. */
  ask: (
    caller: Caller,
    scope: NameScope,
    path: string,
    query?: UpstreamRequest['query'],
  ) => Promise<UpstreamAnswer | null>
  /** Many at once, 50 a call, as far as the API answers. `null` where it has no batch. */
  askInBatches: (
    caller: Caller,
    scope: NameScope,
    calls: readonly BatchCall[],
    read: (record: unknown) => string | null,
  ) => Promise<Told | null>
}

/** The calls that read names: after all others, and never against a refusal. */
export function createNameCalls({ upstream, clock, logger }: NameCallsDeps): NameCalls {
  /** What was refused, or is not there: epoch milliseconds until which it is not tried. */
  const closedUntil = new Map<string, number>()
  const lastTurns = new Map<string, Promise<unknown>>()
  const isClosed = (key: string) => clock.now() < (closedUntil.get(key) ?? 0)
  const close = (key: string) => void closedUntil.set(key, clock.now() + REFUSED_MS)

  /** One call of a key at a time: those that wait behind one that is refused would be refused, too. */
  function inTurn<T>(key: string, run: (maxWaitMs: number) => Promise<T>): Promise<T> {
    const deadline = clock.now() + MAX_WAIT_MS
    const turn = (lastTurns.get(key) ?? Promise.resolve()).then(() => run(deadline - clock.now()))
    const settled = turn.catch(() => {})
    lastTurns.set(key, settled)
    return turn
  }

  async function send(
    { portal, token }: Caller,
    scope: NameScope,
    path: string,
    call: Pick<UpstreamRequest, 'method' | 'query' | 'body'> & { maxWaitMs: number },
  ): Promise<UpstreamAnswer | null> {
    const key = keyOf(portal, scope)
    if (call.maxWaitMs <= 0 || isClosed(key)) return null
    try {
      const answer = await upstream(path, { ...call, priority: 'name', token })
      if (isRefusal(answer)) close(key)
      return answer
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error
      logger.debug({ path, kind: error.kind }, 'Names were not read')
      return null
    }
  }

  function sendBatch(
    caller: Caller,
    scope: NameScope,
    calls: readonly BatchCall[],
  ): Promise<UpstreamAnswer | 'no_batch' | null> {
    const key = keyOf(caller.portal, scope)
    return inTurn(key, async (maxWaitMs) => {
      if (isClosed(`${key} batch`)) return 'no_batch'
      const answer = await send(caller, scope, '/v1/batch', { method: 'POST', body: { calls }, maxWaitMs })
      if (answer === null || !isWithoutRoute(answer)) return answer
      close(`${key} batch`)
      return 'no_batch'
    })
  }

  return {
    ask: (caller, scope, path, query = {}) =>
      inTurn(keyOf(caller.portal, scope), (maxWaitMs) => send(caller, scope, path, { query, maxWaitMs })),

    askInBatches: async (caller, scope, calls, read) => {
      const told: Told = new Map()
      for (let start = 0; start < calls.length; start += BATCH_SIZE) {
        const part = calls.slice(start, start + BATCH_SIZE)
        const answer = await sendBatch(caller, scope, part)
        if (answer === 'no_batch') return null
        // Whoever does not answer for these will not answer for the rest.
        if (answer?.status !== 200) break
        const names = decodeBatch(answer.body, read)
        for (const { id } of part) told.set(id, names.get(id) ?? null)
      }
      return told
    },
  }
}

const keyOf = (portal: string, scope: NameScope) => `${portal} ${scope}`

/** Of the key, not of one session (401), one moment (429) or one id (404). */
function isRefusal({ status }: UpstreamAnswer): boolean {
  return status === 403 || status === 422
}

function isWithoutRoute({ status }: UpstreamAnswer): boolean {
  return status === 400 || status === 404 || status === 405
}

/** Results by the ids of the calls, under `results` or directly under `data`; each the record or `{data: record}`. */
function decodeBatch(body: unknown, read: (record: unknown) => string | null): Told {
  const data = readObject(readObject(body).data)
  const results = readObject(data.results ?? data)
  return new Map(
    Object.entries(results).map(([id, result]) => {
      const record = readObject(result)
      return [id, read(record.data ?? record.item ?? record)] as const
    }),
  )
}
