import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'

import {
  fetchFirstPage,
  workflowKeys,
  workflowQueries,
  type ApiFilters,
  type WorkflowList,
} from '#src/api/workflows.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { useHttp } from '#src/session/session-context.ts'
import { useNotePortalZone } from '#src/session/time-preferences.ts'

import { mergeFirstPage } from './merge-first-page.ts'

/** The usual, in seconds. */
export const REFRESH_S = 30

const EMPTY: ReadonlySet<string> = new Set()
const NO_MOVES = { arrived: EMPTY, changed: EMPTY, ended: EMPTY }

/** Rows that came, changed or ended since the operator looked; `forList` drops them when the list is another one. */
type Moves = Record<'arrived' | 'changed' | 'ended', ReadonlySet<string>> & { forList: string }

/** The list as the workflows page sees it, read page by page or given by the mirror. */
export type PagedList = {
  workflows: readonly Workflow[]
  /** With those that have arrived and wait to be shown. */
  everything: readonly Workflow[]
  changed: ReadonlySet<string>
  /** Rows that a refresh proved to run no more. */
  ended: ReadonlySet<string>
  arrivalCount: number
  showArrivals: () => void
  total: number | null
  isLoaded: boolean
  isComplete: boolean
  /** Every running workflow that matches was read: what is not here does not run. */
  isProven: boolean
  /** Nothing narrows it: neither template nor starter. */
  isWholePortal: boolean
  isLoadingMore: boolean
  isRefreshing: boolean
  loadMore: () => void
  /** The first read failed: there is nothing to show. */
  error: Error | null
  failingSince: number
  /** A later read failed: what is shown is as old as `updatedAt`. */
  staleError: unknown
  retry: () => void
  refresh: () => Promise<void>
  /** By the browser's clock, epoch milliseconds. */
  updatedAt: number
  /** Adds to the browser's clock to give the API's. */
  clockOffset: number
  /** `null` = read page by page. */
  mirror: {
    /** Rows that have ended, while nobody knows yet which. */
    endedCount: number
    /** Instant of the API's clock; `null` = not all are read yet. */
    locksReadAt: number | null
    isFailing: boolean
  } | null
}

/**
 * The list as far as it is loaded: pages, refresh and "load all". `everyS` seconds lie between two looks, 0 = none: while a
 * dialog is open, for one.
 */
export function usePagedList(filters: ApiFilters, wantsAll: boolean, everyS: number): PagedList {
  const http = useHttp()
  const query = useInfiniteQuery(workflowQueries.list(http, filters))
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, dataUpdatedAt } = query

  const pageCount = data?.pages.length ?? 0
  useEffect(() => {
    // Each page that arrives asks for the next; a fetch may begin and end within one render.
    const isReady = pageCount > 0 && hasNextPage && !isFetchingNextPage && !isFetchNextPageError
    if (wantsAll && isReady) void fetchNextPage()
  }, [wantsAll, pageCount, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])

  const workflows = useMemo(() => distinct(data), [data])
  const { refresh, refreshError, isRefreshing, moves, showArrivals } = useRefresh(filters, data !== undefined)
  usePolling(refresh, data === undefined ? 0 : everyS)

  const shown = useMemo(
    () => (moves.arrived.size === 0 ? workflows : workflows.filter(({ id }) => !moves.arrived.has(id))),
    [workflows, moves.arrived],
  )
  const first = data?.pages[0]
  useNotePortalZone(first?.zoneOffset ?? null)
  return {
    workflows: shown,
    everything: workflows,
    changed: moves.changed,
    ended: moves.ended,
    arrivalCount: moves.arrived.size,
    showArrivals,
    total: first?.total ?? null,
    isLoaded: data !== undefined,
    isComplete: data !== undefined && !hasNextPage,
    isProven: data !== undefined && !hasNextPage && first?.total === workflows.length,
    isWholePortal: filters.templateId === undefined && filters.startedBy === undefined,
    isLoadingMore: isFetchingNextPage,
    isRefreshing: isRefreshing || (query.isFetching && !isFetchingNextPage),
    loadMore: () => void (hasNextPage && !isFetchingNextPage && fetchNextPage()),
    error: data === undefined ? query.error : null,
    failingSince: useFailingSince(query),
    staleError: data === undefined ? null : (refreshError ?? query.error),
    retry: () =>
      void (data === undefined ? query.refetch() : isFetchNextPageError ? fetchNextPage() : refresh()),
    refresh,
    updatedAt: dataUpdatedAt,
    clockOffset: first?.now ? first.now - dataUpdatedAt : 0,
    mirror: null,
  }
}

type Reading = { data: unknown; error: Error | null; errorUpdatedAt: number }

/** When the first of the reads failed that no answer has followed; trying again does not start it anew. */
function useFailingSince({ data, error, errorUpdatedAt }: Reading): number {
  const [since, setSince] = useState<number | null>(null)
  if (data === undefined && error !== null && since === null) setSince(errorUpdatedAt)
  if (data !== undefined && since !== null) setSince(null)
  return since ?? errorUpdatedAt
}

function useRefresh(filters: ApiFilters, isLoaded: boolean) {
  const http = useHttp()
  const client = useQueryClient()
  const listName = JSON.stringify(filters)
  const [state, setState] = useState<{ isRefreshing: boolean; error: unknown }>({
    isRefreshing: false,
    error: null,
  })
  const [moves, setMoves] = useState<Moves>({ forList: listName, ...NO_MOVES })

  const refresh = useCallback(async () => {
    if (!isLoaded) return
    const list = JSON.parse(listName) as ApiFilters
    setState((now) => ({ ...now, isRefreshing: true }))
    try {
      const fresh = await fetchFirstPage(http, list)
      const before = client.getQueryData<WorkflowList>(workflowKeys.list(list))
      if (before) {
        const merged = mergeFirstPage(before, fresh)
        client.setQueryData(workflowKeys.list(list), merged.list)
        setMoves(({ forList, ...last }) => {
          const known = forList === listName ? last : NO_MOVES
          return {
            forList: listName,
            arrived: union(known.arrived, merged.arrivals),
            changed: union(known.changed, merged.changed),
            ended: union(known.ended, merged.ended),
          }
        })
      }
      setState({ isRefreshing: false, error: null })
    } catch (error) {
      setState({ isRefreshing: false, error })
    }
  }, [client, http, isLoaded, listName])

  const isSame = moves.forList === listName
  return {
    refresh,
    isRefreshing: state.isRefreshing,
    refreshError: state.error,
    moves: isSame ? moves : NO_MOVES,
    showArrivals: () => setMoves({ forList: listName, ...NO_MOVES }),
  }
}

/** Refreshes while somebody looks: not in a hidden tab, and at once when the tab comes back. */
function usePolling(refresh: () => Promise<void>, everyS: number) {
  useEffect(() => {
    if (everyS === 0) return
    const poll = () => {
      if (document.visibilityState === 'visible') void refresh()
    }
    const timer = setInterval(poll, everyS * 1000)
    return () => clearInterval(timer)
  }, [refresh, everyS])
}

function union(set: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return ids.length === 0 ? set : new Set([...set, ...ids])
}

/** Rows move between pages while the list is read: the first sighting of an id wins. */
function distinct(data: Pick<WorkflowList, 'pages'> | undefined): Workflow[] {
  const byId = new Map<string, Workflow>()
  for (const page of data?.pages ?? [])
    for (const workflow of page.workflows) if (!byId.has(workflow.id)) byId.set(workflow.id, workflow)
  return [...byId.values()]
}
