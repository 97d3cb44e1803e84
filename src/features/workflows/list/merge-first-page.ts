import type { WorkflowList } from '#src/api/workflows.ts'
import type { Workflow, WorkflowPage } from '#src/contract/workflow.ts'

export type Merged = {
  list: WorkflowList
  /** Ids that were not there before. */
  arrivals: string[]
  /** Ids whose row differs from what was loaded. */
  changed: string[]
  /** Ids that were there, and are proved to run no more. */
  ended: string[]
}

/**
 * Takes a fresh first page into a list that was loaded page by page, so that nothing moves: rows that are known are
 * replaced where they stand, new ones go in front. The page is one snapshot in the order of last change, so a known
 * row that was changed later than the page's last row and is not on it has ended; about the others it proves nothing.
 */
export function mergeFirstPage(list: WorkflowList, fresh: WorkflowPage): Merged {
  const freshById = new Map(fresh.workflows.map((workflow) => [workflow.id, workflow]))
  const known = new Map(list.pages.flatMap((page) => page.workflows).map((row) => [row.id, row]))
  const hasEnded = endedBy(fresh)
  const arrivals = fresh.workflows.filter(({ id }) => !known.has(id))
  const changed = fresh.workflows.filter((row) => isChanged(known.get(row.id), row))

  const pages = list.pages.map((page, index) => ({
    ...page,
    // Every page tells the newest count: the next offset is compared with it.
    total: fresh.total,
    now: index === 0 ? fresh.now : page.now,
    workflows: [
      ...(index === 0 ? arrivals : []),
      ...page.workflows.flatMap((row) => freshById.get(row.id) ?? (hasEnded(row) ? [] : row)),
    ],
  }))
  return {
    list: { ...list, pages },
    arrivals: arrivals.map(({ id }) => id),
    changed: changed.map(({ id }) => id),
    ended: [...known.values()].filter((row) => !freshById.has(row.id) && hasEnded(row)).map(({ id }) => id),
  }
}

function endedBy(fresh: WorkflowPage): (row: Workflow) => boolean {
  const onPage = new Set(fresh.workflows.map(({ id }) => id))
  if (fresh.total !== null && fresh.rowCount >= fresh.total) return ({ id }) => !onPage.has(id)
  const oldest = fresh.workflows.at(-1)?.modifiedAt ?? null
  return ({ id, modifiedAt }) =>
    !onPage.has(id) && oldest !== null && modifiedAt !== null && modifiedAt > oldest
}

function isChanged(before: Workflow | undefined, after: Workflow): boolean {
  return before !== undefined && before.modifiedAt !== after.modifiedAt
}
