import { useSyncExternalStore } from 'react'

import { formatInstant, formatRelative } from '#src/lib/format.ts'
import { getLocale } from '#src/messages/runtime.js'

const TICK_MS = 10_000

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, TICK_MS)
  return () => clearInterval(timer)
}

const readNow = () => Math.floor(Date.now() / TICK_MS) * TICK_MS

/** The browser's clock in steps of 10 s: what it shows need not be newer. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, readNow)
}

type TimeAgoProps = {
  instant: number
  /** What counts as now: the API's clock, where there is one. */
  now: number
  className?: string
}

/** "5 min. ago", with the instant in the local zone and in UTC for who points at it. */
export function TimeAgo({ instant, now, className = '' }: TimeAgoProps) {
  const locale = getLocale()
  return (
    <time
      dateTime={new Date(instant).toISOString()}
      // A list has a hundred of them, and few are pointed at.
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = formatInstant(instant, locale)
      }}
      className={className}
    >
      {formatRelative(Math.min(instant, now), now, locale)}
    </time>
  )
}
