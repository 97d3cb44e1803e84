import { useDeferredValue, useEffect, useMemo, useReducer, useRef, type MouseEvent } from 'react'
import { useNavigate } from 'react-router'

import type { JournalEntry } from '#src/contract/journal.ts'
import { findName, type Names } from '#src/contract/names.ts'
import { readOneOf } from '#src/contract/read.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import type { Sort } from '#src/features/workflows/filters/filters.ts'
import { MENU_CELLS, type MenuCell } from '#src/features/workflows/menus/cell-choices.ts'
import type { OpenCell } from '#src/features/workflows/menus/cell-menu.tsx'
import type { Selection } from '#src/features/workflows/selection/selection.ts'
import type { SelectRow, ShownSelection } from '#src/features/workflows/selection/use-list-selection.ts'
import { m } from '#src/messages/messages.js'
import { humblePart } from '#src/ui/part.tsx'
import { useCopy } from '#src/ui/use-copy.ts'
import { useTitles } from '#src/terms/use-titles.ts'
import { useTimeDisplay } from '#src/ui/time-display.ts'

import { ColumnHeading, Heading } from './column-heading.tsx'
import { COLUMNS, gridOf, ROW_GRID, type Column } from './columns.ts'
import { hasEnded } from './row-state.ts'
import { SelectLoaded } from './select-loaded.tsx'
import { useFocusKeeper } from './use-focus-keeper.ts'
import { WorkflowRow, type RowAction } from './workflow-row.tsx'

/** Rows of a usual screen, 900 px high. */
const FIRST_ROWS = 21
/** More rows than this are drawn only where they are looked at. */
const MOST_DRAWN = 200

// The first rows do not wait for the keys.
const RowKeys = humblePart(() => import('./row-keys.tsx').then((module) => module.RowKeys))
const RowWindow = humblePart(() => import('./row-window.tsx').then((module) => module.RowWindow))

/** Which rows are drawn, and how much room the others take above and below, pixels. */
export type DrawnRows = { start: number; end: number; above: number; below: number }

type WorkflowTableProps = {
  rows: readonly Workflow[]
  /** What these rows were searched for. */
  q: string
  entries: ReadonlyMap<string, JournalEntry>
  names: Names
  /** CRM items whose waiting slots are all taken. */
  fullSlots: ReadonlySet<string>
  columns: ReadonlySet<Column>
  /** The first rows are painted: titles may be fetched. */
  isQuiet: boolean
  portal: string
  now: number
  changed: ReadonlySet<string>
  lockedBecause: string | null
  selection: Selection
  ofShown: ShownSelection
  onSelect: SelectRow
  /** Whether a row may be selected: not while it is being terminated. */
  canSelect: (workflow: Workflow) => boolean
  onSelectLoaded: (isSelected: boolean) => void
  sort: Sort
  onSort: (sort: Sort) => void
  onTerminate: RowAction
  /** What is selected is to be terminated. */
  onTerminateMany: () => void
  /** A row's menu is wanted, or that of one of its cells. */
  onCell: (open: OpenCell) => void
  /** Called when the end of what is loaded comes into view. */
  onEndInView: () => void
}

