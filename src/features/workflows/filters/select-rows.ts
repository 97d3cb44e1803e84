import type { Workflow } from '#src/contract/workflow.ts'
import { ageOf } from '#src/terms/ages.ts'

import { compareRows, type RowContext } from './compare-rows.ts'
import {
  NO_FILTERS,
  PRESETS,
  type IdleDays,
  type Preset,
  type Sort,
  type WorkflowFilters,
} from './filters.ts'
import { kindOf, lockOf, moduleOf, searchTextOf } from './row-values.ts'

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
export function sortRows(rows: Workflow[], sort: Sort, context: RowContext): Workflow[] {
  return sort === NO_FILTERS.sort ? rows : rows.toSorted(compareRows(sort, context))
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
  const needles = filters.q.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  if (needles.length > 0) {
    // The dearest question comes last.
    const templateName = lowerNames(names.templates)
    const userName = lowerNames(names.users)
    tests.push((workflow) =>
      needles.every(
        (needle) =>
          searchTextOf(workflow).includes(needle) ||
          templateName(workflow.templateId).includes(needle) ||
          userName(workflow.startedBy).includes(needle),
      ),
    )
  }
  return (workflow) => tests.every((test) => test(workflow))
}

/** How many of the rows each preset holds. */
export function countPresets(
  workflows: readonly Workflow[],
  idleDays: IdleDays,
  now: number,
): Record<Preset, number> {
  const counts: Record<Preset, number> = { all: 0, stuck: 0, no_movement: 0, system: 0 }
  for (const workflow of workflows)
    for (const preset of PRESETS) if (isInPreset(workflow, preset, idleDays, now)) counts[preset] += 1
  return counts
}

function isInPreset(workflow: Workflow, preset: Preset, idleDays: IdleDays, now: number): boolean {
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

/** Each name is made lower case once, not once a row. */
function lowerNames(names: Record<string, string>): (id: string | null) => string {
  const lower = new Map<string, string>()
  return (id) => {
    if (id === null) return ''
    const known = lower.get(id)
    if (known !== undefined) return known
    const fresh = (names[id] ?? '').toLocaleLowerCase()
    lower.set(id, fresh)
    return fresh
  }
}
