import type { KeyboardEvent } from 'react'

import type { SelectRow } from './use-selection.ts'

/** On a row's checkbox the arrows go to the next one; with Shift they take it and what lies between along. */
export function moveSelection(event: KeyboardEvent<HTMLElement>, onSelect: SelectRow): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const box = event.target
  if (!(box instanceof HTMLInputElement) || box.dataset.select === undefined) return
  event.preventDefault()
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input[data-select]:enabled')]
  const next = boxes[boxes.indexOf(box) + (event.key === 'ArrowDown' ? 1 : -1)]
  if (!next?.dataset.select) return
  next.focus()
  if (!event.shiftKey) return
  // The first step takes the row it began on, the others what lies between.
  if (!box.checked) onSelect(box.dataset.select, true, false)
  onSelect(next.dataset.select, true, true)
}
