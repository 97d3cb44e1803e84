import type { Names } from '#src/contract/names.ts'
import { readObject } from '#src/contract/read.ts'

import type { Caller } from './caller.ts'
import { createNameCache } from './name-cache.ts'
import { createNameCalls, type NameCallsDeps, type Told } from './name-calls.ts'
import { createTemplateNames } from './template-names.ts'
import { planTitleCall, planUserCall, readPersonName, readTitle } from './title-calls.ts'

/** Without the batch each name costs a request: only as many as a page of rows is likely to need at once. */
const MOST_SINGLE_READS = 10

export type NameRequest = {
  users: readonly string[]
  templates: readonly string[]
  documents: readonly string[]
}
export type NameReader = (caller: Caller, wanted: NameRequest) => Promise<Names>

/**
 * Reads names of users and templates and titles of documents, kept per portal. Best effort: what cannot be read has no
 * name, and nothing the API does is thrown.
 */
export function createNameReader(deps: NameCallsDeps): NameReader {
  const users = createNameCache(deps.clock)
  const titles = createNameCache(deps.clock)
  const calls = createNameCalls(deps)
  const findTemplates = createTemplateNames(calls, deps.clock)

  async function readUsers(caller: Caller, ids: readonly string[]): Promise<Told> {
    const told = await calls.askInBatches(caller, 'user', ids.map(planUserCall), readPersonName)
    return told ?? readUsersSingly(caller, ids.slice(0, MOST_SINGLE_READS))
  }

  /** One after the other: the first refusal is the last. */
  async function readUsersSingly(caller: Caller, ids: readonly string[]): Promise<Told> {
    const told: Told = new Map()
    for (const id of ids) {
      const answer = await calls.ask(caller, 'user', `/v1/users/${id}`)
      if (answer?.status !== 200 && answer?.status !== 404) break
      told.set(id, answer.status === 200 ? readPersonName(readObject(answer.body).data) : null)
    }
    return told
  }

  /** Titles are worth no call of their own: without the batch there are none. */
  async function readTitles(caller: Caller, ids: readonly string[]): Promise<Told> {
    const planned = ids.flatMap((id) => planTitleCall(id) ?? [])
    return (await calls.askInBatches(caller, 'crm', planned, readTitle)) ?? new Map()
  }

  async function nameTemplates(caller: Caller, ids: readonly string[]): Promise<Record<string, string>> {
    if (ids.length === 0) return {}
    const names = await findTemplates(caller)
    return Object.fromEntries(
      ids.flatMap((id) => {
        const name = names.get(id)
        return name === undefined ? [] : [[id, name] as const]
      }),
    )
  }

  return async (caller, wanted) => {
    const titled = wanted.documents.filter((id) => planTitleCall(id) !== null)
    const [userNames, templateNames, documentTitles] = await Promise.all([
      users.get(caller.portal, wanted.users.filter(isReal), (ids) => readUsers(caller, ids)),
      nameTemplates(caller, wanted.templates.filter(isReal)),
      titles.get(caller.portal, titled, (ids) => readTitles(caller, ids)),
    ])
    return { users: userNames, templates: templateNames, documents: documentTitles }
  }
}

/** `0` is the system, or a row that has lost its template. */
function isReal(id: string): boolean {
  return /^\d{1,18}$/.test(id) && Number(id) > 0
}
