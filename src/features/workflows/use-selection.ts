import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

import { MOST_ITEMS } from '#src/contract/batch.ts'
import { isWorkflowId, type Workflow } from '#src/contract/workflow.ts'
import type { Drafts } from '#src/session/drafts.ts'
import { useSession } from '#src/session/session-context.ts'

import { cutSelection, NOTHING, rangeOf, setSelected, type Selection } from './selection.ts'

const NAME = 'selection'

type SelectionFacts = {
  /** The rows as they are shown. */
  rows: readonly Workflow[]
  /** Every row that is loaded. */
  loaded: readonly Workflow[]
  /** Everything that runs is loaded: what is not there does not exist. */
  isProven: boolean
  hasEnded: (id: string) => boolean
  canSelect: (workflow: Workflow) => boolean
}

export type SelectRow = (id: string, isSelected: boolean, isRange: boolean) => void

/** Which workflows are selected: survives scrolling, refresh, filters, reload and sign-in; is cut to what still exists. */
export function useSelection({ rows, loaded, isProven, hasEnded, canSelect }: SelectionFacts) {
  const { drafts } = useSession()
  const [selection, setSelection] = useState<Selection>(() => readSelection(drafts))
  /** All that matched were taken at once: what matches later is a difference worth telling. */
  const [isAll, setIsAll] = useState(false)
  const anchor = useRef<string | null>(null)

  const known = useMemo(() => new Map(loaded.map((workflow) => [workflow.id, workflow])), [loaded])
  const cut =
    selection.size === 0
      ? selection
      : cutSelection(selection, known, (id) => !hasEnded(id) && (!isProven || known.has(id)))
  if (cut !== selection) setSelection(cut)

  const latest = useRef({ rows, canSelect })
  useEffect(() => {
    latest.current = { rows, canSelect }
  })
  useEffect(() => {
    if (selection.size === 0) drafts.drop(NAME)
    else drafts.write(NAME, [...selection.keys()].slice(0, MOST_ITEMS))
  }, [drafts, selection])

  // The same function on every render: the rows are drawn again for nothing else.
  const select = useCallback<SelectRow>((id, isSelected, isRange) => {
    const range = rangeOf(latest.current.rows, isRange ? anchor.current : null, id)
    anchor.current = id
    setIsAll(false)
    setSelection((before) => setSelected(before, range.filter(latest.current.canSelect), isSelected))
  }, [])

  return {
    selection: cut,
    isAll,
    select,
    selectAll: (wanted: readonly Workflow[], isEverything: boolean) => {
      setIsAll(isEverything)
      setSelection(setSelected(cut, wanted.filter(canSelect), true))
    },
    deselect: (unwanted: readonly Workflow[]) => {
      setIsAll(false)
      setSelection(setSelected(cut, unwanted, false))
    },
    clear: () => {
      anchor.current = null
      setIsAll(false)
      setSelection(NOTHING)
    },
  }
}

export type SelectionState = ReturnType<typeof useSelection>

function readSelection(drafts: Drafts): Selection {
  const stored = drafts.read(NAME)
  if (!Array.isArray(stored)) return NOTHING
  return new Map(stored.filter((id) => typeof id === 'string' && isWorkflowId(id)).map((id) => [id, null]))
}
