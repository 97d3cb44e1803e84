import type { Workflow } from '#src/contract/workflow.ts'

/** Selected workflows by id, as they were last seen; `null` = selected before this page had read it. */
export type Selection = ReadonlyMap<string, Workflow | null>

export const NOTHING: Selection = new Map()

/** Adds or takes out rows. The selection itself when nothing changes. */
export function setSelected(selection: Selection, rows: readonly Workflow[], isSelected: boolean): Selection {
  const changed = rows.filter(({ id }) => selection.has(id) !== isSelected)
  if (changed.length === 0) return selection
  const next = new Map(selection)
  for (const row of changed)
    if (isSelected) next.set(row.id, row)
    else next.delete(row.id)
  return next
}

/** The rows from one to another, both included, in the order shown; the second alone when the first is not shown. */
export function rangeOf(rows: readonly Workflow[], fromId: string | null, toId: string): Workflow[] {
  const to = rows.findIndex(({ id }) => id === toId)
  const from = fromId === null ? to : rows.findIndex(({ id }) => id === fromId)
  if (to === -1) return []
  if (from === -1) return rows.slice(to, to + 1)
  return rows.slice(Math.min(from, to), Math.max(from, to) + 1)
}

/** What still exists of it, with the newest facts. Never more than before. */
export function cutSelection(
  selection: Selection,
  known: ReadonlyMap<string, Workflow>,
  exists: (id: string) => boolean,
): Selection {
  let isSame = true
  const next = new Map<string, Workflow | null>()
  for (const [id, seen] of selection) {
    const workflow = known.get(id) ?? seen
    if (!exists(id)) isSame = false
    else next.set(id, workflow)
    if (workflow !== seen && seen === null) isSame = false
  }
  return isSame ? selection : next
}

/** How many of the selected are not among the rows shown. */
export function countHidden(selection: Selection, rows: readonly Workflow[]): number {
  let shown = 0
  for (const { id } of rows) if (selection.has(id)) shown += 1
  return selection.size - shown
}
