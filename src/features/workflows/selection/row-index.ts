import type { Workflow } from '#src/contract/workflow.ts'

export type RowIndex = ReadonlyMap<string, Workflow>

const indexes = new WeakMap<readonly Workflow[], RowIndex>()

/** The rows by id. Kept with their array: the first selection among a hundred thousand does not wait for it. */
export function indexRows(rows: readonly Workflow[]): RowIndex {
  const known = indexes.get(rows)
  if (known !== undefined) return known
  return keepIndex(rows, new Map(rows.map((workflow) => [workflow.id, workflow])))
}

export const isIndexed = (rows: readonly Workflow[]) => indexes.has(rows)

/** Keeps an index that was made a part at a time. */
export function keepIndex(rows: readonly Workflow[], index: RowIndex): RowIndex {
  indexes.set(rows, index)
  return index
}
