import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { isSignIn } from '#src/api/describe-error.ts'
import { mirrorKey, mirrorQuery } from '#src/api/mirror-query.ts'
import type { MirrorList } from '#src/api/mirror.ts'
import { fetchFirstPage, workflowQueries } from '#src/api/workflows.ts'
import { useHttp } from '#src/session/session-context.ts'

/** The API failed for so long before it is said: one slow page is no news. */
const FAILING_MS = 15_000

/** The whole list as far as it is read, polled while the page is looked at, and what is to be said of it. */
export function useRunning() {
  const http = useHttp()
  const client = useQueryClient()
  // Begins the mirror's walk as what an operator waits for; the list opens with it, too.
  const { isFetched: hasBegun } = useInfiniteQuery(workflowQueries.list(http, {}))
  const { data, error, isFetching, refetch } = useQuery({ ...mirrorQuery(http), enabled: hasBegun })
  const hasArrivals = (data?.arrived.size ?? 0) > 0
  useEffect(() => {
    if (!hasArrivals) return
    // No row is looked at here. Those that wait in the list to be asked for are counted, so they are to be seen there.
    void import('#src/api/mirror.ts').then(({ settle }) =>
      client.setQueryData<MirrorList>(mirrorKey, (list) => list && settle(list)),
    )
  }, [client, hasArrivals])
  const refresh = useMutation({
    mutationFn: async () => {
      // The top of the list, paced as what an operator waits for: the gateway's mirror takes it, too, and is asked next.
      await fetchFirstPage(http, {})
      await refetch()
    },
  })
  const problem = error ?? refresh.error
  const failingSince = data?.failingSince ?? null
  const isFailing = failingSince !== null && (data?.now ?? 0) - failingSince > FAILING_MS
  const isRead = data !== undefined && (data.isComplete || data.workflows.length > 0)
  /** Adds to the browser's clock to give the API's. */
  const clockOffset = data?.now ? data.now - data.receivedAt : 0

  return {
    /** `null` = nothing is read yet. */
    list: isRead ? data : null,
    problem: isSignIn(problem) ? null : problem,
    /** Since when the API gives no list, by its own clock; `null` = it does, or not for long. */
    failingSince: isFailing ? failingSince : null,
    clockOffset,
    isRefreshing: refresh.isPending || isFetching,
    refresh: () => refresh.mutate(),
    retry: () => {
      refresh.reset()
      void refetch()
    },
  }
}

export type Running = ReturnType<typeof useRunning>
