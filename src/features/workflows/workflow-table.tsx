import { lazy, Suspense, useDeferredValue, useEffect, useRef, useState, type ReactNode } from 'react'

import type { JournalEntry } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { m } from '#src/messages/messages.js'

import type { Sort } from './filters.ts'
import { stepSelection } from './step-selection.ts'
import { SelectLoaded } from './select-loaded.tsx'
import type { Selection } from './selection.ts'
import { useFocusKeeper } from './use-focus-keeper.ts'
import type { SelectRow } from './use-list-selection.ts'
import { COLUMNS, WorkflowRow, type RowAction } from './workflow-row.tsx'

/** Rows of a usual screen. */
const FIRST_ROWS = 24
/** More rows than this are drawn only where they are looked at. */
const MOST_DRAWN = 200

const RowWindow = lazy(() => import('./row-window.tsx').then((module) => ({ default: module.RowWindow })))

/** Which rows are drawn, and how much room the others take above and below, pixels. */
export type DrawnRows = { start: number; end: number; above: number; below: number }

type WorkflowTableProps = {
  rows: readonly Workflow[]
  entries: ReadonlyMap<string, JournalEntry>
  names: Names
  portal: string
  now: number
  changed: ReadonlySet<string>
  lockedBecause: string | null
  selection: Selection
  onSelect: SelectRow
  /** Whether a row may be selected: not while it is being terminated. */
  canSelect: (workflow: Workflow) => boolean
  onSelectLoaded: (isSelected: boolean) => void
  sort: Sort
  onSort: (sort: Sort) => void
  onTerminate: RowAction
  /** Called when the end of what is loaded comes into view. */
  onEndInView: () => void
}

/** The list itself: the only part of the page that scrolls. */
export function WorkflowTable(props: WorkflowTableProps) {
  const {
    rows,
    entries,
    changed,
    selection,
    canSelect,
    onSelectLoaded,
    sort,
    onSort,
    onEndInView,
    ...shared
  } = props
  // A screenful at once, the rest in small pieces: the first row does not wait for the fiftieth.
  const listed = useDeferredValue(rows, rows.slice(0, FIRST_ROWS))
  const body = useFocusKeeper(listed)
  const [place, setPlace] = useState<DrawnRows>({ start: 0, end: FIRST_ROWS, above: 0, below: 0 })
  const isWindowed = listed.length > MOST_DRAWN
  const drawn = isWindowed ? listed.slice(place.start, place.end) : listed

  return (
    <div className="border-line bg-surface min-h-0 flex-1 overflow-y-auto border-t" ref={body}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows between its checkboxes */}
      <table
        className="block w-full"
        aria-rowcount={rows.length + 1}
        onKeyDown={(event) => stepSelection(event, shared.onSelect)}
      >
        <thead className="border-line bg-surface text-meta text-muted sticky top-0 z-1 hidden border-b md:block">
          <tr className={`${COLUMNS} h-8 items-center gap-x-3 px-6 text-left`}>
            <th scope="col">
              <SelectLoaded
                rows={rows}
                canSelect={canSelect}
                selection={selection}
                onSelectLoaded={onSelectLoaded}
              />
            </th>
            <Heading>{m.column_document()}</Heading>
            <Heading>{m.column_template()}</Heading>
            <Heading className="hidden lg:block">{m.column_started_by()}</Heading>
            <SortHeading
              className="hidden justify-end lg:flex"
              label={m.column_started()}
              field="started"
              sort={sort}
              onSort={onSort}
            />
            <SortHeading
              className="flex justify-end"
              label={m.column_changed()}
              field="changed"
              sort={sort}
              onSort={onSort}
            />
            <Heading>{m.column_state()}</Heading>
            <Heading className="hidden lg:block">{m.column_id()}</Heading>
            <Heading className="md:col-start-7 lg:col-start-auto">
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
              {...shared}
            />
          ))}
        </tbody>
      </table>
      {isWindowed && (
        <Suspense fallback={null}>
          <RowWindow count={listed.length} scrolled={body} onMove={setPlace} />
        </Suspense>
      )}
      <EndMark onInView={onEndInView} />
    </div>
  )
}

function Heading({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <th scope="col" className={`truncate font-semibold ${className}`}>
      {children}
    </th>
  )
}

type SortHeadingProps = {
  label: string
  field: 'started' | 'changed'
  sort: Sort
  onSort: (sort: Sort) => void
  className: string
}

function SortHeading({ label, field, sort, onSort, className }: SortHeadingProps) {
  const isSorted = sort.startsWith(field)
  const isNewest = sort.endsWith('newest')
  const direction = isSorted ? (isNewest ? 'descending' : 'ascending') : 'none'
  return (
    <th scope="col" aria-sort={direction} className={className}>
      <button
        type="button"
        className="min-h-6 font-semibold whitespace-nowrap"
        title={isSorted && isNewest ? m.sort_oldest() : m.sort_newest()}
        onClick={() => onSort(isSorted && isNewest ? `${field}_oldest` : `${field}_newest`)}
      >
        {label}
        {isSorted && <span aria-hidden="true">{isNewest ? ' ↓' : ' ↑'}</span>}
      </button>
    </th>
  )
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
