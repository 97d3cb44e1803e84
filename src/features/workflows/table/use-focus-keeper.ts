import { useLayoutEffect, useRef, type RefObject } from 'react'

import type { Workflow } from '#src/contract/workflow.ts'

import { rowButtonId, rowPartOf, workflowIdAt, type RowPart } from './row-ids.ts'

/** Which row has the focus, or had it when it went out of sight. */
export type FocusPlace = { id: string; index: number; idOf: RowPart }

/**
 * When the row that holds the focus leaves, the focus goes to the row that took its place, else to the page's heading:
 * never to nowhere.
 */
export function useFocusKeeper(rows: readonly Workflow[]): {
  body: RefObject<HTMLDivElement | null>
  last: RefObject<FocusPlace | null>
} {
  const body = useRef<HTMLDivElement>(null)
  const focused = useRef<FocusPlace | null>(null)
  /** The same, kept when the focus goes elsewhere: keys come back to it. */
  const last = useRef<FocusPlace | null>(null)
  const latest = useRef(rows)

  useLayoutEffect(() => {
    const node = body.current
    if (node === null) return
    const remember = () => {
      // A dialog only borrows the focus: the row it was opened from still counts.
      if (document.activeElement?.closest('[role=dialog]')) return
      const id = workflowIdAt(document.activeElement)
      const index = latest.current.findIndex((row) => row.id === id)
      const isRow = id !== null && index >= 0
      focused.current = isRow ? { id, index, idOf: rowPartOf(document.activeElement) } : null
      if (isRow) last.current = focused.current
    }
    document.addEventListener('focusin', remember)
    return () => document.removeEventListener('focusin', remember)
  }, [])

  useLayoutEffect(() => {
    latest.current = rows
    const lost = focused.current
    if (lost === null || document.activeElement !== document.body) return
    if (document.getElementById(lost.idOf(lost.id))) return
    // Scrolled out of sight, it is not gone: whoever scrolls does not want to be brought back.
    if (!isDrawn(lost.id) && rows.some(({ id }) => id === lost.id)) return
    focusRow(rows, lost.index, lost.idOf)
  })

  return { body, last }
}

function isDrawn(workflowId: string): boolean {
  return document.querySelector(`tr[data-workflow="${CSS.escape(workflowId)}"]`) !== null
}

/** Gives the focus to the list, after what held it has left with the selection. */
export function focusList(): void {
  const box = document.querySelector<HTMLElement>('input[data-select]:not([disabled])')
  ;(box ?? document.querySelector<HTMLElement>('h1'))?.focus({ preventScroll: true })
}

/** Gives the focus back after a dialog: to the row's button, else to the next row that has one, else to the heading. */
export function focusNear(workflowId: string): void {
  const all = [...document.querySelectorAll<HTMLElement>('tr[data-workflow]')]
  const index = all.findIndex((row) => row.dataset.workflow === workflowId)
  const next = index < 0 ? [] : all.slice(index)
  const button = next
    .map((row) => document.getElementById(rowButtonId(row.dataset.workflow ?? '')))
    .find(Boolean)
  ;(button ?? document.querySelector<HTMLElement>('h1'))?.focus()
}

/** Focuses the same part of the first row at or after the index that has it, else the page's heading. */
function focusRow(rows: readonly Workflow[], index: number, idOf: RowPart): void {
  for (const row of [...rows.slice(index), ...rows.slice(0, index).toReversed()]) {
    const part = document.getElementById(idOf(row.id))
    // Whoever has scrolled on is not brought back.
    if (part) return part.focus({ preventScroll: true })
  }
  document.querySelector<HTMLElement>('h1')?.focus()
}
