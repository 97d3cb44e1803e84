import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'

import { paths } from '#src/contract/addresses.ts'
import {
  decodeJournalAnswer,
  decodeJournalPage,
  type JournalEntry,
  type JournalPage,
  type JournalState,
} from '#src/contract/journal.ts'

import type { Http } from './http.ts'

export type JournalFilters = {
  q?: string | undefined
  workflowId?: string | undefined
  entry?: string | undefined
}

export const journalKeys = {
  all: ['journal'] as const,
  pages: (filters: JournalFilters) => [...journalKeys.all, 'pages', filters] as const,
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

export const journalQueries = {
  /** What is being terminated now, by anybody on this portal, and what came of it in the last quarter of an hour. */
  recent: (http: Http) =>
    queryOptions({
      queryKey: journalKeys.recent(),
      queryFn: ({ signal }) => http(paths.journal, decodeJournalPage, { query: { recent: 'true' }, signal }),
      refetchInterval: ({ state }) => (state.data?.entries.some(isMoving) ? FOLLOW_MS : IDLE_MS),
    }),

  /** One entry, followed until its outcome is known. */
  entry: (http: Http, operationId: string) =>
    queryOptions({
      queryKey: journalKeys.entry(operationId),
      queryFn: ({ signal }) => http(paths.journalEntry(operationId), decodeJournalAnswer, { signal }),
      refetchInterval: ({ state }) => (!state.data || isMoving(state.data) ? FOLLOW_MS : false),
    }),

  pages: (http: Http, filters: JournalFilters) =>
    infiniteQueryOptions({
      queryKey: journalKeys.pages(filters),
      queryFn: ({ pageParam, signal }) =>
        http(paths.journal, decodeJournalPage, {
          query: { ...filters, before: pageParam ?? undefined },
          signal,
        }),
      initialPageParam: null as string | null,
      getNextPageParam: (page: JournalPage) => page.next,
      // An outcome that is being looked for shows by itself when it is found.
      refetchInterval: ({ state }) =>
        state.data?.pages.some(({ entries }) => entries.some(isMoving)) ? 2 * FOLLOW_MS : false,
    }),
}
