import type { Workflow } from '#src/contract/workflow.ts'
import { isIndexed, keepIndex } from '#src/features/workflows/selection/row-index.ts'
import { visitInSlices } from '#src/lib/slices.ts'

import { NO_FILTERS, type IdleDays, type WorkflowFilters } from './filters.ts'
import { createFactsReader, type RowFacts } from './row-facts.ts'
import { orderOf } from './order-of.ts'
import { searchTextOf } from './row-values.ts'
import { createFilter, pickRows } from './select-rows.ts'
import { createSortKey, type RowContext } from './sort-keys.ts'

/** What `selectRows` gives, a few milliseconds at a time; `null` when it was called off. */
export async function selectInSlices(
  workflows: readonly Workflow[],
  filters: WorkflowFilters,
  context: RowContext,
  signal: AbortSignal,
): Promise<Workflow[] | null> {
  const isMatch = createFilter(filters, context)
  const rows: Workflow[] = []
  const look = (workflow: Workflow) => {
    if (isMatch(workflow)) rows.push(workflow)
  }
  if (!(await visitInSlices(workflows, look, signal))) return null
  if (filters.sort === NO_FILTERS.sort) return rows
  const keyOf = createSortKey(filters.sort, context)
  const keys = new Float64Array(rows.length)
  const key = (workflow: Workflow, index: number) => {
    keys[index] = keyOf(workflow)
  }
  if (!(await visitInSlices(rows, key, signal))) return null
  return pickRows(rows, orderOf(keys))
}

/** What `readFacts` gives, a few milliseconds at a time; `null` when it was called off. */
export async function readFactsInSlices(
  workflows: readonly Workflow[],
  idleDays: IdleDays,
  now: number,
  signal: AbortSignal,
): Promise<RowFacts | null> {
  const reader = createFactsReader(workflows, idleDays, now)
  return (await visitInSlices(workflows, reader.take, signal)) ? reader.facts() : null
}

/** Reads what the first key of a search and the first selection will ask of all rows: they must not wait for it. */
export async function prepareRows(workflows: readonly Workflow[], signal: AbortSignal): Promise<void> {
  if (isIndexed(workflows)) return
  const byId = new Map<string, Workflow>()
  const prepare = (workflow: Workflow) => {
    searchTextOf(workflow)
    byId.set(workflow.id, workflow)
  }
  if (await visitInSlices(workflows, prepare, signal)) keepIndex(workflows, byId)
}
