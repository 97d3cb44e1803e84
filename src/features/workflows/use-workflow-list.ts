import { useState } from 'react'

import type { ApiFilters } from '#src/api/workflows.ts'

import { useMirrorList } from './use-mirror-list.ts'
import { usePagedList, type PagedList } from './use-paged-list.ts'

export type WorkflowList = PagedList

/** The list: the first page at once, and the whole from the gateway's mirror as soon as that is there. */
export function useWorkflowList(filters: ApiFilters, wantsAll: boolean, isHeld: boolean): WorkflowList {
  // Pages are polled and loaded on only where the mirror gives nothing: a failure of it stops nobody.
  const [hasMirror, setHasMirror] = useState(false)
  const paged = usePagedList(filters, wantsAll && !hasMirror, isHeld || hasMirror)
  const mirror = useMirrorList(filters, paged)
  if ((mirror !== null) !== hasMirror) setHasMirror(mirror !== null)
  return mirror ?? paged
}
