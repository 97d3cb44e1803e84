import { useEffect, useRef, useState } from 'react'

import type { Batch } from '#src/contract/batch.ts'
import { m } from '#src/messages/messages.js'

import { countFailed, countOutcomes, countProcessed } from './batch-page-outcomes.ts'
import { counted, describeBatch, describeState, shownCount } from './batch-page-words.ts'

type NotifyBoxProps = { isOn: boolean; onChange: (isOn: boolean) => void }

/** Asks the browser for permission on this press, and never by itself. Nothing where there are no notifications. */
export function NotifyBox({ isOn, onChange }: NotifyBoxProps) {
  const [isDenied, setIsDenied] = useState(false)
  if (typeof Notification === 'undefined') return null

  const handleChange = async (wanted: boolean) => {
    setIsDenied(false)
    if (!wanted) return onChange(false)
    const permission =
      Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission
    onChange(permission === 'granted')
    setIsDenied(permission === 'denied')
  }

  return (
    <div>
      <label className="inline-flex min-h-6 items-center gap-2">
        <input
          type="checkbox"
          className="accent-accent size-4"
          checked={isOn}
          onChange={({ target }) => void handleChange(target.checked)}
        />
        {m.batch_notify()}
      </label>
      {isDenied && (
        <p role="status" className="text-meta text-warn">
          {m.batch_notify_denied()}
        </p>
      )}
    </div>
  )
}

/**
 * Notifies when the batch comes to an end or to rest while the page is open, seen or not. What comes of a press of
 * one's own is no news: the function that is returned is told of it.
 */
export function useEndNotification(batch: Batch | undefined, isOn: boolean): (isOwn: boolean) => void {
  const known = useRef<Batch['state']>(undefined)
  const isOwn = useRef(false)
  const state = batch?.state

  useEffect(() => {
    const before = known.current
    known.current = state
    if (!batch || before === undefined || before === state) return
    const wasOwn = isOwn.current
    isOwn.current = false
    if (!isOn || wasOwn || state === 'active' || state === 'starting') return
    notify(batch)
  }, [batch, state, isOn])

  return (own) => {
    isOwn.current = own
  }
}

function notify(batch: Batch): void {
  try {
    const notification = new Notification(`${describeState(batch).word}: ${describeBatch(batch)}`, {
      body: describeEnd(batch),
      tag: batch.id,
    })
    notification.addEventListener('click', () => {
      window.focus()
      notification.close()
    })
  } catch {
    // Some phones offer the constructor and refuse it: the page itself says the same.
  }
}

function describeEnd(batch: Batch): string {
  const failed = countFailed(batch)
  if (failed > 0) return m.batch_failed_items(counted(failed))
  const told = countOutcomes(batch).map(({ word, count }) => `${word}: ${shownCount(count)}`)
  return [
    m.batch_progress({ processed: shownCount(countProcessed(batch)), total: shownCount(batch.total) }),
    ...told,
  ].join('\n')
}
