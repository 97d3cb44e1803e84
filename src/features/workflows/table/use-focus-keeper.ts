import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'

import type { Workflow } from '#src/contract/workflow.ts'

import { rowBoxId } from './row-parts.tsx'
import { rowButtonId } from './workflow-row.tsx'

/**
 * When the row that holds the focus leaves, the focus goes to the row that took its place, else to the page's heading:
 * never to nowhere.
 */
export function useFocusKeeper(rows: readonly Workflow[]): RefObject<HTMLDivElement | null> {
  const body = useRef<HTMLDivElement>(null)
  const focused = useRef<{ id: string; index: number; idOf: (workflowId: string) => string } | null>(null)
  const latest = useRef(rows)

  useEffect(() => {
    const node = body.current
    if (node === null) return
    const remember = () => {
      // A dialog only borrows the focus: the row it was opened from still counts.
      if (document.activeElement?.closest('[role=dialog]')) return
      const id = document.activeElement?.closest<HTMLElement>('tr[data-workflow]')?.dataset.workflow
      const idOf = [rowButtonId, rowBoxId].find((of) => id && document.activeElement?.id === of(id))
      const index = idOf ? latest.current.findIndex((row) => row.id === id) : -1
      focused.current = id && idOf && index >= 0 ? { id, index, idOf } : null
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

  return body
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
function focusRow(rows: readonly Workflow[], index: number, idOf: (workflowId: string) => string): void {
  for (const row of [...rows.slice(index), ...rows.slice(0, index).toReversed()]) {
    const part = document.getElementById(idOf(row.id))
    if (part) return part.focus()
  }
  document.querySelector<HTMLElement>('h1')?.focus()
}
