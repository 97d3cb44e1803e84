import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'

import type { Workflow } from '#src/contract/workflow.ts'

import { rowButtonId } from './workflow-row.tsx'

/**
 * When the row that holds the focus leaves, the focus goes to the row that took its place, else to the page's heading:
 * never to nowhere.
 */
export function useFocusKeeper(rows: readonly Workflow[]): RefObject<HTMLDivElement | null> {
  const body = useRef<HTMLDivElement>(null)
  const focused = useRef<{ id: string; index: number } | null>(null)
  const latest = useRef(rows)

  useEffect(() => {
    const node = body.current
    if (node === null) return
    const remember = () => {
      // A dialog only borrows the focus: the row it was opened from still counts.
      if (document.activeElement?.closest('[role=dialog]')) return
      const index = latest.current.findIndex(({ id }) => document.activeElement?.id === rowButtonId(id))
      const row = latest.current[index]
      focused.current = row ? { id: row.id, index } : null
    }
    document.addEventListener('focusin', remember)
    return () => document.removeEventListener('focusin', remember)
  }, [])

  useLayoutEffect(() => {
    latest.current = rows
    const lost = focused.current
    if (lost === null || document.activeElement !== document.body) return
    if (document.getElementById(rowButtonId(lost.id))) return
    focusRow(rows, lost.index)
  })

  return body
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

/** Focuses the first row at or after the index that has a button, else the page's heading. */
function focusRow(rows: readonly Workflow[], index: number): void {
  for (const row of [...rows.slice(index), ...rows.slice(0, index).toReversed()]) {
    const button = document.getElementById(rowButtonId(row.id))
    if (button) return button.focus()
  }
  document.querySelector<HTMLElement>('h1')?.focus()
}
