import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'

import { journalKeys } from '#src/api/journal.ts'
import { pages } from '#src/contract/addresses.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import type { BatchDraft } from '#src/features/batches/batch-draft.ts'
import type { BatchDialog, BatchTarget } from '#src/features/batches/batch-dialog.tsx'
import { TERMINATE_SELECTED_ID } from '#src/features/workflows/selection/selection-bar.tsx'
import type { Chosen } from '#src/features/workflows/selection/use-list-selection.ts'
import type { Shown } from '#src/features/workflows/workflows-page.tsx'
import { useLoaded } from '#src/ui/use-loaded.ts'

type Dialog = { BatchDialog: typeof BatchDialog }

const loadDialog = (): Promise<Dialog> => import('#src/features/batches/batch-dialog.tsx')

type BatchOverListProps = {
  /** What is to be terminated; `null` = the dialog is closed. */
  target: BatchTarget | null
  shown: Shown
  entries: ReadonlyMap<string, JournalEntry>
  onClose: () => void
}

/** The place of the dialog that starts a batch, over the list. */
export function BatchOverList({ target, ...shared }: BatchOverListProps) {
  const dialog = useLoaded(loadDialog, { isWanted: shared.shown.isSelecting, isNeeded: target !== null })
  return target && dialog && <OpenDialog Dialog={dialog.BatchDialog} target={target} {...shared} />
}

type OpenDialogProps = Omit<BatchOverListProps, 'target'> & {
  Dialog: typeof BatchDialog
  target: BatchTarget
}

/** Afterwards the batch's own page is shown. */
function OpenDialog({ Dialog, target, shown, entries, onClose }: OpenDialogProps) {
  const navigate = useNavigate()
  const { list, names, matching, clearSelection } = shown
  // What a draft has kept are ids: their facts come with the list.
  const filled = useMemo(() => {
    if (target.items.every(({ workflow }) => workflow !== null)) return target
    const known = new Map(list.workflows.map((workflow) => [workflow.id, workflow]))
    const items = target.items.map(({ id, workflow }) => ({
      id,
      workflow: workflow ?? known.get(id) ?? null,
    }))
    return { ...target, items }
  }, [target, list.workflows])
  const isMissing = filled.items.some(({ workflow }) => workflow === null)
  const isReading = isMissing && !list.isComplete && list.error === null && list.staleError === null
  // Read once with the page: before that nobody knows what is under way.
  const isJournalRead = useQueryClient().getQueryData(journalKeys.recent()) !== undefined
  return (
    <Dialog
      target={filled}
      names={names}
      entries={isJournalRead ? entries : null}
      matching={matching}
      reading={isReading ? { loaded: list.workflows.length, total: list.total } : null}
      clockOffset={list.clockOffset}
      onClose={onClose}
      onStarted={({ id }) => {
        onClose()
        clearSelection()
        void navigate(pages.batch(id))
      }}
      onReturnFocus={() =>
        (document.getElementById(TERMINATE_SELECTED_ID) ?? document.querySelector<HTMLElement>('h1'))?.focus()
      }
    />
  )
}

export function targetOf({ items, isAll }: Chosen): BatchTarget {
  return {
    items,
    isAll,
    takenOut: [],
    mode: 'soft',
    reason: '',
    typed: '',
    retryOf: null,
    batchId: null,
    isRestored: false,
  }
}

/** The dialog that was open when this tab was last here. */
export function restoredTargetOf({ workflowIds, ...draft }: BatchDraft): BatchTarget {
  return { ...draft, items: workflowIds.map((id) => ({ id, workflow: null })), isRestored: true }
}
