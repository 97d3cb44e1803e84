import { useLayoutEffect, useRef, type RefObject } from 'react'
import { useNavigate } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import type { Selection } from '#src/features/workflows/selection/selection.ts'
import type { SelectRow } from '#src/features/workflows/selection/use-list-selection.ts'
import { LIST_SEARCH_ID } from '#src/features/workflows/toolbar/search-field.tsx'
import { useShortcuts } from '#src/terms/shortcuts.ts'
import { isForTable } from '#src/terms/use-table-keys.ts'

import { rowButtonId, rowId, rowPartOf, workflowIdAt, type RowPart } from './row-ids.ts'
import type { FocusPlace } from './use-focus-keeper.ts'
import { useFoundRows } from './use-found-rows.ts'

/** Until a row has been drawn: one line of the table. */
const USUAL_HEIGHT = 37

type RowKeysProps = {
  rows: readonly Workflow[]
  /** What these rows were searched for. */
  q: string
  /** What scrolls. */
  body: RefObject<HTMLDivElement | null>
  /** The row that had the focus last. */
  last: RefObject<FocusPlace | null>
  selection: Selection
  /** Rows that are about to leave are passed over. */
  isOver: (workflow: Workflow) => boolean
  /** Nothing may be terminated now. */
  isLocked: boolean
  canSelect: (workflow: Workflow) => boolean
  onSelect: SelectRow
  onSelectAll: () => void
  onTerminateMany: () => void
}

/** The keys of the list: which row has the focus, what is selected, and the way to detail and dialog. Shows nothing. */
export function RowKeys(props: RowKeysProps) {
  const { rows, q, body, last, selection, isOver, canSelect, onSelect } = props
  const navigate = useNavigate()
  /** A row that is focused as soon as it is drawn. */
  const awaited = useRef<{ id: string; idOf: RowPart } | null>(null)
  useLayoutEffect(() => {
    if (awaited.current === null) return
    // Nobody is called back who has gone elsewhere meanwhile.
    const isElsewhere = !document.activeElement?.matches('body, table *')
    if (isElsewhere || focusPart(awaited.current)) awaited.current = null
  })

  const goTo = (index: number, idOf: RowPart): boolean => {
    const row = rows[index]
    if (row === undefined) return false
    const target = { id: row.id, idOf }
    awaited.current = focusPart(target) ? null : target
    if (awaited.current !== null) scrollTo(body.current, index, rows.length)
    return true
  }
  const goToFound = useFoundRows(q, () => goTo(0, rowId))
  const indexOf = (id: string | null) => (id === null ? -1 : rows.findIndex((row) => row.id === id))

  /** Where a step leads. */
  const step = (by: 1 | -1, isOwn: (row: Workflow) => boolean = () => true) => {
    const { from, next: first, idOf } = beginStep(by)
    for (let next = first; rows[next] !== undefined; next += by) {
      const to = rows[next]
      if (to !== undefined && !isOver(to) && isOwn(to))
        return { from: rows[from], to, goThere: () => goTo(next, idOf) }
    }
    return null
  }
  const beginStep = (by: 1 | -1): { from: number; next: number; idOf: RowPart } => {
    const element = document.activeElement
    const id = awaited.current?.id ?? workflowIdAt(element)
    const index = indexOf(id)
    if (index >= 0)
      return { from: index, next: index + by, idOf: awaited.current?.idOf ?? rowPartOf(element) }
    const known = last.current
    const place = known === null ? -1 : indexOf(known.id)
    const isLost = element === document.body
    if (known === null || (place < 0 && !isLost)) return { from: -1, next: 0, idOf: rowId }
    // Out of sight, it is where it was; from elsewhere on the page the first key comes back to it.
    if (place >= 0) return { from: place, next: isLost ? place + by : place, idOf: known.idOf }
    // It has left: the next one took its place.
    return { from: -1, next: by > 0 ? known.index : known.index - 1, idOf: known.idOf }
  }
  const move = (by: 1 | -1) => (event: KeyboardEvent) => {
    if (!isForTable(event)) return false
    step(by)?.goThere()
    return true
  }
  const extend = (by: 1 | -1) => (event: KeyboardEvent) => {
    if (!isForTable(event)) return false
    const taken = step(by, canSelect)
    if (taken === null) return true
    const { from, to, goThere } = taken
    goThere()
    if (from !== undefined && from !== to) onSelect(to.id, { kind: 'step', fromId: from.id })
    return true
  }
  /** The row that has the focus, which is seen: no key does anything to another. */
  const focused = () => rows[indexOf(workflowIdAt(document.activeElement))]

  useShortcuts({
    next: move(1),
    previous: move(-1),
    first: (event) => isForTable(event) && goTo(0, rowId),
    last: (event) => isForTable(event) && goTo(rows.length - 1, rowId),
    toRows: ({ target }) => target instanceof Element && target.id === LIST_SEARCH_ID && goToFound(),
    open: ({ key, target }) => {
      const row = focused()
      // Enter on a button or a link is theirs.
      const isOthers = key === 'Enter' && target instanceof Element && target.closest('button, a') !== null
      if (row === undefined || isOthers) return false
      void navigate({ pathname: pages.workflow(row.id), search: window.location.search })
      return true
    },
    select: () => {
      const row = focused()
      if (row === undefined) return false
      const isSelected = selection.has(row.id)
      if (isSelected || canSelect(row)) onSelect(row.id, { kind: 'one', isSelected: !isSelected })
      return true
    },
    selectNext: extend(1),
    selectPrevious: extend(-1),
    selectAll: ({ target }) => isInTable(target) && props.onSelectAll(),
    terminate: () => {
      const row = focused()
      if (selection.size > 0) {
        if (!props.isLocked) props.onTerminateMany()
      } else if (row === undefined) return false
      // What the row's button does, and only where there is one.
      else document.getElementById(rowButtonId(row.id))?.click()
      return true
    },
  })
  return null
}

/** Elsewhere the key selects text, as everywhere. */
const isInTable = (target: EventTarget | null) =>
  target instanceof Element && target.closest('table') !== null

/** Focuses a part of a row, or the row where that part cannot have the focus. False = the row is not drawn. */
function focusPart({ id, idOf }: { id: string; idOf: RowPart }): boolean {
  const row = document.getElementById(rowId(id))
  if (row === null) return false
  const part = document.getElementById(idOf(id))
  const isUsable = part !== null && !(part instanceof HTMLInputElement && part.disabled)
  row.scrollIntoView({ block: 'nearest' })
  ;(isUsable ? part : row).focus({ preventScroll: true })
  return true
}

/** Brings a row near the middle of the view, so that it is drawn. All rows are of one height. */
function scrollTo(body: HTMLElement | null, index: number, count: number): void {
  if (body === null) return
  const height = body.querySelector('tr[data-workflow]')?.getBoundingClientRect().height || USUAL_HEIGHT
  const top = index * height - body.clientHeight / 2
  body.scrollTop = Math.max(0, Math.min(top, count * height))
}
