import { useEffect, useMemo, useState } from 'react'

import type { Workflow } from '#src/contract/workflow.ts'
import { loadPatiently } from '#src/lib/load-code.ts'

import { NO_FILTERS, type WorkflowFilters } from './filters.ts'
import { MOST_AT_ONCE } from './row-facts.ts'
import { dependsOnClock, dependsOnNames, selectRows, takesAll } from './select-rows.ts'
import type { RowContext } from './sort-keys.ts'

export type SelectedRows = {
  rows: readonly Workflow[]
  /** The filters that these rows match: those of a moment ago while many rows are looked through. */
  filters: WorkflowFilters
}

/** The rows that match. Over a hundred thousand of them typing is never held up: what matched before stands meanwhile. */
export function useSelectedRows(
  workflows: readonly Workflow[],
  filters: WorkflowFilters,
  context: RowContext,
): SelectedRows {
  const isAll = takesAll(filters)
  const isMany = workflows.length > MOST_AT_ONCE && !isAll
  const asked = useAsked(filters, context)
  const atOnce = useMemo(() => {
    if (isMany) return null
    return { rows: isAll ? workflows : selectRows(workflows, filters, asked), filters }
  }, [isMany, isAll, workflows, filters, asked])
  /** The last that was not simply all. */
  const [former, setFormer] = useState<SelectedRows | null>(null)

  if (isAll && former !== null) setFormer(null)
  if (!isAll && atOnce !== null && former !== atOnce) setFormer(atOnce)

  useEffect(() => {
    if (!isMany) return
    const stop = new AbortController()
    void (async () => {
      const { selectInSlices } = await loadPatiently(() => import('./many-rows.ts'))
      const rows = await selectInSlices(workflows, filters, asked, stop.signal)
      if (rows !== null) setFormer({ rows, filters })
    })()
    return () => stop.abort()
  }, [isMany, workflows, filters, asked])

  return atOnce ?? former ?? { rows: workflows, filters: NO_FILTERS }
}

/** The context, the same one as long as another could not give other rows. */
function useAsked(filters: WorkflowFilters, { now, names }: RowContext): RowContext {
  const asOf = dependsOnClock(filters) ? now : 0
  const known = dependsOnNames(filters) ? names : null
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the names only where they count
  return useMemo(() => ({ now: asOf, names }), [asOf, known])
}
