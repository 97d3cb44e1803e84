import { describeDocument } from '#src/contract/documents.ts'
import type { Names } from '#src/contract/names.ts'
import { stateOf, type Workflow } from '#src/contract/workflow.ts'

import { PRESETS, type IdleDays, type Preset, type Sort, type WorkflowFilters } from './filters.ts'

const DAY_MS = 86_400_000

type Context = { now: number; names: Names }

/** The rows that match, in order. Rows that compare equal keep the API's order. */
export function selectRows(
  workflows: readonly Workflow[],
  filters: WorkflowFilters,
  { now, names }: Context,
): Workflow[] {
  const needles = filters.q.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const rows = workflows.filter(
    (workflow) =>
      isInPreset(workflow, filters.preset, filters.idleDays, now) &&
      (filters.document === null || describeDocument(workflow).kind === filters.document) &&
      (needles.length === 0 || matches(searchText(workflow, names), needles)),
  )
  return sortRows(rows, filters.sort)
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
      return stateOf(workflow, now) === 'stuck'
    case 'no_movement':
      return workflow.modifiedAt !== null && now - workflow.modifiedAt >= idleDays * DAY_MS
    case 'system':
      return workflow.startedBy === '0'
  }
}

function searchText(workflow: Workflow, names: Names): string {
  const { id, documentId, templateId, startedBy } = workflow
  return [
    id,
    documentId,
    templateId && `#${templateId}`,
    templateId && names.templates[templateId],
    startedBy && `#${startedBy}`,
    startedBy && names.users[startedBy],
  ]
    .filter(Boolean)
    .join('\n')
    .toLocaleLowerCase()
}

function matches(text: string, needles: readonly string[]): boolean {
  return needles.every((needle) => text.includes(needle))
}

function sortRows(rows: Workflow[], sort: Sort): Workflow[] {
  if (sort === 'changed_newest') return rows
  const field = sort.startsWith('changed') ? 'modifiedAt' : 'startedAt'
  const direction = sort.endsWith('newest') ? -1 : 1
  return rows.toSorted((a, b) => {
    const [left, right] = [a[field], b[field]]
    // What is unknown stands last, whichever way the rest runs.
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return direction * (left - right)
  })
}
