import { useEffect, useState } from 'react'

import type { Batch, BatchProgress } from '#src/contract/batch.ts'
import { m } from '#src/messages/messages.js'
import { Notice } from '#src/ui/notice.tsx'

import { counted, describeLeft, describePause } from './batch-page-words.ts'

const TICK_MS = 200

type BatchStatusProps = {
  progress: BatchProgress
  /** How far the gateway's clock is ahead of the browser's, milliseconds. */
  clockOffset: number
  ratePerSecond: number
}

/** What the state of the batch means for who looks at it: the grace, why it rests, what it waits for. */
export function BatchStatus({ progress, clockOffset, ratePerSecond }: BatchStatusProps) {
  const { batch } = progress
  const pause = batch.state === 'paused' ? describePause({ ...batch, ...progress }) : null
  const left = describeLeft(batch, ratePerSecond)
  return (
    <>
      {batch.state === 'starting' && <Grace batch={batch} clockOffset={clockOffset} />}
      {pause && (
        <Notice tone="warn" title={pause.why} live="polite">
          <p>{pause.next}</p>
        </Notice>
      )}
      {batch.state === 'active' && (
        <p className="text-muted">
          {batch.waitingFor === null ? (
            left
          ) : (
            <span role="status" className="text-warn">
              {batch.waitingFor === 'api' ? m.batch_waits_api() : m.batch_waits_journal()}
            </span>
          )}
        </p>
      )}
    </>
  )
}

/** The countdown to the first item. A screen reader hears it once: the seconds are a timer, which is not announced. */
function Grace({ batch, clockOffset }: { batch: Batch; clockOffset: number }) {
  const now = useTick() + clockOffset
  const seconds = Math.ceil((batch.startsAt - now) / 1000)
  return (
    <div>
      <p role="timer" className="text-title font-semibold">
        {seconds > 0 ? m.batch_grace({ seconds }) : m.batch_grace_over()}
      </p>
      <p role="status" className="text-muted">
        {m.batch_grace_sentence(counted(batch.total))}
      </p>
    </div>
  )
}

function useTick(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
