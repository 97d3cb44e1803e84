import type { Workflow } from '#src/contract/workflow.ts'
import type { ShownSelection } from '#src/features/workflows/selection/use-list-selection.ts'
import { m } from '#src/messages/messages.js'

type SelectLoadedProps = {
  /** The rows shown. */
  rows: readonly Workflow[]
  canSelect: (workflow: Workflow) => boolean
  ofShown: ShownSelection
  onSelectLoaded: (isSelected: boolean) => void
}

/** The checkbox over the column: all that is loaded and shown, and no more. */
export function SelectLoaded({ rows, canSelect, ofShown, onSelectLoaded }: SelectLoadedProps) {
  return (
    <label className="flex min-h-6 items-center">
      <input
        type="checkbox"
        aria-label={m.select_loaded()}
        className="accent-accent size-4"
        checked={ofShown === 'all'}
        disabled={!rows.some(canSelect)}
        ref={(box) => {
          if (box) box.indeterminate = ofShown === 'some'
        }}
        onChange={({ target }) => onSelectLoaded(target.checked)}
      />
    </label>
  )
}
