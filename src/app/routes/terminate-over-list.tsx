import { useState } from 'react'

import type { Names } from '#src/contract/names.ts'
import type { DialogTarget, TerminateDialog } from '#src/features/termination/terminate-dialog.tsx'
import { focusDetail } from '#src/features/workflows/detail/detail-focus.ts'
import type { WorkflowList } from '#src/features/workflows/list/use-workflow-list.ts'
import { focusNear } from '#src/features/workflows/table/use-focus-keeper.ts'
import { useLoaded } from '#src/ui/use-loaded.ts'

type Dialog = { TerminateDialog: typeof TerminateDialog }

const loadDialog = (): Promise<Dialog> => import('#src/features/termination/terminate-dialog.tsx')

type TerminateOverListProps = {
  /** Which workflow the dialog is about; `null` = it is closed. */
  target: DialogTarget | null
  /** The first rows are painted: the dialog's code may be fetched, so that the press does not wait for it. */
  isQuiet: boolean
  isOverDetail: boolean
  list: WorkflowList
  names: Names
  onClose: () => void
}

/** The place of the dialog over the list. */
export function TerminateOverList({ target, isQuiet, ...shared }: TerminateOverListProps) {
  const dialog = useLoaded(loadDialog, { isWanted: isQuiet, isNeeded: target !== null })
  return (
    target &&
    dialog && (
      <OpenDialog key={target.workflowId} Dialog={dialog.TerminateDialog} target={target} {...shared} />
    )
  )
}

type OpenDialogProps = Omit<TerminateOverListProps, 'target' | 'isQuiet'> & {
  Dialog: typeof TerminateDialog
  target: DialogTarget
}

/** What a link only names is looked for in what is loaded. */
function OpenDialog({ Dialog, target, isOverDetail, list, names, onClose }: OpenDialogProps) {
  const [openedAt] = useState(() => Date.now() + list.clockOffset)
  const workflow = target.workflow ?? list.workflows.find(({ id }) => id === target.workflowId) ?? null
  return (
    <Dialog
      target={{ ...target, workflow }}
      names={names}
      now={openedAt}
      search={{
        loaded: list.workflows.length,
        total: list.total,
        isRunning: !list.isComplete && list.staleError === null && list.error === null,
        isProvenMiss: workflow === null && list.isProven && list.isWholePortal,
      }}
      onClose={onClose}
      onReturnFocus={() => (isOverDetail ? focusDetail() : focusNear(target.workflowId))}
    />
  )
}
