import { memo } from 'react'

import { pages } from '#src/contract/addresses.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import type { SelectRow } from '#src/features/workflows/selection/use-list-selection.ts'
import { m } from '#src/messages/messages.js'
import { describeStarter, describeTemplate } from '#src/terms/describe-workflow.ts'
import { DocumentName } from '#src/terms/workflow-names.tsx'
import { Button } from '#src/ui/button.tsx'

import { ROW_GRID, type Column } from './columns.ts'
import { rowButtonId, rowId } from './row-ids.ts'
import { CopyMark, Instant, RowMenuButton, SelectBox } from './row-parts.tsx'
import { RowStateMark } from './row-state-mark.tsx'
import { rowStateOf, type RowState } from './row-state.ts'
import { WAITING_SLOTS } from './waiting-slots.ts'

export type RowAction = (workflow: Workflow, mode: 'soft' | 'force') => void

type WorkflowRowProps = {
  workflow: Workflow
  /** Which row of the table it is, where not all are drawn. */
  position: number | undefined
  /** The newest journal entry of this workflow, if it was terminated lately. */
  entry: JournalEntry | undefined
  names: Names
  /** The document's title, where the API gives it. */
  title: string | undefined
  /** Whether its CRM item lets no further process wait. */
  hasFullSlots: boolean
  columns: ReadonlySet<Column>
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

/** One workflow: a line of the table, or a card of two lines on a narrow screen. */
export const WorkflowRow = memo(function WorkflowRow(props: WorkflowRowProps) {
  const { workflow, entry, names, columns, portal, now, isChanged, isSelected, onSelect } = props
  const { lockedBecause, onTerminate } = props
  // A card of a narrow screen keeps its parts.
  const fromMiddle = (column: Column) => (columns.has(column) ? 'md:block' : 'md:hidden')
  const state = rowStateOf(workflow, entry, now)
  const isMuted = state.kind === 'terminating' || state.kind === 'checking'

  return (
    <tr
      id={rowId(workflow.id)}
      data-workflow={workflow.id}
      // By keys, not by Tab: there are thousands of them.
      tabIndex={-1}
      aria-rowindex={props.position}
      className={`group border-line ${isSelected ? 'bg-selected' : 'hover:bg-canvas'} ${ROW_GRID} min-h-9 items-center gap-x-3 scroll-mt-8 border-b px-4 py-1.5 -outline-offset-2 nth-[n+22]:[contain-intrinsic-size:auto_36px] nth-[n+22]:[content-visibility:auto] md:px-6 md:py-0 ${isMuted ? 'text-muted' : ''}`}
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
      <td data-cell="document" className="order-1 flex min-w-0 items-baseline gap-1.5 md:order-none">
        <DocumentName workflow={workflow} title={props.title} portal={portal} isColumn />
        {props.hasFullSlots && (
          <span className="text-warn text-meta shrink-0" title={m.slots_used({ slots: WAITING_SLOTS })}>
            <span aria-hidden="true">{`${WAITING_SLOTS}/${WAITING_SLOTS}`}</span>
            <span className="sr-only">{m.slots_used({ slots: WAITING_SLOTS })}</span>
          </span>
        )}
      </td>
      <td
        data-cell="template"
        className={`text-muted md:text-current order-3 min-w-0 md:order-none ${fromMiddle('template')}`}
      >
        <TemplateCell workflow={workflow} names={names} now={now} />
      </td>
      {columns.has('startedBy') && (
        <td data-cell="startedBy" className="hidden min-w-0 lg:block">
          <StarterCell startedBy={workflow.startedBy} names={names} />
        </td>
      )}
      {columns.has('started') && (
        <td className="hidden text-right lg:block">
          <Instant instant={workflow.startedAt} now={now} />
        </td>
      )}
      {columns.has('changed') && (
        <td data-cell="changed" className="hidden text-right md:block">
          <Instant instant={workflow.modifiedAt} now={now} isMovement isChanged={isChanged} />
        </td>
      )}
      <td
        data-cell="state"
        className={`order-2 min-w-0 text-right md:order-none md:text-left ${fromMiddle('state')}`}
      >
        <RowStateMark kind={state.kind} />
      </td>
      {columns.has('id') && (
        <td className="text-muted hidden min-w-0 items-center lg:flex">
          <a
            data-open
            href={pages.workflow(workflow.id)}
            title={m.detail_open({ id: workflow.id })}
            className="hover:text-accent text-meta min-h-6 truncate content-center font-mono hover:underline"
          >
            {workflow.id}
          </a>
          <CopyMark text={workflow.id} />
        </td>
      )}
      <td className="order-4 flex items-center justify-end md:order-none">
        <RowButton
          workflow={workflow}
          state={state}
          lockedBecause={lockedBecause}
          onTerminate={onTerminate}
        />
        <RowMenuButton workflowId={workflow.id} />
      </td>
    </tr>
  )
})

type TemplateCellProps = Pick<WorkflowRowProps, 'workflow' | 'names' | 'now'>

/** The template, and on a card the age beside it. */
function TemplateCell({ workflow, names, now }: TemplateCellProps) {
  return (
    <span className="flex min-w-0 gap-1.5">
      <span className="truncate" title={templateTitle(workflow.templateId, names)}>
        {describeTemplate(workflow.templateId, names)}
      </span>
      <span className="shrink-0 md:hidden">
        · <Instant instant={workflow.modifiedAt} now={now} isMovement isBrief />
      </span>
    </span>
  )
}

type StarterCellProps = { startedBy: string | null; names: Names }

function StarterCell({ startedBy, names }: StarterCellProps) {
  const text = describeStarter(startedBy, names)
  return (
    <span className="block truncate" title={text}>
      {text}
    </span>
  )
}

/** The name in full, with the id it stands for. */
function templateTitle(templateId: string | null, names: Names): string {
  const text = describeTemplate(templateId, names)
  return templateId === null ? text : `${text} (#${templateId})`
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
