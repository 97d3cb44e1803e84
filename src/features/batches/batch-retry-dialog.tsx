import { useMutation } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'

import { batchMutations } from '#src/api/batches.ts'
import { describeError, isSignIn, mayBeEnding } from '#src/api/describe-error.ts'
import { pages } from '#src/contract/addresses.ts'
import type { Batch } from '#src/contract/batch.ts'
import { TERMINATION_MODES, type JournalEntry, type TerminationMode } from '#src/contract/journal.ts'
import { readObject, readOneOf, readText } from '#src/contract/read.ts'
import { m } from '#src/messages/messages.js'
import { useHttp, useSession } from '#src/session/session-context.ts'
import { useOfflineRefusal } from '#src/terms/offline-refusal.tsx'
import { rememberReason } from '#src/terms/reasons.ts'
import { Modal } from '#src/ui/modal.tsx'
import { ErrorDetails, Notice } from '#src/ui/notice.tsx'
import { useNow } from '#src/ui/time.tsx'

import { FailedItem } from './batch-items-failed.tsx'
import { BatchForm } from './batch-form.tsx'

const DRAFT = 'batch-retry'

type RetryDraft = {
  mode: TerminationMode
  reason: string
  /** The number, as far as it was typed. */
  typed: string
}

export type RetryTarget = {
  /** Frozen when the dialog opens: what fails later is not in it. */
  items: readonly JournalEntry[]
  /** As it was before a sign-in or a reload. */
  draft: RetryDraft | null
  /** Pressed before this page began, and nobody knows what became of it. */
  pressedId: string | null
}

/** Which items the dialog is open for. It opens again by itself after a sign-in that came in between. */
export function useRetryTarget(batchId: string, failed: readonly JournalEntry[]) {
  const { drafts } = useSession()
  const [target, setTarget] = useState<RetryTarget | null>(() => {
    const stored = readObject(drafts.read(DRAFT))
    const ids: unknown[] = stored.batchId === batchId && Array.isArray(stored.ids) ? stored.ids : []
    const items = failed.filter(({ id }) => ids.includes(id))
    if (items.length === 0) return null
    const mode = readOneOf(TERMINATION_MODES, stored.mode) ?? 'soft'
    const [reason, typed] = [stored.reason, stored.typed].map((kept) =>
      typeof kept === 'string' ? kept : '',
    )
    return {
      items,
      draft: { mode, reason: reason ?? '', typed: typed ?? '' },
      pressedId: readText(stored.pressedId),
    }
  })
  return {
    target,
    open: () => setTarget({ items: failed, draft: null, pressedId: null }),
    close: () => setTarget(null),
  }
}

type RetryDialogProps = { batch: Batch; target: RetryTarget; onClose: () => void }

/** Asks before what failed is sent again as a new batch. Mounted means open. */
export function RetryDialog({ batch, target, onClose }: RetryDialogProps) {
  const { drafts, isEnding } = useSession()
  const navigate = useNavigate()
  const now = useNow()
  const { items } = target
  const [draft, setDraft] = useState(
    target.draft ?? { mode: batch.mode, reason: batch.reason ?? '', typed: '' },
  )
  // Kept after a lost answer, so that a second press begins no second batch; renewed after a definite refusal.
  const [newId, setNewId] = useState(() => target.pressedId ?? crypto.randomUUID())
  const [isPressed, setIsPressed] = useState(target.pressedId !== null)
  const isSent = useRef(false)
  const offline = useOfflineRefusal()
  const { mutate, isPending, error, reset } = useMutation(batchMutations.start(useHttp()))
  const isUndecided = isPressed && !isPending && (error === null || mayBeEnding(error))

  const keep = useCallback(
    (pressedId: string | null) => {
      drafts.write(DRAFT, { batchId: batch.id, ids: items.map(({ id }) => id), pressedId, ...draft })
    },
    [drafts, batch.id, items, draft],
  )
  useEffect(() => keep(isPressed ? newId : null), [keep, isPressed, newId])

  const close = () => {
    drafts.drop(DRAFT)
    onClose()
  }
  const change = (changes: Partial<RetryDraft>) => {
    setDraft({ ...draft, ...changes })
    // A refusal was about what had been sent.
    if (error !== null && !isUndecided) reset()
  }
  const start = () => {
    if (isSent.current || isEnding || offline.refuse()) return
    isSent.current = true
    setIsPressed(true)
    // Before anything leaves: what is lost with the page is pressed again as the same batch.
    keep(newId)
    const workflowIds = items.map(({ workflowId }) => workflowId)
    const { mode } = draft
    const reason = draft.reason.trim() === '' ? null : draft.reason
    mutate(
      { id: newId, mode, reason, workflowIds, confirmedCount: workflowIds.length, retryOf: batch.id },
      {
        onSuccess: ({ id }) => {
          rememberReason(drafts, draft.reason)
          close()
          void navigate(pages.batch(id))
        },
        onError: (failure) => {
          if (mayBeEnding(failure)) return
          setIsPressed(false)
          setNewId(crypto.randomUUID())
        },
        onSettled: () => {
          isSent.current = false
        },
      },
    )
  }

  return (
    <Modal title={m.terminate_title({ count: items.length })} isLocked={isPending} isWide onClose={close}>
      <BatchForm
        count={items.length}
        mode={draft.mode}
        reason={draft.reason}
        typed={draft.typed}
        // Failed items are not read anew: whether a step hangs is not known.
        stuckCount={0}
        now={now}
        // The same batch is sent again or none: it cannot be edited meanwhile.
        isFixed={isPending || isUndecided}
        isPending={isPending}
        isBlocked={isEnding}
        onMode={(mode) => change({ mode })}
        onReason={(reason) => change({ reason })}
        onTyped={(typed) => change({ typed })}
        onSubmit={start}
        onClose={close}
        before={
          <>
            {target.draft && target.pressedId === null && (
              <p role="status" className="text-meta text-muted -mt-2">
                {m.restored()}
              </p>
            )}
            <FrozenList items={items} />
          </>
        }
        after={
          <>
            {offline.notice}
            {isUndecided && error === null && <Undecided />}
            {error !== null && !isPending && !isSignIn(error) && <StartProblem error={error} />}
            {isEnding && <p role="status">{m.ending_session()}</p>}
          </>
        }
      />
    </Modal>
  )
}

function FrozenList({ items }: { items: readonly JournalEntry[] }) {
  return (
    <div className="flex flex-col gap-1">
      <p className="text-muted">{m.batch_retry_note()}</p>
      <ul
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keys
        tabIndex={0}
        aria-label={m.batch_items()}
        className="bg-canvas rounded-control flex max-h-40 flex-col gap-1 overflow-y-auto px-3 py-2"
      >
        {items.map((item) => (
          <FailedItem key={item.id} item={item} />
        ))}
      </ul>
    </div>
  )
}

/** Pressed before this page began: pressed again, it is the same batch. */
function Undecided() {
  return (
    <Notice tone="warn" title={m.batch_dialog_undecided()} live="polite">
      <p>{m.batch_dialog_undecided_hint()}</p>
    </Notice>
  )
}

function StartProblem({ error }: { error: Error }) {
  const words = describeError(error)
  const isLost = mayBeEnding(error)
  return (
    <Notice
      tone={isLost ? 'warn' : 'danger'}
      title={isLost ? m.batch_dialog_undecided() : words.title}
      live="assertive"
    >
      {isLost ? <p>{m.batch_dialog_undecided_hint()}</p> : words.hint && <p>{words.hint}</p>}
      <ErrorDetails label={m.details()} text={words.details} />
    </Notice>
  )
}