/** The list itself: the only part of the page that scrolls. */
export function WorkflowTable(props: WorkflowTableProps) {
  const {
    rows,
    q,
    entries,
    changed,
    selection,
    ofShown,
    canSelect,
    onSelectLoaded,
    sort,
    onSort,
    onEndInView,
    onCell,
    onTerminateMany,
    fullSlots,
    isQuiet,
    ...shared
  } = props
  // A screenful at once; the rest when that is painted, and in small pieces: the first row does not wait for the fiftieth.
  const first = useMemo(() => rows.slice(0, FIRST_ROWS), [rows])
  const listed = useDeferredValue(isQuiet ? rows : first, first)
  const listedFor = useDeferredValue(q)
  const { body, last } = useFocusKeeper(listed)
  const { isRelative } = useTimeDisplay()
  const [place, move] = useReducer(movePlace, { start: 0, end: FIRST_ROWS, above: 0, below: 0 })
  const isWindowed = listed.length > MOST_DRAWN
  const inView = isWindowed ? listed.slice(place.start, place.end) : listed
  // What is told to have ended leaves with the message, not a moment later with the rest.
  const isOver = ({ id }: Workflow) => hasEnded(entries.get(id))
  const drawn = inView.some(isOver) ? inView.filter((workflow) => !isOver(workflow)) : inView
  const titles = useTitles(drawn, isQuiet)
  const navigate = useNavigate()
  const copy = useCopy()

  // One handler for all rows: they need none of their own.
  const openMenu = (anchor: HTMLElement, cells: readonly MenuCell[]) => {
    const id = anchor.closest<HTMLElement>('tr[data-workflow]')?.dataset.workflow
    const workflow = rows.find((row) => row.id === id)
    if (workflow) onCell({ anchor, cells, workflow })
    return workflow !== undefined
  }
  const handleClick = (event: MouseEvent<HTMLElement>) => {
    const { target } = event
    if (!(target instanceof Element)) return
    const anchor = target.closest<HTMLElement>('[data-row-menu]')
    if (anchor) openMenu(anchor, MENU_CELLS)
    const text = target.closest<HTMLElement>('button[data-copy]')?.dataset.copy
    if (text !== undefined) void copy(text)
    const link = target.closest<HTMLAnchorElement>('a[data-open]')
    // With a key held, the browser opens the link in a tab of its own.
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void navigate({ pathname: link.pathname, search: window.location.search })
  }
  const handleContextMenu = (event: MouseEvent<HTMLElement>) => {
    const { target } = event
    // With Shift, on a link and on selected text the browser's own menu is wanted.
    if (event.shiftKey || !(target instanceof Element) || target.closest('a')) return
    const anchor = target.closest<HTMLElement>('[data-cell]')
    const cell = readOneOf(MENU_CELLS, anchor?.dataset.cell)
    if (anchor && cell && getSelection()?.isCollapsed !== false && openMenu(anchor, [cell]))
      event.preventDefault()
  }

  return (
    <div className="border-line bg-surface min-h-0 flex-1 overflow-y-auto border-t" ref={body}>
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- it hears the buttons in its rows */}
      <table
        className="block w-full"
        aria-rowcount={rows.length + 1}
        style={gridOf(shared.columns, isRelative)}
        onClick={handleClick}
        onContextMenu={handleContextMenu}
      >
        <thead className="border-line bg-surface text-meta text-muted sticky top-0 z-1 hidden border-b md:block">
          <tr className={`${ROW_GRID} h-8 items-center gap-x-3 px-6 text-left`}>
            <th scope="col">
              <SelectLoaded
                rows={rows}
                canSelect={canSelect}
                ofShown={ofShown}
                onSelectLoaded={onSelectLoaded}
              />
            </th>
            {(['document', ...COLUMNS] as const)
              .filter((column) => column === 'document' || shared.columns.has(column))
              .map((column) => (
                <ColumnHeading key={column} column={column} sort={sort} onSort={onSort} />
              ))}
            <Heading>
              <span className="sr-only">{m.column_action()}</span>
            </Heading>
          </tr>
        </thead>
        <tbody
          className="block"
          style={isWindowed ? { paddingTop: place.above, paddingBottom: place.below } : undefined}
        >
          {drawn.map((workflow, index) => (
            <WorkflowRow
              key={workflow.id}
              // The heading is the first row.
              position={isWindowed ? place.start + index + 2 : undefined}
              workflow={workflow}
              entry={entries.get(workflow.id)}
              isChanged={changed.has(workflow.id)}
              isSelected={selection.has(workflow.id)}
              title={findName(titles, workflow.documentId)}
              hasFullSlots={workflow.documentId !== null && fullSlots.has(workflow.documentId)}
              {...shared}
            />
          ))}
        </tbody>
      </table>
      {isWindowed && <RowWindow count={listed.length} scrolled={body} onMove={move} />}
      {isQuiet && (
        <RowKeys
          rows={listed}
          q={listedFor}
          body={body}
          last={last}
          selection={selection}
          isOver={isOver}
          isLocked={shared.lockedBecause !== null}
          canSelect={canSelect}
          onSelect={shared.onSelect}
          onSelectAll={() => onSelectLoaded(true)}
          onTerminateMany={onTerminateMany}
        />
      )}
      <EndMark onInView={onEndInView} />
    </div>
  )
}

/** The same place is the same object: most steps of a wheel draw nothing anew. */
function movePlace(known: DrawnRows, next: DrawnRows): DrawnRows {
  const names = ['start', 'end', 'above', 'below'] as const
  return names.every((name) => known[name] === next[name]) ? known : next
}

/** Asks for more when it scrolls into view, a screen ahead. */
function EndMark({ onInView }: { onInView: () => void }) {
  const mark = useRef<HTMLDivElement>(null)
  const latest = useRef(onInView)
  useEffect(() => {
    latest.current = onInView
  })
  useEffect(() => {
    if (mark.current === null) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), {
      root: mark.current.parentElement,
      rootMargin: '600px',
    })
    observer.observe(mark.current)
    return () => observer.disconnect()
  }, [])
  return <div ref={mark} className="h-px" />
}
