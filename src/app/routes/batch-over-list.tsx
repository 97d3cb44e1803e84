import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { useNavigate } from 'react-router'

import { journalKeys } from '#src/api/journal.ts'
import { pages } from '#src/contract/addresses.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import type { BatchDraft } from '#src/features/batches/batch-draft.ts'
import type { BatchTarget } from '#src/features/batches/batch-dialog.tsx'
import { TERMINATE_SELECTED_ID } from '#src/features/workflows/selection/selection-bar.tsx'
import type { Chosen } from '#src/features/workflows/selection/use-list-selection.ts'
import type { Shown } from '#src/features/workflows/workflows-page.tsx'

const loadDialog = () => import('#src/features/batches/batch-dialog.tsx')
const BatchDialog = lazy(() => loadDialog().then((module) => ({ default: module.BatchDialog })))

/** Fetches the dialog's code as soon as something is selected: the press does not wait for it. */
export function prepareBatchDialog(): void {
  // What fails now is asked for again by the press.
  loadDialog().catch(() => {})
}

type BatchOverListProps = {
  target: BatchTarget
  shown: Shown
  entries: ReadonlyMap<string, JournalEntry>
  onClose: () => void
}

/** The dialog that starts a batch, over the list; afterwards the batch's own page. */
export function BatchOverList({ target, shown, entries, onClose }: BatchOverListProps) {
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
    <Suspense fallback={null}>
      <BatchDialog
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
          (
            document.getElementById(TERMINATE_SELECTED_ID) ?? document.querySelector<HTMLElement>('h1')
          )?.focus()
        }
      />
    </Suspense>
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
