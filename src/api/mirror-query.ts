import { queryOptions } from '@tanstack/react-query'

import { loadPatiently } from '#src/lib/load-code.ts'

import type { Http } from './http.ts'
import type { MirrorList } from './mirror.ts'

export const mirrorKey = ['workflows', 'mirror'] as const

const LOADING_MS = 1000
const WATCHING_MS = 5000

/**
 * The whole list, from the gateway's mirror: all of it once, then what changed. What reads it is loaded by the first call:
 * the first rows do not wait for it. `watchingMs` lies between two looks once all of it is here; 0 = none by itself.
 */
export const mirrorQuery = (http: Http, watchingMs: number = WATCHING_MS) =>
  queryOptions({
    queryKey: mirrorKey,
    queryFn: async ({ client, signal }): Promise<MirrorList> => {
      const { readChanges } = await loadPatiently(() => import('./mirror.ts'))
      return readChanges(http, client, signal)
    },
    staleTime: Infinity,
    gcTime: Infinity,
    retry: false,
    // A hundred thousand rows are not compared field by field: the changes say what changed.
    structuralSharing: false,
    refetchInterval: ({ state: { data } }) => (data?.isComplete ? watchingMs || false : LOADING_MS),
    refetchOnWindowFocus: 'always',
  })
