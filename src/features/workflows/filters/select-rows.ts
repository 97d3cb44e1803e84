import type { Workflow } from '#src/contract/workflow.ts'
import { ageOf } from '#src/terms/ages.ts'

import {
  hasFilters,
  NO_FILTERS,
  type IdleDays,
  type Preset,
  type Sort,
  type WorkflowFilters,
} from './filters.ts'
import { orderOf } from './order-of.ts'
import { kindOf, lockOf, moduleOf, searchTextOf } from './row-values.ts'
import { createSortKey, type RowContext } from './sort-keys.ts'

const DAY_MS = 86_400_000

/** The rows that match, in order. Rows that compare equal keep the API's order. */
export function selectRows(
  workflows: readonly Workflow[],
  filters: WorkflowFilters,
  context: RowContext,
): Workflow[] {
  return sortRows(workflows.filter(createFilter(filters, context)), filters.sort, context)
}

/** What stands in the API's own order already stays as it is. */
function sortRows(rows: Workflow[], sort: Sort, context: RowContext): Workflow[] {
  return sort === NO_FILTERS.sort
    ? rows
    : pickRows(rows, orderOf(Float64Array.from(rows, createSortKey(sort, context))))
}

/** The rows of these indexes. */
export function pickRows(rows: readonly Workflow[], order: Uint32Array): Workflow[] {
  return Array.from(order).flatMap((index) => rows[index] ?? [])
}

/** Whether every row matches, in the order it came in. */
export function takesAll(filters: WorkflowFilters): boolean {
  return !hasFilters({ ...filters, q: filters.q.trim() }) && filters.sort === NO_FILTERS.sort
}

/** Whether another moment may give other rows, or another order. */
export function dependsOnClock({ preset, lock, age, notLock, sort }: WorkflowFilters): boolean {
  return (
    preset === 'stuck' ||
    preset === 'no_movement' ||
    lock !== null ||
    age !== null ||
    notLock.length > 0 ||
    sort.startsWith('state')
  )
}

/** Whether names that come later may give other rows, or another order. */
export function dependsOnNames({ q, sort }: WorkflowFilters): boolean {
  return q.trim() !== '' || sort.startsWith('template') || sort.startsWith('starter')
}

/** Whether a row matches. Template and starter are asked as well: the whole list is read without them. */
export function createFilter(
  filters: WorkflowFilters,
  { now, names }: RowContext,
): (workflow: Workflow) => boolean {
  const { template, startedBy, document, documentId, module, lock, age, preset, idleDays } = filters
  const tests: ((workflow: Workflow) => boolean)[] = []
  if (template !== null) tests.push(({ templateId }) => templateId === template)
  if (startedBy !== null) tests.push((workflow) => workflow.startedBy === startedBy)
  if (documentId !== null) tests.push((workflow) => workflow.documentId === documentId)
  if (document !== null) tests.push((workflow) => kindOf(workflow) === document)
  if (module !== null) tests.push((workflow) => moduleOf(workflow) === module)
  if (lock !== null) tests.push((workflow) => lockOf(workflow, now) === lock)
  if (age !== null) tests.push((workflow) => ageOf(workflow, now) === age)
  if (preset !== 'all') tests.push((workflow) => isInPreset(workflow, preset, idleDays, now))
  tests.push(
    ...refuse(filters.notTemplate, ({ templateId }) => templateId),
    ...refuse(filters.notStartedBy, ({ startedBy }) => startedBy),
    ...refuse(filters.notDocument, kindOf),
    ...refuse(filters.notModule, moduleOf),
    ...refuse(filters.notLock, (workflow) => lockOf(workflow, now)),
  )
  const needles = filters.q.toLowerCase().split(/\s+/).filter(Boolean)
  // The dearest question comes last.
  for (const needle of needles) {
    const isTemplate = matchNames(names.templates, needle)
    const isUser = matchNames(names.users, needle)
    tests.push(
      (workflow) =>
        searchTextOf(workflow).includes(needle) ||
        isTemplate(workflow.templateId) ||
        isUser(workflow.startedBy),
    )
  }
  return (workflow) => tests.every((test) => test(workflow))
}

export function isInPreset(workflow: Workflow, preset: Preset, idleDays: IdleDays, now: number): boolean {
  switch (preset) {
    case 'all':
      return true
    case 'stuck':
      return lockOf(workflow, now) === 'stuck'
    case 'no_movement':
      return workflow.modifiedAt !== null && now - workflow.modifiedAt >= idleDays * DAY_MS
    case 'system':
      return workflow.startedBy === '0'
  }
}

/** What is unknown is none of the values that are left out: it stays. */
function refuse(values: readonly string[], valueOf: (workflow: Workflow) => string | null) {
  if (values.length === 0) return []
  const refused = new Set(values)
  return [(workflow: Workflow) => !refused.has(valueOf(workflow) ?? '')]
}

/** Each name is looked at once, not once a row. */
function matchNames(names: Record<string, string>, needle: string): (id: string | null) => boolean {
  const found = new Map<string, boolean>()
  return (id) => {
    if (id === null) return false
    const known = found.get(id)
    if (known !== undefined) return known
    const fresh = names[id]?.toLowerCase().includes(needle) ?? false
    found.set(id, fresh)
    return fresh
  }
}
