import type { CSSProperties } from 'react'

import { readOneOf } from '#src/contract/read.ts'
import type { Sort } from '#src/features/workflows/filters/filters.ts'
import { m } from '#src/messages/messages.js'

/** Columns that can be hidden: what a row is about and the way to end it always stay. */
export const COLUMNS = ['template', 'startedBy', 'started', 'changed', 'state', 'id'] as const
export type Column = (typeof COLUMNS)[number]

export const COLUMN_WORDS: Record<Column | 'document', () => string> = {
  document: m.column_document,
  template: m.column_template,
  startedBy: m.column_started_by,
  started: m.column_started,
  changed: m.column_changed,
  state: m.column_state,
  id: m.column_id,
}

/** What the first press on a heading sorts by, and the second: times begin with the newest. */
export const COLUMN_SORTS: Record<Exclude<Column, 'id'> | 'document', readonly [Sort, Sort]> = {
  document: ['document_asc', 'document_desc'],
  template: ['template_asc', 'template_desc'],
  startedBy: ['starter_asc', 'starter_desc'],
  started: ['started_newest', 'started_oldest'],
  changed: ['changed_newest', 'changed_oldest'],
  state: ['state_asc', 'state_desc'],
}

const WIDTHS: Record<Column, { middle: string | null; wide: string }> = {
  template: { middle: 'minmax(0,1.2fr)', wide: 'minmax(0,1fr)' },
  startedBy: { middle: null, wide: '140px' },
  started: { middle: null, wide: '96px' },
  // Its heading says by an arrow that the list is sorted by it.
  changed: { middle: '108px', wide: '108px' },
  state: { middle: '112px', wide: '120px' },
  id: { middle: null, wide: '150px' },
}

/** The grid of the table and its rows; below 768 px it is a card of two lines, whatever is hidden. */
export const ROW_GRID =
  'grid grid-cols-[24px_minmax(0,1fr)_auto] md:grid-cols-(--middle) lg:grid-cols-(--wide)'

/** A day with its time is longer than how long ago it was. */
const TIME_WIDTHS: Partial<typeof WIDTHS> = {
  started: { middle: null, wide: '112px' },
  changed: { middle: '124px', wide: '124px' },
}

/** The columns' widths for `ROW_GRID`, to stand on the table. */
export function gridOf(shown: ReadonlySet<Column>, isRelative = true): CSSProperties {
  const widths = COLUMNS.filter((column) => shown.has(column)).map(
    (column) => (isRelative ? null : TIME_WIDTHS[column]) ?? WIDTHS[column],
  )
  const line = (document: string, columns: (string | null)[]) =>
    ['24px', document, ...columns.filter((width) => width !== null), '124px'].join(' ')
  const style: Record<`--${string}`, string> = {
    '--middle': line(
      'minmax(0,1.2fr)',
      widths.map(({ middle }) => middle),
    ),
    '--wide': line(
      'minmax(0,1fr)',
      widths.map(({ wide }) => wide),
    ),
  }
  return style
}

/** Which columns are shown, by what was stored as hidden; anything unreadable hides nothing. */
export function parseShown(hidden: unknown): ReadonlySet<Column> {
  const names = Array.isArray(hidden) ? hidden.map((name) => readOneOf(COLUMNS, name)) : []
  return new Set(COLUMNS.filter((column) => !names.includes(column)))
}
