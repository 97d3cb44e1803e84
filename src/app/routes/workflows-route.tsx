import { useMutationState } from '@tanstack/react-query'
import { Suspense, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { useMatch, useNavigate, useSearchParams } from 'react-router'

import { isReadOnly } from '#src/api/describe-error.ts'
import { terminationKeys } from '#src/api/terminations.ts'
import { ErrorBoundary } from '#src/app/error-boundary.tsx'
import { useQuietMoment } from '#src/app/use-quiet-moment.ts'
import { pages } from '#src/contract/addresses.ts'
import type { TerminationMode } from '#src/contract/journal.ts'
import { isWorkflowId, type Workflow } from '#src/contract/workflow.ts'
import type { BatchTarget } from '#src/features/batches/batch-dialog.tsx'
import { readBatchDraft } from '#src/features/batches/batch-draft.ts'
import { readDraft } from '#src/features/termination/draft.ts'
import type { DialogTarget } from '#src/features/termination/terminate-dialog.tsx'
import { readTerminateLink } from '#src/features/termination/terminate-link.ts'
import { useRecentTerminations } from '#src/features/termination/use-recent-terminations.tsx'
import { focusNear } from '#src/features/workflows/table/use-focus-keeper.ts'
import type { RowAction } from '#src/features/workflows/table/workflow-row.tsx'
import { WorkflowsPage } from '#src/features/workflows/workflows-page.tsx'
import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'
import { Notice } from '#src/ui/notice.tsx'
import { humblePart, part } from '#src/ui/part.tsx'

import { BatchOverList, targetOf } from './batch-over-list.tsx'
import { TerminateOverList } from './terminate-over-list.tsx'

const WorkflowDetail = part(() =>
  import('#src/features/workflows/detail/workflow-detail.tsx').then((module) => module.WorkflowDetail),
)
const WorkflowJournal = humblePart(() =>
  import('#src/features/journal/workflow-journal.tsx').then((module) => module.WorkflowJournal),
)
const JournalMatches = humblePart(() =>
  import('#src/features/journal/journal-matches.tsx').then((module) => module.JournalMatches),
)

const NEW_DIALOG = {
  reason: '',
  typed: '',
  sentAs: null,
  hints: null,
  isFromLink: false,
  isRestored: false,
} as const

type WorkflowsRouteProps = {
  /** The dialog that was open when this tab was last here: shown once. */
  restored: DialogTarget | null
  /** The same for the dialog of a batch. */
  restoredBatch: BatchTarget | null
}

/** `/workflows`, `/workflows/:id` and `/workflows/:id/terminate`: joins the list with the detail and the dialog. */
export function WorkflowsRoute({ restored, restoredBatch }: WorkflowsRouteProps) {
  const entries = useRecentTerminations()
  const lockedBecause = useLock()
  const isQuiet = useQuietMoment()
  const linked = useLinkedTarget(restored)
  const { drafts } = useSession()
  // A dialog that was closed since this page began does not come back with the route.
  const [opened, setOpened] = useState<DialogTarget | null>(() => (readDraft(drafts) ? restored : null))
  const target = linked.target ?? opened
  const detail = useDetailTarget()
  const [batch, setBatch] = useState<BatchTarget | null>(() =>
    readBatchDraft(drafts) ? restoredBatch : null,
  )

  // The same function on every render: the rows are drawn again for nothing else.
  const handleTerminate = useCallback<RowAction>((workflow, mode) => {
    setOpened({ ...NEW_DIALOG, workflowId: workflow.id, workflow, mode })
  }, [])
  const terminateFromDetail = (workflow: Workflow | null, mode: TerminationMode) => {
    if (workflow !== null) return handleTerminate(workflow, mode)
    if (detail.id === null) return
    setOpened({
      ...NEW_DIALOG,
      workflowId: detail.id,
      workflow: null,
      mode,
      hints: detail.hints,
    })
  }
  const handleClose = () => {
    setOpened(null)
    linked.close()
  }

  return (
    <WorkflowsPage
      entries={entries}
      isHeld={target !== null || batch !== null}
      wantsAll={
        (target !== null && target.workflow === null) || detail.id !== null || batch?.isRestored === true
      }
      isCovered={detail.id !== null}
      isLinked={linked.isLinked}
      lockedBecause={lockedBecause}
      isQuiet={isQuiet}
      onTerminate={handleTerminate}
      onTerminateMany={(chosen) => setBatch(targetOf(chosen))}
      renderJournal={(q) => <JournalMatches q={q} />}
      notice={(linked.isUnusable || detail.isUnusable) && <UnusableLink />}
    >
      {(shown) => (
        <>
          {detail.id !== null && (
            // The list under it stays.
            <ErrorBoundary>
              <Suspense fallback={null}>
                <WorkflowDetail
                  key={detail.id}
                  workflowId={detail.id}
                  hints={detail.hints}
                  list={shown.list}
                  entries={entries}
                  lockedBecause={lockedBecause}
                  onTerminate={terminateFromDetail}
                  renderJournal={(isRunning) => (
                    <WorkflowJournal workflowId={detail.id ?? ''} isRunning={isRunning} />
                  )}
                />
              </Suspense>
            </ErrorBoundary>
          )}
          <BatchOverList target={batch} shown={shown} entries={entries} onClose={() => setBatch(null)} />
          <TerminateOverList
            target={batch ? null : target}
            isQuiet={isQuiet}
            isOverDetail={detail.id !== null}
            list={shown.list}
            names={shown.names}
            onClose={handleClose}
          />
        </>
      )}
    </WorkflowsPage>
  )
}

function useLinkedTarget(restored: DialogTarget | null) {
  const match = useMatch('/workflows/:id/terminate')
  const [query] = useSearchParams()
  const navigate = useNavigate()
  const id = match?.params.id ?? null
  const isUsable = id !== null && isWorkflowId(id)
  // What was typed in this tab is newer than what the link says.
  const fill =
    restored?.workflowId === id
      ? restored
      : { ...readTerminateLink(query), typed: '', sentAs: null, isRestored: false }
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

/** The workflow whose detail the address asks for, with where its query says that it is to be found. */
function useDetailTarget() {
  const match = useMatch('/workflows/:id')
  const [query] = useSearchParams()
  const id = match?.params.id ?? null
  const isUsable = id !== null && isWorkflowId(id)
  const detail = isUsable ? id : null
  // The list comes back where it was left, with the focus on the row.
  const last = useRef(detail)
  useLayoutEffect(() => {
    if (detail === null && last.current !== null) focusNear(last.current)
    last.current = detail
  }, [detail])
  const hints = readTerminateLink(query).hints ?? { templateId: null, startedBy: null }
  return { id: detail, hints, isUnusable: id !== null && !isUsable }
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
