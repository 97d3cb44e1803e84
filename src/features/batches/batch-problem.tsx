import { useLayoutEffect } from 'react'

import { describeError } from '#src/api/describe-error.ts'
import type { Batch } from '#src/contract/batch.ts'
import { m } from '#src/messages/messages.js'
import { ChangeAccount } from '#src/terms/change-account.tsx'
import { WaitNotice } from '#src/terms/wait-notice.tsx'
import { ErrorDetails, Notice } from '#src/ui/notice.tsx'

import type { LostBatch } from './use-lost-batch.ts'

type RefusedStartProps = { error: unknown; onWaited: () => void }

/** The console has refused the batch, and nothing was begun: why, and what to do next. */
export function RefusedStart({ error, onWaited }: RefusedStartProps) {
  const words = describeError(error)
  const details = <ErrorDetails label={m.details()} text={words.details} />
  if (words.remedy === 'wait')
    return (
      <WaitNotice error={error} seconds={words.retryAfter} onOver={onWaited}>
        {details}
      </WaitNotice>
    )
  return (
    <Notice tone="danger" title={words.title} live="assertive">
      <p>
        {words.hint} {m.batch_dialog_not_begun()}
      </p>
      {words.remedy === 'change_account' && <ChangeAccount />}
      {details}
    </Notice>
  )
}

type LostStartProps = { lost: LostBatch; error: unknown; onBegun: (batch: Batch) => void }

/** No answer came, or one that says nothing: says so, looks by itself, and goes to the batch if it has begun. */
export function LostStart({ lost, error, onBegun }: LostStartProps) {
  const begun = lost.kind === 'begun' ? lost.batch : null
  useLayoutEffect(() => {
    if (begun !== null) onBegun(begun)
    // The handler is new on every render and only ever says the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [begun])
  const details = error !== null && <ErrorDetails label={m.details()} text={describeError(error).details} />
  if (lost.kind === 'never_arrived')
    return (
      <Notice tone="danger" title={m.outcome_never_arrived()} live="assertive">
        {details}
      </Notice>
    )
  return (
    <Notice tone="warn" title={m.batch_dialog_undecided()} live="assertive">
      <p>{m.batch_dialog_undecided_hint()}</p>
      {details}
    </Notice>
  )
}
