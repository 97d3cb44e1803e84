import type { KeyboardEvent } from 'react'

import type { SelectRow } from './use-list-selection.ts'

/** On a row's checkbox the arrows go to the next one; with Shift the range grows or shrinks along. */
export function stepSelection(event: KeyboardEvent<HTMLElement>, onSelect: SelectRow): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const box = event.target
  if (!(box instanceof HTMLInputElement) || box.dataset.select === undefined) return
  event.preventDefault()
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input[data-select]')].filter(
    ({ disabled }) => !disabled,
  )
  const next = boxes[boxes.indexOf(box) + (event.key === 'ArrowDown' ? 1 : -1)]
  if (!next?.dataset.select) return
  next.focus()
  if (event.shiftKey) onSelect(next.dataset.select, { kind: 'step', fromId: box.dataset.select })
}
