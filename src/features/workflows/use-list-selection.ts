import { useCallback, useState } from 'react'

import type { JournalEntry } from '#src/contract/journal.ts'
import type { Workflow } from '#src/contract/workflow.ts'

import { hasEnded, rowStateOf } from './row-state.ts'
import { countHidden } from './selection.ts'
import type { SelectAllOffer } from './selection-bar.tsx'
import { useSelection } from './use-selection.ts'
import type { useWorkflowList } from './use-workflow-list.ts'

type ListSelectionFacts = {
  list: ReturnType<typeof useWorkflowList>
  /** The rows that match, in the order shown. */
  rows: readonly Workflow[]
  entries: ReadonlyMap<string, JournalEntry>
  /** Whether the filters need rows that are not loaded: then nobody knows how many match. */
  isPartial: boolean
  isLoadingAll: boolean
  onLoadAll: (on: boolean) => void
}

/** The selection over the list, and the way to everything that matches: loaded first, then taken as it is. */
export function useListSelection(facts: ListSelectionFacts) {
  const { list, rows, entries, isPartial, isLoadingAll, onLoadAll } = facts
  const [wantsAll, setWantsAll] = useState(false)
  const canSelect = useCallback(
    (workflow: Workflow) => rowStateOf(workflow, entries.get(workflow.id), 0).canTerminate,
    [entries],
  )
  const state = useSelection({
    rows,
    loaded: list.workflows,
    isProven: list.isProven && list.isWholePortal,
    hasEnded: (id) => hasEnded(entries.get(id)),
    canSelect,
  })
  const { selection } = state

  // Asked for while the list was still being read: taken at the moment it is whole.
  if (wantsAll && list.isComplete) {
    setWantsAll(false)
    state.selectAll(rows, true)
  } else if (wantsAll && !isLoadingAll) setWantsAll(false)

  const selectAll = () => {
    if (list.isComplete) return state.selectAll(rows, true)
    setWantsAll(true)
    onLoadAll(true)
  }
  const isEverything =
    list.isComplete && rows.every((workflow) => selection.has(workflow.id) || !canSelect(workflow))

  return {
    ...state,
    canSelect,
    hiddenCount: countHidden(selection, rows),
    offer: describeOffer(),
  }

  function describeOffer(): SelectAllOffer {
    if (wantsAll)
      return {
        kind: 'loading',
        loaded: list.workflows.length,
        total: list.total,
        onStop: () => onLoadAll(false),
      }
    if (isEverything) return { kind: 'none' }
    const count = list.isComplete ? rows.filter(canSelect).length : isPartial ? null : list.total
    return { kind: 'offer', count, onSelectAll: selectAll }
  }
}
