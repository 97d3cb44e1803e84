import { queryOptions, type QueryClient } from '@tanstack/react-query'

import { paths } from '#src/contract/addresses.ts'
import { decodeNames, type Names } from '#src/contract/names.ts'

import type { Http } from './http.ts'

export type NameRequest = {
  users: readonly string[]
  templates: readonly string[]
  /** Document ids as rows have them: `DEAL_5141`. */
  documents?: readonly string[]
}

const HOUR_MS = 3_600_000
/** As many ids of a kind as one address carries. */
const MOST_NAMES = 200

const nameKey = ['names'] as const

export const nameQueries = {
  /** Names of users and templates, titles of documents; best effort, so a failure is simply no names. */
  of: (http: Http, { users, templates, documents = [] }: NameRequest) =>
    queryOptions({
      queryKey: [...nameKey, users, templates, documents] as const,
      queryFn: ({ signal }) =>
        http(paths.names, decodeNames, {
          query: {
            users: users.join(',') || undefined,
            templates: templates.join(',') || undefined,
            documents: documents.join(',') || undefined,
          },
          signal,
        }),
      enabled: users.length + templates.length + documents.length > 0,
      staleTime: HOUR_MS,
      gcTime: HOUR_MS,
      retry: false,
    }),
}

type Named = { startedBy: string | null; templateId: string | null }

/** Requests for the names of all these rows; `0` is the system, or no template. */
export function planNames(rows: readonly Named[]): NameRequest[] {
  return planNamesOf(
    rows.map(({ startedBy }) => startedBy),
    rows.map(({ templateId }) => templateId),
  )
}

/** The same for ids, each request as long as an address may be. */
export function planNamesOf(
  userIds: readonly (string | null)[],
  templateIds: readonly (string | null)[],
): NameRequest[] {
  const users = distinct(userIds)
  const templates = distinct(templateIds)
  const requests: NameRequest[] = []
  for (let first = 0; first < Math.max(users.length, templates.length); first += MOST_NAMES) {
    const part = (ids: readonly string[]) => ids.slice(first, first + MOST_NAMES)
    requests.push({ users: part(users), templates: part(templates) })
  }
  return requests
}

export function mergeNames(parts: readonly (Names | undefined)[]): Names {
  return {
    users: Object.assign({}, ...parts.map((part) => part?.users)) as Names['users'],
    templates: Object.assign({}, ...parts.map((part) => part?.templates)) as Names['templates'],
    documents: Object.assign({}, ...parts.map((part) => part?.documents)) as Names['documents'],
  }
}

/** Names for all ids in these rows, as far as they are known: a name that is missing spoils no record. */
export async function readAllNames(client: QueryClient, http: Http, rows: readonly Named[]): Promise<Names> {
  const parts: Names[] = []
  for (const request of planNames(rows)) {
    // eslint-disable-next-line no-await-in-loop -- one after the other: terminations share the way
    const names = await client.fetchQuery(nameQueries.of(http, request)).catch(() => null)
    if (names === null) break
    parts.push(names)
  }
  // Titles are not asked for all rows of a long list: those that were shown are known.
  return mergeNames([knownNames(client), ...parts])
}

/** What was read of names until now, without asking for any. */
export function knownNames(client: QueryClient): Names {
  return mergeNames(client.getQueriesData<Names>({ queryKey: nameKey }).map(([, names]) => names))
}

/** In order of number, so that an id that is new moves few requests. */
function distinct(all: readonly (string | null)[]): string[] {
  const ids = new Set<string>()
  for (const id of all) if (id !== null && id !== '0') ids.add(id)
  return [...ids].toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
}
