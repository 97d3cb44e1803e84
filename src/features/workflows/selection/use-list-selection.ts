import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'

import type { JournalEntry } from '#src/contract/journal.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import type { useWorkflowList } from '#src/features/workflows/list/use-workflow-list.ts'
import { hasEnded, rowStateOf } from '#src/features/workflows/table/row-state.ts'

import { indexRows } from './row-index.ts'
import type { SelectAllOffer } from './selection-bar.tsx'
import { countShown, cutSelection } from './selection.ts'
import type { useSelection } from './use-selection.ts'

type List = ReturnType<typeof useWorkflowList>

type ListSelectionFacts = {
  picks: ReturnType<typeof useSelection>
  list: List
  /** The rows that match, in the order shown. */
  rows: readonly Workflow[]
  entries: ReadonlyMap<string, JournalEntry>
  /** Names the filters: what was asked for under one of them is not done under another. */
  query: string
  /** Whether the filters need rows that are not loaded: then nobody knows how many match. */
  isPartial: boolean
  isLoadingAll: boolean
  onLoadAll: (on: boolean) => void
}

/** A press on a row's checkbox, with Shift, or an arrow with Shift that came from another row. */
export type SelectGesture =
  { kind: 'one'; isSelected: boolean } | { kind: 'range' } | { kind: 'step'; fromId: string }

export type SelectRow = (id: string, gesture: SelectGesture) => void

export type Chosen = {
  items: readonly { id: string; workflow: Workflow | null }[]
  /** Everything that matched was taken at once. */
  isAll: boolean
}

/** How much of what is shown is selected. */
export type ShownSelection = 'none' | 'some' | 'all'

/** The selection over the list, and the way to everything that matches: loaded first, then taken as it is. */
export function useListSelection(facts: ListSelectionFacts) {
  const { picks, list, rows, entries, query, isPartial, isLoadingAll, onLoadAll } = facts
  const { move } = picks
  const selection = useCut(picks, list, entries)
  const [wantsAll, setWantsAll] = useState<string | null>(null)
  const canSelect = useCallback(
    (workflow: Workflow) => {
      const entry = entries.get(workflow.id)
      return entry === undefined || rowStateOf(workflow, entry, 0).canTerminate
    },
    [entries],
  )
  const couldSelect = useCallback(
    (workflow: Workflow) => canSelect(workflow) && !hasEnded(entries.get(workflow.id)),
    [canSelect, entries],
  )

  const latest = useRef({ rows, canSelect })
  // With what is drawn: a key that comes right after it selects what is seen.
  useLayoutEffect(() => {
    latest.current = { rows, canSelect }
  })
  // The same function on every render: the rows are drawn again for nothing else.
  const select = useCallback<SelectRow>(
    (id, gesture) => {
      if (gesture.kind === 'one') {
        const row = latest.current.rows.find((known) => known.id === id)
        if (row) move({ ...gesture, row })
        return
      }
      move({ ...gesture, toId: id, rows: latest.current.rows.filter(latest.current.canSelect) })
    },
    [move],
  )

  const takeAll = () => move({ kind: 'add', rows: rows.filter(canSelect), allOf: query })
  if (wantsAll !== null) {
    // Another filter, or loading was stopped: nothing is taken that was not asked for.
    if (wantsAll !== query || !isLoadingAll || selection.size === 0) setWantsAll(null)
    else if (list.isComplete) {
      setWantsAll(null)
      takeAll()
    }
  }

  const isEmpty = selection.size === 0
  // As long as nothing is selected, a hundred thousand rows are not looked through.
  const shown = useMemo(
    () => (isEmpty ? null : countShown(selection, rows, canSelect)),
    [isEmpty, selection, rows, canSelect],
  )

  return {
    selection,
    /** Everything that matches these filters was taken at once. */
    isAll: picks.state.allOf === query,
    canSelect,
    /** The same for a row that is not shown: those that have ended are not. */
    couldSelect,
    select,
    selectLoaded: (isSelected: boolean) =>
      isSelected
        ? move({ kind: 'add', rows: rows.filter(canSelect), allOf: list.isComplete ? query : null })
        : move({ kind: 'remove', rows }),
    clear: picks.clear,
    /** What is selected, with the newest facts. */
    freeze: () => {
      const known = indexRows(list.everything)
      return [...selection].map(([id, seen]) => ({ id, workflow: known.get(id) ?? seen }))
    },
    hiddenCount: shown === null ? 0 : selection.size - shown.selected,
    /** What the checkbox over the rows says of them. */
    ofShown: describeShown(),
    offer: describeOffer(),
  }

  function describeShown(): ShownSelection {
    if (shown === null || shown.selected === 0) return 'none'
    return shown.left === 0 ? 'all' : 'some'
  }

  function describeOffer(): SelectAllOffer {
    if (shown === null || (list.isComplete && shown.left === 0)) return { kind: 'none' }
    if (wantsAll !== null)
      return {
        kind: 'loading',
        loaded: list.workflows.length,
        total: list.total,
        onStop: () => onLoadAll(false),
      }
    const count = list.isComplete ? shown.selectable : isPartial ? null : list.total
    const selectAll = () => {
      if (list.isComplete) return takeAll()
      setWantsAll(query)
      onLoadAll(true)
    }
    return { kind: 'offer', count, onSelectAll: selectAll }
  }
}

/** Cut to what still exists: what the journal, a refresh or a list that was read to its end knows to be gone leaves. */
function useCut(
  { state: { selection }, move }: ReturnType<typeof useSelection>,
  { everything, ended, isProven, isWholePortal }: List,
  entries: ReadonlyMap<string, JournalEntry>,
) {
  const isEmpty = selection.size === 0
  const cut = useMemo(() => {
    if (isEmpty) return selection
    const known = indexRows(everything)
    const isWhole = isProven && isWholePortal
    const exists = (id: string) =>
      (known.has(id) || !(isWhole || ended.has(id))) && !hasEnded(entries.get(id))
    return cutSelection(selection, known, exists)
  }, [isEmpty, selection, everything, ended, entries, isProven, isWholePortal])
  if (cut !== selection) move({ kind: 'cut', selection: cut })
  return cut
}
