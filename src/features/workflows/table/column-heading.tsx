import type { ReactNode } from 'react'

import type { Sort } from '#src/features/workflows/filters/filters.ts'
import { m } from '#src/messages/messages.js'

import { COLUMN_SORTS, COLUMN_WORDS, type Column } from './columns.ts'

export function Heading({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <th scope="col" className={`truncate font-semibold ${className}`}>
      {children}
    </th>
  )
}

/** Numbers and times stand to the right; what a narrow table has no room for has no heading either. */
const PLACES: Record<Column | 'document', string> = {
  document: '',
  template: '',
  startedBy: 'hidden lg:block',
  started: 'hidden justify-end lg:flex',
  changed: 'flex justify-end',
  state: '',
  id: 'hidden lg:block',
}

type ColumnHeadingProps = { column: Column | 'document'; sort: Sort; onSort: (sort: Sort) => void }

/** A heading that sorts by its column: the second press turns it round. */
export function ColumnHeading({ column, sort, onSort }: ColumnHeadingProps) {
  const label = COLUMN_WORDS[column]()
  if (column === 'id') return <Heading className={PLACES.id}>{label}</Heading>
  const [first, second] = COLUMN_SORTS[column]
  const isSorted = sort === first || sort === second
  const next = sort === first ? second : first
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (isAscending(sort) ? 'ascending' : 'descending') : 'none'}
      className={`min-w-0 ${PLACES[column]}`}
    >
      <button
        type="button"
        className="min-h-6 max-w-full truncate font-semibold"
        title={SORT_WORDS[directionOf(next)]()}
        onClick={() => onSort(next)}
      >
        {label}
        {isSorted && <span aria-hidden="true">{isAscending(sort) ? ' ↑' : ' ↓'}</span>}
      </button>
    </th>
  )
}

type Direction = 'newest' | 'oldest' | 'asc' | 'desc'
const SORT_WORDS: Record<Direction, () => string> = {
  newest: m.sort_newest,
  oldest: m.sort_oldest,
  asc: m.sort_ascending,
  desc: m.sort_descending,
}

function directionOf(sort: Sort): Direction {
  return (['newest', 'oldest', 'asc', 'desc'] as const).find((end) => sort.endsWith(end)) ?? 'asc'
}

function isAscending(sort: Sort): boolean {
  return sort.endsWith('oldest') || sort.endsWith('asc')
}
