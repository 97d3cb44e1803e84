import type { SelectRow } from '#src/features/workflows/selection/use-list-selection.ts'
import { m } from '#src/messages/messages.js'
import { TimeAgo } from '#src/ui/time.tsx'

import { rowBoxId } from './row-ids.ts'

const OLD_MS = 7 * 86_400_000

/** Opens the menu of the whole row; a cell's own opens by the other mouse button. The table hears both. */
export function RowMenuButton({ workflowId }: { workflowId: string }) {
  const label = m.row_menu({ id: workflowId })
  return (
    <button
      type="button"
      data-row-menu
      aria-haspopup="menu"
      aria-label={label}
      title={label}
      className="text-muted min-h-6 min-w-6 shrink-0 rounded-control group-hover:opacity-100 focus:opacity-100 md:opacity-0"
    >
      …
    </button>
  )
}

/** Copies a text; the table hears it. */
export function CopyMark({ text }: { text: string }) {
  const label = m.copy({ text })
  return (
    <button
      type="button"
      data-copy={text}
      aria-label={label}
      title={label}
      className="copy-mark text-accent min-h-6 min-w-6 shrink-0 opacity-0 group-hover:opacity-100 focus:opacity-100"
    />
  )
}

type SelectBoxProps = {
  workflowId: string
  isSelected: boolean
  isDisabled: boolean
  onSelect: SelectRow
}

/** The whole height of the row takes the press; with Shift it takes the rows between. */
export function SelectBox({ workflowId, isSelected, isDisabled, onSelect }: SelectBoxProps) {
  return (
    <label className="flex size-full min-h-6 items-center">
      <input
        type="checkbox"
        id={rowBoxId(workflowId)}
        data-select={workflowId}
        aria-label={m.select_row({ id: workflowId })}
        className="accent-accent size-4"
        checked={isSelected}
        disabled={isDisabled}
        // The press tells whether Shift is held, the change what became of it.
        onChange={(event) => {
          const { nativeEvent } = event
          const isRange = nativeEvent instanceof MouseEvent && nativeEvent.shiftKey
          onSelect(
            workflowId,
            isRange ? { kind: 'range' } : { kind: 'one', isSelected: event.target.checked },
          )
        }}
      />
    </label>
  )
}

type InstantProps = {
  instant: number | null
  now: number
  /** The last change: what has not moved for a week stands out. */
  isMovement?: boolean
  isChanged?: boolean
  isBrief?: boolean
}

export function Instant({
  instant,
  now,
  isMovement = false,
  isChanged = false,
  isBrief = false,
}: InstantProps) {
  if (instant === null) return <span className="text-muted">{m.unknown()}</span>
  return (
    <>
      {isChanged && (
        <span className="text-accent" title={m.changed_since()}>
          <span aria-hidden="true">• </span>
          <span className="sr-only">{m.changed_since()}</span>
        </span>
      )}
      <TimeAgo
        instant={instant}
        now={now}
        isBrief={isBrief}
        className={isMovement && now - instant >= OLD_MS ? 'font-semibold' : ''}
      />
    </>
  )
}
