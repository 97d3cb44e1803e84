import { useShortcuts } from './shortcuts.ts'

/** What the keys go to in each row. */
const MAIN_PARTS = 'main [data-row-main]'

/** Keys of a table of which every row is drawn: from row to row, to the part of each that carries `data-row-main`. */
export function useTableKeys(): void {
  const move = (by: 1 | -1) => (event: KeyboardEvent) => {
    const parts = readParts()
    const row = document.activeElement?.closest('tr')
    const index = parts.findIndex((part) => row?.contains(part))
    return isForTable(event) && focus(index < 0 ? parts[0] : parts[index + by])
  }
  useShortcuts({
    next: move(1),
    previous: move(-1),
    first: (event) => isForTable(event) && focus(readParts()[0]),
    last: (event) => isForTable(event) && focus(readParts().at(-1)),
  })
}

function readParts(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(MAIN_PARTS)]
}

/** Whether arrows mean rows here: not where another part of the page has the focus. */
export function isForTable({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false
  return key.length === 1 || target.matches('body, main, h1') || target.closest('table') !== null
}

function focus(part: HTMLElement | undefined): boolean {
  part?.focus()
  return part !== undefined
}
