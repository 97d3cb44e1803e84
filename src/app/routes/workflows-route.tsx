import { useMutationState } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useState } from 'react'
import { useMatch, useNavigate, useSearchParams } from 'react-router'

import { isReadOnly } from '#src/api/describe-error.ts'
import { terminationKeys } from '#src/api/terminations.ts'
import { useQuietMoment } from '#src/app/use-quiet-moment.ts'
import { pages } from '#src/contract/addresses.ts'
import type { Names } from '#src/contract/names.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'
import type { BatchTarget } from '#src/features/batches/batch-dialog.tsx'
import { readBatchDraft } from '#src/features/batches/batch-draft.ts'
import { readDraft } from '#src/features/termination/draft.ts'
import { TerminateDialog, type DialogTarget } from '#src/features/termination/terminate-dialog.tsx'
import { readTerminateLink } from '#src/features/termination/terminate-link.ts'
import { useRecentTerminations } from '#src/features/termination/use-recent-terminations.tsx'
import type { WorkflowList } from '#src/features/workflows/list/use-workflow-list.ts'
import { focusNear } from '#src/features/workflows/table/use-focus-keeper.ts'
import type { RowAction } from '#src/features/workflows/table/workflow-row.tsx'
import { WorkflowsPage } from '#src/features/workflows/workflows-page.tsx'
import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'
import { Notice } from '#src/ui/notice.tsx'

import { BatchOverList, prepareBatchDialog, targetOf } from './batch-over-list.tsx'

const JournalMatches = lazy(() =>
  import('#src/features/journal/journal-matches.tsx').then((module) => ({ default: module.JournalMatches })),
)

type WorkflowsRouteProps = {
  /** The dialog that was open when this tab was last here: shown once. */
  restored: DialogTarget | null
  /** The same for the dialog of a batch. */
  restoredBatch: BatchTarget | null
}

/** `/workflows` and `/workflows/:id/terminate`: joins the list with the dialog. */
export function WorkflowsRoute({ restored, restoredBatch }: WorkflowsRouteProps) {
  const entries = useRecentTerminations()
  const lockedBecause = useLock()
  const isQuiet = useQuietMoment()
  const linked = useLinkedTarget(restored)
  const { drafts } = useSession()
  // A dialog that was closed since this page began does not come back with the route.
  const [opened, setOpened] = useState<DialogTarget | null>(() => (readDraft(drafts) ? restored : null))
  const target = linked.target ?? opened
  const [batch, setBatch] = useState<BatchTarget | null>(() =>
    readBatchDraft(drafts) ? restoredBatch : null,
  )

  // The same function on every render: the rows are drawn again for nothing else.
  const handleTerminate = useCallback<RowAction>((workflow, mode) => {
    setOpened({
      workflowId: workflow.id,
      workflow,
      mode,
      reason: '',
      hints: null,
      isFromLink: false,
      isRestored: false,
    })
  }, [])
  const handleClose = () => {
    setOpened(null)
    linked.close()
  }

  return (
    <WorkflowsPage
      entries={entries}
      isHeld={target !== null || batch !== null}
      wantsAll={(target !== null && target.workflow === null) || batch?.isRestored === true}
      isLinked={linked.isLinked}
      lockedBecause={lockedBecause}
      isQuiet={isQuiet}
      onTerminate={handleTerminate}
      onSelecting={prepareBatchDialog}
      onTerminateMany={(chosen) => setBatch(targetOf(chosen))}
      renderJournal={(q) => (
        <Suspense fallback={null}>
          <JournalMatches q={q} />
        </Suspense>
      )}
      notice={linked.isUnusable && <UnusableLink />}
    >
      {(shown) =>
        batch ? (
          <BatchOverList target={batch} shown={shown} entries={entries} onClose={() => setBatch(null)} />
        ) : (
          target && (
            <OpenDialog
              key={target.workflowId}
              target={target}
              list={shown.list}
              names={shown.names}
              onClose={handleClose}
            />
          )
        )
      }
    </WorkflowsPage>
  )
}

type OpenDialogProps = { target: DialogTarget; list: WorkflowList; names: Names; onClose: () => void }

/** The dialog over the list: what a link only names is looked for in what is loaded. */
function OpenDialog({ target, list, names, onClose }: OpenDialogProps) {
  const [openedAt] = useState(() => Date.now() + list.clockOffset)
  const workflow = target.workflow ?? list.workflows.find(({ id }) => id === target.workflowId) ?? null
  return (
    <TerminateDialog
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
      onReturnFocus={() => focusNear(target.workflowId)}
    />
  )
}

function useLinkedTarget(restored: DialogTarget | null) {
  const match = useMatch('/workflows/:id/terminate')
  const [query] = useSearchParams()
  const navigate = useNavigate()
  const id = match?.params.id ?? null
  const isUsable = id !== null && isWorkflowId(id)
  // What was typed in this tab is newer than what the link says.
  const fill = restored?.workflowId === id ? restored : { ...readTerminateLink(query), isRestored: false }
  return {
    target: isUsable
      ? { ...readTerminateLink(query), ...fill, workflowId: id, workflow: null, isFromLink: true }
      : null,
    isLinked: id !== null,
    isUnusable: id !== null && !isUsable,
    close: () => {
      if (id !== null) void navigate(pages.workflows, { replace: true })
    },
  }
}

/** Why no termination can be sent now; `null` = it can. */
function useLock(): string | null {
  const { isEnding } = useSession()
  const errors = useMutationState({
    filters: { mutationKey: terminationKeys.all, status: 'error' },
    select: ({ state }) => state.error,
  })
  if (isEnding) return m.ending_session()
  return errors.some(isReadOnly) ? m.error_read_only() : null
}

function UnusableLink() {
  return (
    <div className="px-4 pb-2 md:px-6">
      <Notice tone="warn" title={m.link_unusable()} live="assertive" />
    </div>
  )
}
