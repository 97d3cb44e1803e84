import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'

import { describeError, isConfirmationRequired, isSignIn, mayBeEnding } from '#src/api/describe-error.ts'
import { terminationMutations } from '#src/api/terminations.ts'
import type { Names } from '#src/contract/names.ts'
import { isReasonRequired } from '#src/contract/session.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { m } from '#src/messages/messages.js'
import { useHttp, useSession } from '#src/session/session-context.ts'
import { useTimeDisplay } from '#src/ui/time-display.ts'
import { Modal } from '#src/ui/modal.tsx'

import { dropDraft, keepDraft, type TerminationDraft } from './draft.ts'
import { LookUpLine, SearchLine, type SearchProgress } from './look-up-line.tsx'
import { useOfflineRefusal } from '#src/terms/offline-refusal.tsx'
import { readReasons, rememberReason } from '#src/terms/reasons.ts'
import { describeProtection, describeStuck } from './rules.ts'
import { TerminateForm, type Draft, type TerminateStatus } from './terminate-form.tsx'
import { TerminationProblem, type ProblemVerdict } from './termination-problem.tsx'
import { useLookUp } from '#src/terms/use-look-up.ts'
import { UnknownOutcome } from './unknown-outcome.tsx'
import { WorkflowFacts } from './workflow-facts.tsx'

/** After this an answer is late, and the dialog may be closed: the gateway goes on and the journal tells. */
const LONG_MS = 10_000

export type DialogTarget = TerminationDraft & {
  /** As the list had it when the dialog opened; `null` = only the id is known, from a link. */
  workflow: Workflow | null
  /** Where a link says that it is to be found. */
  hints: { templateId: string | null; startedBy: string | null } | null
  isFromLink: boolean
  /** It was open when this tab was last here: before a sign-in, a reload or a crash. */
  isRestored: boolean
}

type TerminateDialogProps = {
  target: DialogTarget
  names: Names
  /** The API's clock. */
  now: number
  /** How far the list was read in search of a workflow that only a link names. */
  search: SearchProgress
  /** `operationId` of the termination that was accepted; `null` when nothing was. */
  onClose: (operationId: string | null) => void
  onReturnFocus: () => void
}

