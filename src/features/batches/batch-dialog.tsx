import { useMutation } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'

import { batchMutations } from '#src/api/batches.ts'
import { describeError, isSignIn, mayBeEnding } from '#src/api/describe-error.ts'
import { MOST_ITEMS, type Batch } from '#src/contract/batch.ts'
import type { JournalEntry, TerminationMode } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { m } from '#src/messages/messages.js'
import { useHttp, useSession } from '#src/session/session-context.ts'
import { rememberReason } from '#src/terms/reasons.ts'
import { Modal } from '#src/ui/modal.tsx'
import { ErrorDetails, Notice } from '#src/ui/notice.tsx'

import { dropBatchDraft, keepBatchDraft } from './batch-draft.ts'
import { BatchForm } from './batch-form.tsx'
import { BatchPreview } from './batch-preview.tsx'
import { countNew, planBatch, type BatchItem } from './plan-batch.ts'

export type BatchTarget = {
  /** Frozen when the dialog opened: nothing that moves changes it. */
  items: readonly BatchItem[]
  /** Everything that matched was taken: what matches since is told. */
  isAll: boolean
  takenOut: readonly string[]
  mode: TerminationMode
  reason: string
  retryOf: string | null
  isRestored: boolean
}

type BatchDialogProps = {
  target: BatchTarget
  names: Names
  entries: ReadonlyMap<string, JournalEntry>
  /** The rows that match now. */
  matching: readonly Workflow[]
  onClose: () => void
  onStarted: (batch: Batch) => void
  onReturnFocus: () => void
}

/** Asks before many workflows are terminated: names them, freezes them, starts the batch. Mounted means open. */
export function BatchDialog(props: BatchDialogProps) {
  const { target, names, entries, matching, onClose, onStarted, onReturnFocus } = props
  const { drafts, console: rules, isEnding } = useSession()
  const [mode, setMode] = useState(target.mode)
  const [reason, setReason] = useState(target.reason)
  const [takenOut, setTakenOut] = useState<ReadonlySet<string>>(() => new Set(target.takenOut))
  const { mutate, isPending, error, reset } = useMutation(batchMutations.start(useHttp()))
  // One id for as long as nobody knows what became of it: what arrives twice is one batch.
  const batchId = useRef<string | null>(null)
  const isSent = useRef(false)

  // What is under way is judged once: who begins another termination meanwhile is left out by the gateway.
  const [frozenEntries] = useState(entries)
  const plan = useMemo(
    () => planBatch(target.items, { takenOut, entries: frozenEntries, rules }),
    [target.items, takenOut, frozenEntries, rules],
  )
  const count = plan.included.length
  const newCount = target.isAll ? countNew(target.items, matching) : 0

  useEffect(() => {
    keepBatchDraft(drafts, {
      mode,
      reason,
      isAll: target.isAll,
      retryOf: target.retryOf,
      workflowIds: target.items.slice(0, MOST_ITEMS).map(({ id }) => id),
      takenOut: [...takenOut],
    })
  }, [drafts, target, mode, reason, takenOut])

  const close = () => {
    dropBatchDraft(drafts)
    onClose()
  }
  const change = (apply: () => void) => {
    apply()
    // A refusal was about what had been sent; while the outcome is open the same batch has to be sent again.
    if (error !== null && !mayBeEnding(error)) reset()
  }
  const toggle = (id: string, isOut: boolean) =>
    change(() =>
      setTakenOut((before) => {
        const next = new Set(before)
        if (isOut) next.add(id)
        else next.delete(id)
        return next
      }),
    )
  const submit = () => {
    if (isSent.current || isEnding) return
    isSent.current = true
    batchId.current ??= crypto.randomUUID()
    const workflowIds = plan.included.map(({ id }) => id)
    mutate(
      {
        id: batchId.current,
        mode,
        reason: reason.trim() === '' ? null : reason,
        workflowIds,
        confirmedCount: workflowIds.length,
        retryOf: target.retryOf,
      },
      {
        onSuccess: (batch) => {
          rememberReason(drafts, reason)
          dropBatchDraft(drafts)
          onStarted(batch)
        },
        onError: (failure) => {
          if (!mayBeEnding(failure)) batchId.current = null
        },
        onSettled: () => {
          isSent.current = false
        },
      },
    )
  }

  const isUndecided = error !== null && !isPending && mayBeEnding(error)
  return (
    <Modal
      title={m.terminate_title({ count })}
      isLocked={isPending}
      isWide
      onClose={close}
      onReturnFocus={onReturnFocus}
    >
      <BatchForm
        count={count}
        mode={mode}
        reason={reason}
        // The same batch is sent again or none: it cannot be edited meanwhile.
        isFixed={isPending || isUndecided}
        isPending={isPending}
        isBlocked={isEnding}
        onMode={(next) => change(() => setMode(next))}
        onReason={(next) => change(() => setReason(next))}
        onSubmit={submit}
        onClose={close}
        before={
          <>
            {target.isRestored && <p className="text-meta text-muted">{m.restored()}</p>}
            {newCount > 0 && (
              <Notice tone="info" title={m.batch_dialog_new({ count: newCount })} live="polite" />
            )}
            <BatchPreview
              plan={plan}
              names={names}
              isLocked={isPending || isUndecided}
              onTakeOut={(id) => toggle(id, true)}
              onPutBack={(id) => toggle(id, false)}
            />
          </>
        }
        after={
          <>
            {error !== null && !isPending && !isSignIn(error) && (
              <StartProblem error={error} isUndecided={isUndecided} />
            )}
            {isEnding && <p role="status">{m.ending_session()}</p>}
          </>
        }
      />
    </Modal>
  )
}

function StartProblem({ error, isUndecided }: { error: unknown; isUndecided: boolean }) {
  const words = describeError(error)
  return (
    <Notice
      tone={isUndecided ? 'warn' : 'danger'}
      title={isUndecided ? m.batch_dialog_undecided() : words.title}
      live="assertive"
    >
      {isUndecided ? <p>{m.batch_dialog_undecided_hint()}</p> : words.hint && <p>{words.hint}</p>}
      <ErrorDetails label={m.details()} text={words.details} />
    </Notice>
  )
}
