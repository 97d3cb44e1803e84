import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'

import { mirrorKey, mirrorQuery } from '#src/api/mirror-query.ts'
import type { MirrorList } from '#src/api/mirror.ts'
import type { ApiFilters } from '#src/api/workflows.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { useHttp } from '#src/session/session-context.ts'
import type { RefreshChoice } from '#src/session/time-preferences.ts'

import type { PagedList } from './use-paged-list.ts'

/** The API failed for so long before it is said: one slow page is no news. */
const FAILING_MS = 15_000

/**
 * The list from the mirror, once that knows more than the pages: `null` before. Its parts are those of the paged list, so
 * that the page does not care where its rows come from. While not `isOn`, it stays as it is.
 */
export function useMirrorList(
  filters: ApiFilters,
  paged: PagedList,
  isOn: boolean,
  refresh: RefreshChoice,
): PagedList | null {
  const client = useQueryClient()
  const { data, error, isFetching, refetch } = useQuery({
    ...mirrorQuery(useHttp(), refresh === null ? undefined : refresh * 1000),
    enabled: isOn,
  })
  const { templateId, startedBy } = filters
  const isWholePortal = templateId === undefined && startedBy === undefined
  const everything = useMemo(
    () =>
      isWholePortal || data === undefined
        ? (data?.workflows ?? NO_ROWS)
        : data.workflows.filter(
            (row) =>
              (templateId === undefined || row.templateId === templateId) &&
              (startedBy === undefined || row.startedBy === startedBy),
          ),
    [data, isWholePortal, templateId, startedBy],
  )
  const arrived = data?.arrived
  const workflows = useMemo(
    () => (arrived?.size ? everything.filter(({ id }) => !arrived.has(id)) : everything),
    [everything, arrived],
  )
  const receivedAt = data?.receivedAt
  const pagedAt = paged.updatedAt
  useEffect(() => {
    // A page that is newer knows what the mirror's last answer did not.
    if (receivedAt !== undefined && receivedAt <= pagedAt) void refetch()
    // Only a page asks: an answer that came in the same moment does not ask again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [pagedAt, receivedAt === undefined, refetch])
  if (data === undefined) return null
  // What the API narrowed by itself is exact, and so are pages that were read to the end; the mirror is when it is complete.
  const isMore =
    isWholePortal && paged.isLoaded && !paged.isComplete && everything.length >= paged.workflows.length
  if (!data.isComplete && !isMore) return null

  const clockOffset = data.now === null ? 0 : data.now - data.receivedAt
  const isFailing = data.failingSince !== null && (data.now ?? 0) - data.failingSince > FAILING_MS
  return {
    ...paged,
    workflows,
    everything,
    changed: data.changed,
    ended: data.ended,
    arrivalCount: everything.length - workflows.length,
    showArrivals: () =>
      void import('#src/api/mirror.ts').then(({ settle }) =>
        client.setQueryData<MirrorList>(mirrorKey, (list) => list && settle(list)),
      ),
    total: data.isComplete ? everything.length : data.total,
    isComplete: data.isComplete,
    isProven: data.isComplete,
    isWholePortal,
    isLoadingMore: false,
    isRefreshing: paged.isRefreshing || isFetching,
    loadMore: () => {},
    error: null,
    staleError: error ?? (isFailing ? paged.staleError : null),
    // The top of the list, paced as what an operator waits for: the gateway's mirror takes it, too, and is asked next.
    refresh: paged.refresh,
    retry: () => void refetch(),
    updatedAt: (data.readAt ?? 0) - clockOffset,
    clockOffset,
    mirror: {
      endedCount: data.endedCount,
      locksReadAt: data.locksReadAt,
      isFailing,
    },
  }
}

const NO_ROWS: readonly Workflow[] = []
