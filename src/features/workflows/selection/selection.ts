import type { Workflow } from '#src/contract/workflow.ts'

import type { RowIndex } from './row-index.ts'

/** Selected workflows by id, as they were last seen; `null` = selected before this page had read it. */
export type Selection = ReadonlyMap<string, Workflow | null>

export const NOTHING: Selection = new Map()

export type SelectionState = {
  selection: Selection
  /** Where a range begins. `base` is what was selected before it: a range that shrinks gives back what it took. */
  anchor: { id: string; endId: string; isSelected: boolean; base: Selection } | null
  /** The query of which everything that matched was taken at once; `null` = picked by hand. */
  allOf: string | null
}

export const NOTHING_SELECTED: SelectionState = { selection: NOTHING, anchor: null, allOf: null }

export type SelectionMove =
  | { kind: 'one'; row: Workflow; isSelected: boolean }
  /** From where the last one was picked to here, in the order of `rows`. */
  | { kind: 'range'; toId: string; rows: readonly Workflow[] }
  /** One row further by a key: goes on with the range that ends at `fromId`, else begins one there. */
  | { kind: 'step'; fromId: string; toId: string; rows: readonly Workflow[] }
  | { kind: 'add'; rows: readonly Workflow[]; allOf: string | null }
  | { kind: 'remove'; rows: readonly Workflow[] }
  /** What still exists of it. */
  | { kind: 'cut'; selection: Selection }
  | { kind: 'clear' }

/** What is selected after a move. `rows` hold only what may be selected, in the order shown. */
export function moveSelection(state: SelectionState, move: SelectionMove): SelectionState {
  const { selection, anchor } = state
  switch (move.kind) {
    case 'one': {
      const { row, isSelected } = move
      return {
        selection: setSelected(selection, [row], isSelected),
        anchor: { id: row.id, endId: row.id, isSelected, base: selection },
        allOf: null,
      }
    }
    case 'range':
      return takeRange(anchor ?? anchorAt(move.toId, selection), move.toId, move.rows)
    case 'step': {
      const goesOn = anchor !== null && anchor.isSelected && anchor.endId === move.fromId
      return takeRange(goesOn ? anchor : anchorAt(move.fromId, selection), move.toId, move.rows)
    }
    case 'add':
      return {
        selection: setSelected(selection, move.rows, true),
        anchor: null,
        allOf: move.allOf,
      }
    case 'remove':
      return { selection: setSelected(selection, move.rows, false), anchor: null, allOf: null }
    case 'cut':
      return {
        ...state,
        selection: move.selection,
        // What a range gives back must exist as well.
        anchor: anchor && { ...anchor, base: move.selection },
      }
    case 'clear':
      return NOTHING_SELECTED
  }
}

type Anchor = NonNullable<SelectionState['anchor']>

function anchorAt(id: string, base: Selection): Anchor {
  return { id, endId: id, isSelected: true, base }
}

function takeRange(anchor: Anchor, toId: string, rows: readonly Workflow[]): SelectionState {
  const range = rangeOf(rows, anchor.id, toId)
  return {
    selection: setSelected(anchor.base, range, anchor.isSelected),
    anchor: { ...anchor, endId: toId },
    allOf: null,
  }
}

/** Adds or takes out rows. The selection itself when nothing changes. */
export function setSelected(selection: Selection, rows: readonly Workflow[], isSelected: boolean): Selection {
  let next: Map<string, Workflow | null> | null = null
  for (const row of rows) {
    if ((next ?? selection).has(row.id) === isSelected) continue
    next ??= new Map(selection)
    if (isSelected) next.set(row.id, row)
    else next.delete(row.id)
  }
  return next ?? selection
}

/** The rows from one to another, both included, in the order shown; the second alone when the first is not shown. */
export function rangeOf(rows: readonly Workflow[], fromId: string, toId: string): Workflow[] {
  const to = rows.findIndex(({ id }) => id === toId)
  const from = rows.findIndex(({ id }) => id === fromId)
  if (to === -1) return []
  if (from === -1) return rows.slice(to, to + 1)
  return rows.slice(Math.min(from, to), Math.max(from, to) + 1)
}

/** What still exists of it; what was not seen before gets its facts. Never more than before, and itself when nothing changes. */
export function cutSelection(
  selection: Selection,
  known: RowIndex,
  exists: (id: string) => boolean,
): Selection {
  let next: Map<string, Workflow | null> | null = null
  for (const [id, seen] of selection) {
    const found = seen === null ? known.get(id) : undefined
    if (!exists(id)) {
      next ??= new Map(selection)
      next.delete(id)
    } else if (found) {
      next ??= new Map(selection)
      next.set(id, found)
    }
  }
  return next ?? selection
}

/** Rows shown: how many are selected, how many may be, and how many of these are not yet. */
export function countShown(
  selection: Selection,
  rows: readonly Workflow[],
  canSelect: (workflow: Workflow) => boolean,
): Record<'selected' | 'selectable' | 'left', number> {
  const counts = { selected: 0, selectable: 0, left: 0 }
  for (const row of rows) {
    const isSelected = selection.has(row.id)
    const isSelectable = canSelect(row)
    if (isSelected) counts.selected += 1
    if (isSelectable) counts.selectable += 1
    if (isSelectable && !isSelected) counts.left += 1
  }
  return counts
}

/** Whether something was selected that this page has not read yet: a draft keeps ids only. */
export function hasUnseen(selection: Selection): boolean {
  for (const workflow of selection.values()) if (workflow === null) return true
  return false
}
