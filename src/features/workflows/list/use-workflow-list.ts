import { useState } from 'react'

import type { ApiFilters } from '#src/api/workflows.ts'

import { useRefreshChoice } from '#src/session/time-preferences.ts'

import { useMirrorList } from './use-mirror-list.ts'
import { REFRESH_S, usePagedList, type PagedList } from './use-paged-list.ts'

export type WorkflowList = PagedList

type ListOptions = {
  /** Reads all pages, where the mirror does not give them. */
  wantsAll: boolean
  /** While true, nothing moves. */
  isHeld: boolean
  /** The first rows are painted: the rest may be fetched. */
  isQuiet: boolean
}

/** The list: the first page at once, and the whole from the gateway's mirror as soon as that is there. */
export function useWorkflowList(
  filters: ApiFilters,
  { wantsAll, isHeld, isQuiet }: ListOptions,
): WorkflowList {
  // Pages are polled and loaded on only where the mirror gives nothing: a failure of it stops nobody.
  const [source, setSource] = useState<'pages' | 'mirror'>('pages')
  const [isComplete, setIsComplete] = useState(false)
  const [refresh] = useRefreshChoice()
  // Once the operator has chosen how often, the first page sets the pace, and the mirror is asked after it.
  const isPolled = !isHeld && (source === 'pages' || refresh !== null)
  const paged = usePagedList(filters, wantsAll && source === 'pages', isPolled ? (refresh ?? REFRESH_S) : 0)
  // A link's workflow, or everything that matches, is waited for: until it is whole it is read on.
  const mirror = useMirrorList(filters, paged, isQuiet && !(isHeld && isComplete), refresh)
  const next = mirror === null ? 'pages' : 'mirror'
  if (next !== source) setSource(next)
  if ((mirror?.isComplete ?? false) !== isComplete) setIsComplete(mirror?.isComplete ?? false)
  return mirror ?? paged
}
