import { memo } from 'react'

import type { JournalEntry } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { m } from '#src/messages/messages.js'
import { DocumentName, StarterName, TemplateName } from '#src/terms/workflow-names.tsx'
import { Button } from '#src/ui/button.tsx'
import { CopyButton } from '#src/ui/copy-button.tsx'
import { StateMark, type MarkShape, type MarkTone } from '#src/ui/state-mark.tsx'
import { TimeAgo } from '#src/ui/time.tsx'

import { rowStateOf, type RowState } from './row-state.ts'
import type { SelectRow } from './use-list-selection.ts'

export type RowAction = (workflow: Workflow, mode: 'soft' | 'force') => void

type WorkflowRowProps = {
  workflow: Workflow
  /** Which row of the table it is, where not all are drawn. */
  position: number | undefined
  /** The newest journal entry of this workflow, if it was terminated lately. */
  entry: JournalEntry | undefined
  names: Names
  portal: string
  /** The API's clock. */
  now: number
  isChanged: boolean
  isSelected: boolean
  onSelect: SelectRow
  /** Why nothing may be terminated now; `null` = it may. */
  lockedBecause: string | null
  onTerminate: RowAction
}

const OLD_MS = 7 * 86_400_000

const MARKS: Record<RowState['kind'], { shape: MarkShape; tone: MarkTone; word: () => string }> = {
  stuck: { shape: 'triangle', tone: 'warn', word: m.state_stuck },
  step_running: { shape: 'dot', tone: 'accent', word: m.state_step_running },
  waiting: { shape: 'ring', tone: 'muted', word: m.state_waiting },
  unknown: { shape: 'ring', tone: 'muted', word: m.unknown },
  terminating: { shape: 'spinner', tone: 'muted', word: m.state_terminating },
  checking: { shape: 'spinner', tone: 'warn', word: m.state_checking },
  still_running: { shape: 'clock', tone: 'warn', word: m.state_still_running },
}

export const COLUMNS =
  'grid grid-cols-[24px_minmax(0,1fr)_auto] md:grid-cols-[24px_minmax(0,1.2fr)_minmax(0,1.2fr)_96px_112px_minmax(0,max-content)_96px] lg:grid-cols-[24px_minmax(0,1fr)_minmax(0,1fr)_140px_96px_96px_120px_150px_96px]'

/** One workflow: a line of the table, or a card of two lines on a narrow screen. */
export const WorkflowRow = memo(function WorkflowRow(props: WorkflowRowProps) {
  const { workflow, entry, names, portal, now, isChanged, isSelected, onSelect, lockedBecause, onTerminate } =
    props
  const state = rowStateOf(workflow, entry, now)
  const mark = MARKS[state.kind]
  const isMuted = state.kind === 'terminating' || state.kind === 'checking'

  return (
    <tr
      data-workflow={workflow.id}
      aria-rowindex={props.position}
      className={`border-line ${isSelected ? 'bg-selected' : 'hover:bg-canvas'} ${COLUMNS} min-h-9 items-center gap-x-3 border-b px-4 py-1.5 [contain-intrinsic-size:auto_36px] [content-visibility:auto] md:px-6 md:py-0 ${isMuted ? 'text-muted' : ''}`}
    >
      <td className="row-span-2 self-stretch md:row-span-1">
        <SelectBox
          workflowId={workflow.id}
          isSelected={isSelected}
          // What was selected before it began to end can still be left out.
          isDisabled={!state.canTerminate && !isSelected}
          onSelect={onSelect}
        />
      </td>
      <td className="order-1 min-w-0 md:order-none">
        <DocumentName workflow={workflow} portal={portal} />
      </td>
      <td className="text-muted md:text-current order-3 min-w-0 md:order-none">
        <span className="flex min-w-0 gap-1.5">
          <TemplateName templateId={workflow.templateId} names={names} />
          <span className="shrink-0 md:hidden">
            · <Instant instant={workflow.modifiedAt} now={now} isMovement />
          </span>
        </span>
      </td>
      <td className="hidden min-w-0 lg:block">
        <StarterName startedBy={workflow.startedBy} names={names} />
      </td>
      <td className="hidden text-right lg:block">
        <Instant instant={workflow.startedAt} now={now} />
      </td>
      <td className="hidden text-right md:block">
        <Instant instant={workflow.modifiedAt} now={now} isMovement isChanged={isChanged} />
      </td>
      <td className="order-2 min-w-0 text-right md:order-none md:text-left">
        <StateMark shape={mark.shape} tone={mark.tone} word={mark.word()} />
      </td>
      <td className="group text-muted hidden min-w-0 items-center lg:flex">
        <span className="text-meta truncate font-mono" title={workflow.id}>
          {workflow.id}
        </span>
        <CopyButton text={workflow.id} className="opacity-0 group-hover:opacity-100 focus:opacity-100" />
      </td>
      <td className="order-4 text-right md:order-none md:col-start-7 lg:col-start-auto">
        <RowButton
          workflow={workflow}
          state={state}
          lockedBecause={lockedBecause}
          onTerminate={onTerminate}
        />
      </td>
    </tr>
  )
})

type SelectBoxProps = {
  workflowId: string
  isSelected: boolean
  isDisabled: boolean
  onSelect: SelectRow
}

/** The whole height of the row takes the press; with Shift it takes the rows between. */
function SelectBox({ workflowId, isSelected, isDisabled, onSelect }: SelectBoxProps) {
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

type RowButtonProps = Pick<WorkflowRowProps, 'workflow' | 'lockedBecause' | 'onTerminate'> & {
  state: RowState
}

function RowButton({ workflow, state, lockedBecause, onTerminate }: RowButtonProps) {
  if (!state.canTerminate && !state.offersForce) return null
  return (
    <Button
      look="ghost-danger"
      id={rowButtonId(workflow.id)}
      aria-label={m.terminate_row({ id: workflow.id })}
      disabled={lockedBecause !== null}
      title={lockedBecause ?? undefined}
      onClick={() => onTerminate(workflow, state.offersForce ? 'force' : 'soft')}
    >
      {state.offersForce ? m.force_row() : m.terminate()}
    </Button>
  )
}

export function rowButtonId(workflowId: string): string {
  return `terminate-${workflowId}`
}

export function rowBoxId(workflowId: string): string {
  return `select-${workflowId}`
}

type InstantProps = {
  instant: number | null
  now: number
  /** The last change: what has not moved for a week stands out. */
  isMovement?: boolean
  isChanged?: boolean
}

function Instant({ instant, now, isMovement = false, isChanged = false }: InstantProps) {
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
        className={isMovement && now - instant >= OLD_MS ? 'font-semibold' : ''}
      />
    </>
  )
}
