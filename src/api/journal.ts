import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'

import { paths } from '#src/contract/addresses.ts'
import {
  decodeJournalAnswer,
  decodeJournalOperators,
  decodeJournalPage,
  type JournalEntry,
  type JournalFilter,
  type JournalPage,
  type JournalState,
} from '#src/contract/journal.ts'
import { decodeJournalDays, encodeDayBounds } from '#src/contract/journal-days.ts'

import type { Http } from './http.ts'

/** What the gateway is asked for; instants for `from` and `to`. */
export type JournalQuery = Partial<Record<JournalFilter, string>>

export const journalKeys = {
  all: ['journal'] as const,
  pages: (query: JournalQuery) => [...journalKeys.all, 'pages', query] as const,
  operators: () => [...journalKeys.all, 'operators'] as const,
  days: (bounds: readonly number[]) => [...journalKeys.all, 'days', bounds] as const,
  recent: () => [...journalKeys.all, 'recent'] as const,
  entry: (operationId: string) => [...journalKeys.all, 'entry', operationId] as const,
}

/** States in which the gateway has not found the end yet, and goes on looking. */
const MOVING: readonly JournalState[] = ['queued', 'sending', 'accepted', 'unknown']

export function isMoving({ state }: JournalEntry): boolean {
  return MOVING.includes(state)
}

const FOLLOW_MS = 1500
const IDLE_MS = 20_000
const OPERATORS_MS = 60_000

const RECENT_MS = 15 * 60_000

/** Changed entries in place of what was known, newest first; what has ended leaves after a quarter of an hour. */
export function mergeRecent(before: JournalPage | undefined, fresh: JournalPage): JournalPage {
  if (!before) return fresh
  const changed = new Set(fresh.entries.map(({ id }) => id))
  const since = (fresh.now ?? 0) - RECENT_MS
  const kept = before.entries.filter(
    (entry) => !changed.has(entry.id) && (isMoving(entry) || lastChange(entry) >= since),
  )
  const entries = [...fresh.entries, ...kept].toSorted((a, b) => b.requestedAt - a.requestedAt)
  return { ...fresh, entries, total: entries.length }
}

function lastChange({ checkedAt, settledAt, requestedAt }: JournalEntry): number {
  return Math.max(checkedAt ?? 0, settledAt ?? 0, requestedAt)
}

export const journalQueries = {
  /**
   * What is being terminated now, by anybody on this portal, and what came of it in the last quarter of an hour: read
   * whole once, then what changed since.
   */
  recent: (http: Http) =>
    queryOptions({
      queryKey: journalKeys.recent(),
      queryFn: async ({ client, signal }) => {
        const before = client.getQueryData<JournalPage>(journalKeys.recent())
        const query = { recent: 'true', since: before?.next ?? undefined }
        return mergeRecent(before, await http(paths.journal, decodeJournalPage, { query, signal }))
      },
      refetchInterval: ({ state }) => (state.data?.entries.some(isMoving) ? FOLLOW_MS : IDLE_MS),
    }),

  /** One entry, followed until its outcome is known. */
  entry: (http: Http, operationId: string) =>
    queryOptions({
      queryKey: journalKeys.entry(operationId),
      queryFn: ({ signal }) => http(paths.journalEntry(operationId), decodeJournalAnswer, { signal }),
      refetchInterval: ({ state }) => (!state.data || isMoving(state.data) ? FOLLOW_MS : false),
    }),

  pages: (http: Http, query: JournalQuery) =>
    infiniteQueryOptions({
      queryKey: journalKeys.pages(query),
      queryFn: ({ pageParam, signal }) => fetchJournalPage(http, query, { before: pageParam, signal }),
      initialPageParam: null as string | null,
      getNextPageParam: (page: JournalPage) => page.next,
      // An outcome that is being looked for shows by itself when it is found.
      refetchInterval: ({ state }) =>
        state.data?.pages.some(({ entries }) => entries.some(isMoving)) ? 2 * FOLLOW_MS : false,
    }),

  /** The newest entries that match, and how many there are. */
  newest: (http: Http, query: JournalQuery, limit: number) =>
    queryOptions({
      queryKey: [...journalKeys.all, 'newest', query, limit] as const,
      queryFn: ({ signal }) => fetchJournalPage(http, query, { before: null, limit, signal }),
      refetchInterval: ({ state }) => (state.data?.entries.some(isMoving) ? 2 * FOLLOW_MS : IDLE_MS),
    }),

  /** How many terminations of each day came out how; `bounds` are the instants at which days begin, and the last one's end. */
  days: (http: Http, bounds: readonly number[]) =>
    queryOptions({
      queryKey: journalKeys.days(bounds),
      queryFn: ({ signal }) =>
        http(paths.journalDays, decodeJournalDays, { query: encodeDayBounds(bounds), signal }),
      refetchInterval: IDLE_MS,
    }),

  /** Everybody who stands in the journal of this portal. */
  operators: (http: Http) =>
    queryOptions({
      queryKey: journalKeys.operators(),
      queryFn: ({ signal }) => http(paths.journalOperators, decodeJournalOperators, { signal }),
      staleTime: OPERATORS_MS,
    }),
}

type JournalPlace = { before: string | null; limit?: number; signal?: AbortSignal | undefined }

/** One page of what matches, newest first, after the cursor `before`; `limit` rows, 50 if not given. */
export function fetchJournalPage(
  http: Http,
  query: JournalQuery,
  { before, limit, signal }: JournalPlace,
): Promise<JournalPage> {
  return http(paths.journal, decodeJournalPage, {
    query: { ...query, before: before ?? undefined, limit },
    signal,
  })
}
