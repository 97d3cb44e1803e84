import { describeDocument } from '#src/contract/documents.ts'
import type { Names } from '#src/contract/names.ts'
import { stateOf, type Workflow } from '#src/contract/workflow.ts'

import { PRESETS, type IdleDays, type Preset, type Sort, type WorkflowFilters } from './filters.ts'

const DAY_MS = 86_400_000

export type RowContext = { now: number; names: Names }

/** The rows that match, in order. Rows that compare equal keep the API's order. */
export function selectRows(
  workflows: readonly Workflow[],
  filters: WorkflowFilters,
  context: RowContext,
): Workflow[] {
  return sortRows(workflows.filter(createFilter(filters, context)), filters.sort)
}

/** Whether a row matches: made once for a list, so that it can be asked piece by piece. */
export function createFilter(
  { q, preset, idleDays, document }: WorkflowFilters,
  { now, names }: RowContext,
): (workflow: Workflow) => boolean {
  const needles = q.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return (workflow) =>
    isInPreset(workflow, preset, idleDays, now) &&
    (document === null || describeDocument(workflow).kind === document) &&
    (needles.length === 0 || matches(searchText(workflow, names), needles))
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

/** Made once for each row as long as the names stay: the next key looks through what is there. */
const searchTexts = new WeakMap<Workflow, { names: Names; text: string }>()

function searchText(workflow: Workflow, names: Names): string {
  const known = searchTexts.get(workflow)
  if (known?.names === names) return known.text
  const text = makeSearchText(workflow, names)
  searchTexts.set(workflow, { names, text })
  return text
}

function makeSearchText(workflow: Workflow, names: Names): string {
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

/** What the API's own order is stays as it is. */
export function sortRows(rows: Workflow[], sort: Sort): Workflow[] {
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
