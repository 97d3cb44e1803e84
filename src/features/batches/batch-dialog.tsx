import { useCallback, useEffect, useMemo, useState } from 'react'

import { isSignIn } from '#src/api/describe-error.ts'
import type { Batch } from '#src/contract/batch.ts'
import type { JournalEntry, TerminationMode } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { formatCount } from '#src/lib/count.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useSession } from '#src/session/session-context.ts'
import { useOfflineRefusal } from '#src/terms/offline-refusal.tsx'
import { rememberReason } from '#src/terms/reasons.ts'
import { Modal } from '#src/ui/modal.tsx'
import { Notice } from '#src/ui/notice.tsx'
import { useNow } from '#src/ui/time.tsx'

import { dropBatchDraft, keepBatchDraft, keepBatchItems } from './batch-draft.ts'
import { BatchForm } from './batch-form.tsx'
import { BatchGroups } from './batch-groups.tsx'
import { BatchItems, type Naming } from './batch-items.tsx'
import { BatchLeftOut } from './batch-left-out.tsx'
import { LostStart, RefusedStart } from './batch-problem.tsx'
import { countNew, countStuck, planBatch, type BatchItem } from './plan-batch.ts'
import { useStart } from './use-start.ts'

export type BatchTarget = {
  /** Frozen when the dialog opened: nothing that moves changes it. */
  items: readonly BatchItem[]
  /** Everything that matched was taken: what matches since is told. */
  isAll: boolean
  takenOut: readonly string[]
  mode: TerminationMode
  reason: string
  /** The number, as far as it was typed. */
  typed: string
  retryOf: string | null
  /** Pressed before this page began, and nobody knows what became of it. */
  batchId: string | null
  isRestored: boolean
}

type BatchDialogProps = {
  target: BatchTarget
  names: Names
  /** `null` while the journal has not been read. */
  entries: ReadonlyMap<string, JournalEntry> | null
  /** The rows that match now. */
  matching: readonly Workflow[]
  /** How far the list was read in search of what a draft has kept by its id; `null` = nothing is missing. */
  reading: { loaded: number; total: number | null } | null
  /** Adds to the browser's clock to give the API's. */
  clockOffset: number
  onClose: () => void
  onStarted: (batch: Batch) => void
  onReturnFocus: () => void
}

const NO_ENTRIES: ReadonlyMap<string, JournalEntry> = new Map()

