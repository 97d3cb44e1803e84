import { useLayoutEffect, useState, type ReactNode } from 'react'

import { describeWait } from '#src/api/describe-error.ts'
import { m } from '#src/messages/messages.js'
import { Notice } from '#src/ui/notice.tsx'

type WaitNoticeProps = {
  /** Whose answer it was that asked to wait. */
  error: unknown
  seconds: number
  onOver: () => void
  children: ReactNode
}

/** Counts down; then the operator may press again. */
export function WaitNotice({ error, seconds, onOver, children }: WaitNoticeProps) {
  const [left, setLeft] = useState(seconds)
  useLayoutEffect(() => {
    if (left <= 0) return onOver()
    const timer = setTimeout(() => setLeft(left - 1), 1000)
    return () => clearTimeout(timer)
    // The handler is new on every render and only ever says the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [left])
  return (
    <Notice tone="warn" title={left > 0 ? describeWait(error, left) : m.wait_over()} live="assertive">
      {children}
    </Notice>
  )
}
