import { useEffect, useMemo, useState } from 'react'

import type { Workflow } from '#src/contract/workflow.ts'
import { visitInSlices } from '#src/lib/slices.ts'

import type { RowContext } from './compare-rows.ts'
import type { WorkflowFilters } from './filters.ts'
import { createFilter, selectRows, sortRows } from './select-rows.ts'

/** So many rows are chosen within a frame; more are looked through in slices. */
const MOST_AT_ONCE = 5000

export type SelectedRows = {
  rows: readonly Workflow[]
  /** The filters that these rows match: those of a moment ago while many rows are looked through. */
  filters: WorkflowFilters
}

/** The rows that match. Over a hundred thousand of them typing is never held up: what matched before stands meanwhile. */
export function useSelectedRows(
  workflows: readonly Workflow[],
  filters: WorkflowFilters,
  { now, names }: RowContext,
): SelectedRows {
  const isMany = workflows.length > MOST_AT_ONCE
  const atOnce = useMemo(
    () => (isMany ? null : { rows: selectRows(workflows, filters, { now, names }), filters }),
    [isMany, workflows, filters, now, names],
  )
  const [sliced, setSliced] = useState<SelectedRows | null>(null)

  useEffect(() => {
    if (!isMany) return
    const stop = new AbortController()
    void selectInSlices(workflows, createFilter(filters, { now, names }), stop.signal).then((rows) => {
      if (rows !== null) setSliced({ rows: sortRows(rows, filters.sort, { now, names }), filters })
    })
    return () => stop.abort()
  }, [isMany, workflows, filters, now, names])

  return atOnce ?? sliced ?? { rows: NO_ROWS, filters }
}

const NO_ROWS: readonly Workflow[] = []

/** Looks through all rows, a few milliseconds at a time; `null` when that was called off. */
export async function selectInSlices(
  workflows: readonly Workflow[],
  isMatch: (workflow: Workflow) => boolean,
  signal: AbortSignal,
): Promise<Workflow[] | null> {
  const rows: Workflow[] = []
  const keep = (workflow: Workflow) => void (isMatch(workflow) && rows.push(workflow))
  return (await visitInSlices(workflows, keep, signal)) ? rows : null
}
