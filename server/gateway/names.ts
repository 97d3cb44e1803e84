import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import type { Names } from '#src/contract/names.ts'
import { readCount, readObject, readText } from '#src/contract/read.ts'
import { PAGE_SIZE } from '#src/contract/workflow.ts'

import type { Caller } from './caller.ts'
import { createNameCache, type NameCache } from './name-cache.ts'
import { planTitleCall, readPersonName, readTitle, type BatchCall } from './title-calls.ts'
import { UpstreamFailure, type Upstream, type UpstreamAnswer } from './upstream.ts'

/** `POST /v1/batch` takes so many calls and counts as one request (vibe-api.md section 7). */
const BATCH_SIZE = 50
/** Without the batch each name costs a request: only as many as a page of rows is likely to need at once. */
const MOST_SINGLE_READS = 10
const MOST_TEMPLATE_PAGES = 20
/** How long the list of templates serves, an empty one (not allowed) included. */
const TEMPLATES_MS = 10 * 60_000
/** Names are worth little to an operator who has already read the rows. */
const MAX_WAIT_MS = 15_000

/** What a key may not read is not asked again for so long: equal refusals would lock it out (vibe-api.md section 5). */
const REFUSED_MS = 15 * 60_000

export type NameRequest = {
  users: readonly string[]
  templates: readonly string[]
  documents: readonly string[]
}
export type NameReader = (caller: Caller, wanted: NameRequest) => Promise<Names>

export type NamesDeps = { upstream: Upstream; clock: Clock; logger: Logger }

type Call = Parameters<Upstream>[1]

/**
 * Reads names of users and templates and titles of documents, kept per portal. Best effort: what cannot be read has no name, and never throws for
 * what the API does.
 */
