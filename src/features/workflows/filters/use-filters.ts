import { useDeferredValue, useMemo } from 'react'
import { useSearchParams } from 'react-router'

import type { FilterChange } from '#src/features/workflows/toolbar/toolbar.tsx'

import { formatFilters, NO_FILTERS, parseFilters, type WorkflowFilters } from './filters.ts'

/** The filters of the address, which is their only copy. `isLinked`: the address names a workflow, its query is no filter. */
export function useFilters(isLinked: boolean) {
  const [query, setQuery] = useSearchParams()
  const filters = useMemo(() => (isLinked ? NO_FILTERS : parseFilters(query)), [isLinked, query])
  const change = ({ change, by }: FilterChange) => {
    // The address itself: what is drawn may come after the next key.
    const latest = isLinked ? NO_FILTERS : parseFilters(new URLSearchParams(window.location.search))
    setQuery(formatFilters({ ...latest, ...change }), { replace: by === 'typing' })
  }
  return {
    filters,
    /** What the rows follow, a moment after the keys. */
    deferred: useDeferredValue(filters),
    /** Names the list: what was asked for under one query does not hold under another. */
    query: query.toString(),
    change,
    choose: (chosen: Partial<WorkflowFilters>) => change({ change: chosen, by: 'choosing' }),
    /** Shows what an address's query asks for. */
    show: (asked: string) => setQuery(new URLSearchParams(asked)),
  }
}