/** Asks before many workflows are terminated: names them, freezes them, starts the batch. Mounted means open. */
export function BatchDialog(props: BatchDialogProps) {
  const { target, names, entries, matching, reading, clockOffset, onClose, onStarted } = props
  const { drafts, console: rules, isEnding, session } = useSession()
  const [mode, setMode] = useState(target.mode)
  const [reason, setReason] = useState(target.reason)
  const [typed, setTyped] = useState(target.typed)
  const [takenOut, setTakenOut] = useState<ReadonlySet<string>>(() => new Set(target.takenOut))
  const now = useNow() + clockOffset
  const naming = useNaming(names, session.portal, now)

  // What is under way is judged once: who begins another termination meanwhile is left out by the gateway.
  const [frozen, setFrozen] = useState(entries)
  if (frozen === null && entries !== null) setFrozen(entries)
  const plan = useMemo(
    () => planBatch(target.items, { takenOut, entries: frozen ?? NO_ENTRIES, rules }),
    [target.items, takenOut, frozen, rules],
  )
  const count = plan.included.length
  const stuckCount = useMemo(() => countStuck(plan.included, naming.now), [plan.included, naming.now])
  const newCount = useMemo(
    () => (target.isAll ? countNew(target.items, matching) : 0),
    [target.isAll, target.items, matching],
  )

  const finish = (batch: Batch) => {
    rememberReason(drafts, reason)
    dropBatchDraft(drafts)
    onStarted(batch)
  }
  const offline = useOfflineRefusal()
  const start = useStart({ openId: target.batchId, onStarted: finish, onPress: keep })

  function keep(batchId: string | null) {
    const { isAll, retryOf } = target
    keepBatchDraft(drafts, { mode, reason, typed, isAll, retryOf, takenOut: [...takenOut], batchId })
  }
  useEffect(() => {
    keepBatchItems(
      drafts,
      target.items.map(({ id }) => id),
    )
  }, [drafts, target.items])
  useEffect(() => {
    const openId = start.openId()
    if (openId !== undefined) keep(openId)
  })

  const close = () => {
    dropBatchDraft(drafts)
    onClose()
  }
  const { forget } = start
  const toggle = useCallback(
    (id: string, isOut: boolean) => {
      forget()
      setTakenOut((before) => {
        const next = new Set(before)
        if (isOut) next.add(id)
        else next.delete(id)
        return next
      })
    },
    [forget],
  )

  // The same batch is sent again or none: while nobody knows whether it has begun, it cannot be another.
  const isFixed = start.isPending || start.lost?.kind === 'looking'
  const isGuarded = rules.protectedTemplates.length + rules.protectedStarters.length > 0
  return (
    <Modal
      title={m.batch_dialog_title({ count, shown: formatCount(count, getLocale()) })}
      isLocked={start.isPending}
      isWide
      onClose={close}
      onReturnFocus={props.onReturnFocus}
    >
      <BatchForm
        count={count}
        mode={mode}
        reason={reason}
        typed={typed}
        stuckCount={stuckCount}
        now={now}
        isFixed={isFixed}
        isPending={start.isPending}
        // What is protected is left out, so that the number is not known before it was read.
        isBlocked={isEnding || start.isWaiting || (reading !== null && isGuarded)}
        onMode={(next) => {
          forget()
          setMode(next)
        }}
        onReason={(next) => {
          forget()
          setReason(next)
        }}
        onTyped={setTyped}
        onSubmit={() => {
          if (isEnding || offline.refuse()) return
          const workflowIds = plan.included.map(({ id }) => id)
          const text = reason.trim() === '' ? null : reason
          start.press({
            mode,
            reason: text,
            workflowIds,
            confirmedCount: workflowIds.length,
            retryOf: target.retryOf,
          })
        }}
        onClose={close}
        before={
          <>
            {(target.isRestored || reading) && (
              <RestoredLine reading={reading} isOpen={start.lost !== null} />
            )}
            {newCount > 0 && (
              <Notice tone="info" title={m.batch_dialog_new({ count: newCount })} live="polite" />
            )}
            <BatchGroups items={plan.included} names={names} />
            <BatchItems listed={plan.listed} naming={naming} isLocked={isFixed} onTakeOut={toggle} />
            <BatchLeftOut leftOut={plan.leftOut} naming={naming} />
          </>
        }
        after={
          <>
            {offline.notice}
            {start.lost && <LostStart lost={start.lost} error={start.error} onBegun={start.finish} />}
            {start.error !== null && !start.lost && !isSignIn(start.error) && (
              <RefusedStart error={start.error} onWaited={start.onWaited} />
            )}
            {isEnding && <p role="status">{m.ending_session()}</p>}
          </>
        }
      />
    </Modal>
  )
}

/** The same object until the names come: lines are drawn again for nothing else. */
function useNaming(names: Names, portal: string, now: number): Naming {
  const [openedAt] = useState(now)
  return useMemo(() => ({ names, portal, now: openedAt }), [names, portal, openedAt])
}

type RestoredLineProps = { reading: BatchDialogProps['reading']; isOpen: boolean }

function RestoredLine({ reading, isOpen }: RestoredLineProps) {
  const locale = getLocale()
  const progress =
    reading &&
    m.batch_dialog_reading({
      loaded: formatCount(reading.loaded, locale),
      total: reading.total === null ? m.unknown() : formatCount(reading.total, locale),
    })
  return (
    <p role="status" className="text-meta text-muted -mt-2">
      {!isOpen && m.restored()} {progress}
    </p>
  )
}