/** Asks before one workflow is terminated, sends it, and tells the truth about what came of it. Mounted means open. */
export function TerminateDialog({
  target,
  names,
  now,
  search,
  onClose,
  onReturnFocus,
}: TerminateDialogProps) {
  const { drafts, console: rules, isEnding, session } = useSession()
  const { zone } = useTimeDisplay()
  const [draft, setDraft] = useState<Draft>({ mode: target.mode, reason: target.reason, typed: target.typed })
  // One id per press that counts: what arrives twice is one termination, and what is pressed again is another.
  const [operationId, setOperationId] = useState('')
  const [sentAs, setSentAs] = useState(target.sentAs)
  // From before this page began: there is no answer to wait for, but the journal knows.
  const [lostId, setLostId] = useState(target.sentAs)
  const [verdict, setVerdict] = useState<ProblemVerdict>('open')
  const { mutate, isPending, error, reset } = useMutation(terminationMutations.terminate(useHttp()))
  const [isDemanded, setIsDemanded] = useState(false)
  const isSent = useRef(false)
  const offline = useOfflineRefusal()
  const isLong = useIsLong(isPending)
  const lookUp = useLookUp(target)
  const workflow = target.workflow ?? (lookUp.kind === 'listed' ? lookUp.workflow : null)

  useEffect(() => {
    keepDraft(drafts, { workflowId: target.workflowId, sentAs, ...draft })
  }, [drafts, target.workflowId, sentAs, draft])

  const close = (accepted: string | null) => {
    dropDraft(drafts)
    onClose(accepted)
  }
  const submit = (confirmation: string | null) => {
    const { mode, reason } = draft
    if (isSent.current || isEnding || offline.refuse()) return
    isSent.current = true
    const id = crypto.randomUUID()
    setOperationId(id)
    setSentAs(id)
    setLostId(null)
    // Before it leaves: what is lost with the page can be looked for after it.
    keepDraft(drafts, { workflowId: target.workflowId, sentAs: id, ...draft })
    setVerdict('open')
    mutate(
      { workflowId: target.workflowId, operationId: id, confirmation, mode, reason },
      {
        onSuccess: () => {
          rememberReason(drafts, reason)
          close(id)
        },
        onError: (failure) => {
          if (!mayBeEnding(failure)) setSentAs(null)
          // For good: another failure after it does not take the question back.
          if (isConfirmationRequired(failure)) setIsDemanded(true)
        },
        onSettled: () => {
          isSent.current = false
        },
      },
    )
  }

  const isMissing = workflow === null && search.isProvenMiss
  // Refused for a session that was over, while another tab has brought a new one: it may be pressed again.
  const isSignedInAgain = error !== null && isSignIn(error) && !isEnding && !isPending
  const hasEnded = lookUp.kind === 'ended' || isMissing || verdict === 'ended'
  const status = statusOf({
    isPending,
    isLong,
    hasEnded,
    isUndecided: verdict === 'open' && (lostId !== null || mayBeEnding(error)),
    isBlocked: isEnding || ((lostId !== null || error !== null) && !isSignedInAgain && verdict !== 'ready'),
  })

  return (
    <Modal
      title={m.terminate_title({ count: 1 })}
      isLocked={isPending && !isLong}
      onClose={() => close(null)}
      onReturnFocus={onReturnFocus}
    >
      <TerminateForm
        draft={draft}
        onDraft={(next) => {
          setDraft(next)
          // A refusal was about what had been sent: what is edited now is another request.
          if (error !== null && verdict === 'ready') reset()
        }}
        suggestions={readReasons(drafts)}
        softWarning={describeStuck(workflow, now, zone)}
        isReasonRequired={isReasonRequired(rules.requireReason, draft.mode)}
        protectedBy={describeProtection(
          { workflowId: target.workflowId, workflow, isDemanded },
          rules,
          names,
        )}
        status={status}
        onSubmit={submit}
        onClose={() => close(null)}
        before={
          <>
            <WorkflowFacts
              workflowId={target.workflowId}
              workflow={workflow}
              names={names}
              portal={session.portal}
              now={now}
            />
            <FactsLine>
              {target.isRestored && target.sentAs === null
                ? `${m.restored()} `
                : target.isFromLink && `${m.filled_by_link()} `}
              {workflow === null ? (
                <SearchLine search={search} />
              ) : (
                <LookUpLine lookUp={lookUp} seen={workflow} now={now} />
              )}
            </FactsLine>
          </>
        }
        after={
          <>
            {offline.notice}
            {isLong && <p role="status">{m.sending_long()}</p>}
            {error !== null && !isPending && !isSignIn(error) && (
              <TerminationProblem
                key={operationId}
                words={describeError(error, 'terminate', zone)}
                error={error}
                operationId={operationId}
                onVerdict={setVerdict}
                onAccepted={() => close(operationId)}
              />
            )}
            {lostId !== null && (
              <UnknownOutcome operationId={lostId} onVerdict={setVerdict} onAccepted={() => close(lostId)}>
                {null}
              </UnknownOutcome>
            )}
            {isEnding && <p role="status">{m.ending_session()}</p>}
            {isSignedInAgain && <p role="status">{m.returned_nothing_sent()}</p>}
          </>
        }
      />
    </Modal>
  )
}

/** Keeps its place while the look-up is under way, so that nothing jumps. */
function FactsLine({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="text-meta text-muted -mt-2 min-h-4">
      {children}
    </p>
  )
}

type StatusFacts = Record<'isPending' | 'isLong' | 'hasEnded' | 'isUndecided' | 'isBlocked', boolean>

function statusOf({ isPending, isLong, hasEnded, isUndecided, isBlocked }: StatusFacts): TerminateStatus {
  if (isPending) return { kind: 'sending', isLong }
  return hasEnded || isBlocked ? { kind: 'blocked', hasEnded, isUndecided } : { kind: 'ready' }
}

function useIsLong(isPending: boolean): boolean {
  const [isLong, setIsLong] = useState(false)
  useEffect(() => {
    if (!isPending) return
    const timer = setTimeout(() => setIsLong(true), LONG_MS)
    return () => {
      clearTimeout(timer)
      setIsLong(false)
    }
  }, [isPending])
  return isLong
}
