import { DOCUMENT_KINDS } from '#src/contract/documents.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'

import { LOCKS, type Sort } from './filters.ts'
import { kindOf, lockOf, numberOf } from './row-values.ts'

export type RowContext = { now: number; names: Names }

export type RowComparator = (a: Workflow, b: Workflow) => number

/** Rows that compare equal keep the order they came in; so does everything under `changed_newest`, the API's own order. */
export function compareRows(sort: Sort, { now, names }: RowContext): RowComparator {
  const direction = sort.endsWith('_newest') || sort.endsWith('_desc') ? -1 : 1
  switch (sort) {
    case 'changed_newest':
      return () => 0
    case 'changed_oldest':
      return by(({ modifiedAt }) => modifiedAt, direction)
    case 'started_newest':
    case 'started_oldest':
      return by(({ startedAt }) => startedAt, direction)
    case 'template_asc':
    case 'template_desc':
      return by(
        rankIds(names.templates, ({ templateId }) => (templateId === '0' ? null : templateId)),
        direction,
      )
    case 'starter_asc':
    case 'starter_desc':
      return by(
        rankIds(names.users, ({ startedBy }) => startedBy),
        direction,
      )
    case 'state_asc':
    case 'state_desc':
      return by((workflow) => {
        const lock = lockOf(workflow, now)
        return lock === 'unknown' ? null : LOCKS.indexOf(lock)
      }, direction)
    case 'document_asc':
    case 'document_desc':
      return compareDocuments(direction)
  }
}

/** What is unknown stands last, whichever way the rest runs. */
function by(valueOf: (workflow: Workflow) => number | null, direction: number): RowComparator {
  return (a, b) => compareKnown(valueOf(a), valueOf(b), direction)
}

function compareKnown(left: number | null, right: number | null, direction: number): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null)
  return direction * (left - right)
}

/** Ids in the order of their names: each name is compared once, not at every step of sorting 100,000 rows. */
function rankIds(
  names: Record<string, string>,
  idOf: (workflow: Workflow) => string | null,
): (workflow: Workflow) => number | null {
  const { compare } = new Intl.Collator(undefined, { numeric: true })
  const named = Object.entries(names).toSorted(([, a], [, b]) => compare(a, b))
  const ranks = new Map<string, number>()
  let rank = -1
  let last: string | null = null
  // Templates of one name stand together, whatever their ids.
  for (const [id, name] of named) {
    if (last === null || compare(last, name) !== 0) rank += 1
    ranks.set(id, rank)
    last = name
  }
  return (workflow) => {
    const id = idOf(workflow)
    if (id === null) return null
    // Those whose names nobody knows follow by number; the system (0) has no name and stands first.
    return ranks.get(id) ?? (id === '0' ? -1 : ranks.size + Number(id))
  }
}

/** By kind, within a kind by number; rows without a document last. */
function compareDocuments(direction: number): RowComparator {
  return (a, b) => {
    const [kindA, kindB] = [kindOf(a), kindOf(b)]
    if (kindA !== kindB)
      return compareKnown(
        kindA === 'none' ? null : DOCUMENT_KINDS.indexOf(kindA),
        kindB === 'none' ? null : DOCUMENT_KINDS.indexOf(kindB),
        direction,
      )
    const [left, right] = [numberOf(a), numberOf(b)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    // Ids of one kind are numbers: the shorter is the smaller. Those that are not still get one order.
    const order = left.length - right.length || (left < right ? -1 : Number(left > right))
    return direction * order
  }
}
