import type { Workflow } from '#src/contract/workflow.ts'
import { m } from '#src/messages/messages.js'

import type { Selection } from './selection.ts'

type SelectLoadedProps = {
  /** The rows shown that may be selected. */
  rows: readonly Workflow[]
  selection: Selection
  onSelectLoaded: (isSelected: boolean) => void
}

/** The checkbox over the column: all that is loaded and shown, and no more. */
export function SelectLoaded({ rows, selection, onSelectLoaded }: SelectLoadedProps) {
  const count = selection.size === 0 ? 0 : rows.filter(({ id }) => selection.has(id)).length
  const isAll = count > 0 && count === rows.length
  return (
    <label className="flex min-h-6 items-center">
      <input
        type="checkbox"
        aria-label={m.select_loaded()}
        className="accent-accent size-4"
        checked={isAll}
        disabled={rows.length === 0}
        ref={(box) => {
          if (box) box.indeterminate = count > 0 && !isAll
        }}
        onChange={({ target }) => onSelectLoaded(target.checked)}
      />
    </label>
  )
}
