import { useEffect, useReducer, useRef, type RefObject } from 'react'

import { readObject } from '#src/contract/read.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'
import type { Drafts } from '#src/session/drafts.ts'
import { useSession } from '#src/session/session-context.ts'

import { moveSelection, NOTHING_SELECTED, type SelectionState } from './selection.ts'

const NAME = 'selection'
/** Thousands of ids are not written for every press. */
const KEEP_AFTER_MS = 200

/** Which workflows are selected in this tab: survives scrolling, refresh, filters, reload and sign-in. */
export function useSelection() {
  const { drafts } = useSession()
  const [state, move] = useReducer(moveSelection, drafts, readSelection)
  const forget = useKept(drafts, state)
  const clear = () => {
    move({ kind: 'clear' })
    // At once: whoever clears may leave the page before it is drawn again.
    forget()
  }
  return { state, move, clear }
}

/** Keeps the draft: a little after each change, and at once when the page is left. Returns what drops it. */
function useKept(drafts: Drafts, state: SelectionState): () => void {
  const unkept = useRef<(() => void) | null>(null)
  useEffect(() => {
    unkept.current = () => keepSelection(drafts, state)
    const timer = setTimeout(() => flush(unkept), KEEP_AFTER_MS)
    return () => clearTimeout(timer)
  }, [drafts, state])
  useEffect(() => {
    const keepNow = () => flush(unkept)
    window.addEventListener('pagehide', keepNow)
    return () => {
      window.removeEventListener('pagehide', keepNow)
      keepNow()
    }
  }, [])
  return () => {
    unkept.current = null
    drafts.drop(NAME)
  }
}

function flush(unkept: RefObject<(() => void) | null>): void {
  unkept.current?.()
  unkept.current = null
}

function keepSelection(drafts: Drafts, { selection, allOf }: SelectionState): void {
  if (selection.size === 0) drafts.drop(NAME)
  else drafts.write(NAME, { ids: [...selection.keys()], allOf })
}

function readSelection(drafts: Drafts): SelectionState {
  const { ids, allOf } = readObject(drafts.read(NAME))
  if (!Array.isArray(ids)) return NOTHING_SELECTED
  const known = ids.filter((id) => typeof id === 'string' && isWorkflowId(id))
  return {
    selection: new Map(known.map((id) => [id, null])),
    anchor: null,
    allOf: typeof allOf === 'string' ? allOf : null,
  }
}
