import type { Workflow } from '#src/contract/workflow.ts'
import type { Selection } from '#src/features/workflows/selection/selection.ts'
import { m } from '#src/messages/messages.js'

type SelectLoadedProps = {
  /** The rows shown. */
  rows: readonly Workflow[]
  canSelect: (workflow: Workflow) => boolean
  selection: Selection
  onSelectLoaded: (isSelected: boolean) => void
}

/** The checkbox over the column: all that is loaded and shown, and no more. */
export function SelectLoaded({ rows, canSelect, selection, onSelectLoaded }: SelectLoadedProps) {
  // As long as nothing is selected, a hundred thousand rows are not looked through.
  const isSome = selection.size > 0 && rows.some(({ id }) => selection.has(id))
  const isAll = isSome && rows.every((row) => selection.has(row.id) || !canSelect(row))
  return (
    <label className="flex min-h-6 items-center">
      <input
        type="checkbox"
        aria-label={m.select_loaded()}
        className="accent-accent size-4"
        checked={isAll}
        disabled={!rows.some(canSelect)}
        ref={(box) => {
          if (box) box.indeterminate = isSome && !isAll
        }}
        onChange={({ target }) => onSelectLoaded(target.checked)}
      />
    </label>
  )
}