export function createNameReader({ upstream, clock, logger }: NamesDeps): NameReader {
  const users = createNameCache(clock)
  const titles = createNameCache(clock)
  const refusedUntil = new Map<string, number>()
  const templates = new Map<string, { names: Promise<Map<string, string>>; until: number }>()

  /** An answer, or `null` for a refusal or silence. */
  async function ask(caller: Caller, path: string, call: Partial<Call> = {}): Promise<UpstreamAnswer | null> {
    try {
      return await upstream(path, {
        priority: 'name',
        token: caller.token,
        maxWaitMs: MAX_WAIT_MS,
        ...call,
      })
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error
      logger.debug({ path, kind: error.kind }, 'Names were not read')
      return null
    }
  }

  /** Many at once; `null` where there is no batch, nothing where the key may not read them. */
  async function readBatch(
    caller: Caller,
    calls: readonly BatchCall[],
    read: (record: unknown) => string | null,
  ): Promise<Map<string, string> | null> {
    const scope = calls[0]?.entity === 'users' ? 'user' : 'crm'
    const key = `${caller.portal} ${scope}`
    if ((refusedUntil.get(key) ?? 0) > clock.now()) return new Map()
    const answer = await ask(caller, '/v1/batch', { method: 'POST', body: { calls } })
    if (answer?.status === 200) return decodeBatch(answer.body, read)
    if (answer?.status === 400 || answer?.status === 404) return null
    if (answer !== null && answer.status < 500) refusedUntil.set(key, clock.now() + REFUSED_MS)
    return new Map()
  }

  async function readUsers(caller: Caller, ids: readonly string[]): Promise<Map<string, string>> {
    const calls = ids.map((id) => ({ id, entity: 'users', action: 'get', entityId: id }) as const)
    const named = await readBatch(caller, calls, readPersonName)
    // An API without the batch: one by one.
    return named ?? readUsersSingly(caller, ids.slice(0, MOST_SINGLE_READS))
  }

  /** Titles are worth no call of their own: without the batch there are none. */
  async function readTitles(caller: Caller, ids: readonly string[]): Promise<Map<string, string>> {
    const calls = ids.flatMap((id) => planTitleCall(id) ?? [])
    return (await readBatch(caller, calls, readTitle)) ?? new Map()
  }

  async function readUsersSingly(caller: Caller, ids: readonly string[]): Promise<Map<string, string>> {
    const found = await Promise.all(
      ids.map(async (id) => {
        const answer = await ask(caller, `/v1/users/${id}`)
        const name = answer?.status === 200 ? readPersonName(readObject(answer.body).data) : null
        return [id, name] as const
      }),
    )
    return keepNamed(found)
  }

  /** All templates at once: there is no route for one of them. */
  async function readTemplates(caller: Caller): Promise<Map<string, string>> {
    const names = new Map<string, string>()
    let offset = 0
    for (let pages = 0; pages < MOST_TEMPLATE_PAGES; pages += 1) {
      const answer = await ask(caller, '/v1/bizproc-templates', { query: { offset: offset || undefined } })
      const body = readObject(answer?.status === 200 ? answer.body : null)
      const rows: unknown[] = Array.isArray(body.data) ? body.data : []
      const before = names.size
      for (const [id, name] of rows.map(readTemplate)) if (id !== null && name !== null) names.set(id, name)
      offset += rows.length
      const total = readCount(readObject(body.meta).total)
      // Nothing new on a page: the API knows no offset here.
      if (rows.length < PAGE_SIZE || names.size === before || (total !== null && offset >= total)) break
    }
    return names
  }

  /** The whole list answers for every id, also for those that are not in it. */
  function findTemplates(caller: Caller): Promise<Map<string, string>> {
    const kept = templates.get(caller.portal)
    if (kept && kept.until > clock.now()) return kept.names
    const names = readTemplates(caller)
    templates.set(caller.portal, { names, until: clock.now() + TEMPLATES_MS })
    return names
  }

  return async (caller, wanted) => {
    // `0` is the system, or a row that has lost its template.
    const isReal = (id: string) => /^\d{1,18}$/.test(id) && Number(id) > 0
    const ids = wanted.templates.filter(isReal)
    const titled = wanted.documents.filter((id) => planTitleCall(id) !== null)
    const [userNames, documentTitles, templateNames] = await Promise.all([
      readInBatches(users, caller, wanted.users.filter(isReal), readUsers),
      readInBatches(titles, caller, titled, readTitles),
      ids.length === 0 ? new Map<string, string>() : findTemplates(caller),
    ])
    const named = keepNamed(ids.map((id) => [id, templateNames.get(id) ?? null] as const))
    return { users: userNames, templates: Object.fromEntries(named), documents: documentTitles }
  }
}

async function readInBatches(
  cache: NameCache,
  caller: Caller,
  ids: readonly string[],
  read: (caller: Caller, ids: readonly string[]) => Promise<Map<string, string>>,
): Promise<Record<string, string>> {
  return cache.get(caller.portal, ids, async (missing) => {
    const names = new Map<string, string>()
    for (let start = 0; start < missing.length; start += BATCH_SIZE)
      for (const [id, name] of await read(caller, missing.slice(start, start + BATCH_SIZE)))
        names.set(id, name)
    return names
  })
}

/** Results by the ids of the calls, under `results` or directly under `data`; each the record or `{data: record}`. */
function decodeBatch(body: unknown, read: (record: unknown) => string | null): Map<string, string> {
  const data = readObject(readObject(body).data)
  const results = readObject(data.results ?? data)
  return keepNamed(
    Object.entries(results).map(([id, result]) => {
      const record = readObject(result)
      return [id, read(record.data ?? record.item ?? record)] as const
    }),
  )
}

function keepNamed(found: readonly (readonly [string, string | null])[]): Map<string, string> {
  return new Map(found.flatMap(([id, name]) => (name === null ? [] : [[id, name] as const])))
}

function readTemplate(value: unknown): [id: string | null, name: string | null] {
  const row = readObject(value)
  return [readText(row.id ?? row.ID), readText(row.name ?? row.NAME)]
}
