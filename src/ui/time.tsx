import { useSyncExternalStore, type ReactNode } from 'react'

import { formatShort } from '#src/lib/format.ts'
import { formatRelative } from '#src/lib/relative.ts'
import { getLocale } from '#src/messages/runtime.js'

import { useTimeDisplay } from './time-display.ts'

const TICK_MS = 10_000

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, TICK_MS)
  return () => clearInterval(timer)
}

let ofThisTask: number | null = null

/** The same all through a task: React reads twice, and takes a step between the two for a store that never rests. */
function readNow(): number {
  if (ofThisTask === null) {
    ofThisTask = Math.floor(Date.now() / TICK_MS) * TICK_MS
    void Promise.resolve().then(() => {
      ofThisTask = null
    })
  }
  return ofThisTask
}

/** The browser's clock in steps of 10 s: what it shows need not be newer. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, readNow)
}

type TimeAgoProps = {
  instant: number
  /** What counts as now: the API's clock, where there is one. */
  now: number
  /** The Tab key stops at it, and its card opens then. A list has a hundred of them: there its menu says the times. */
  isStop?: boolean
  /** A card of a narrow screen has no room for a day. */
  isBrief?: boolean
  className?: string
}

/** "5 min. ago" or the time itself, as the operator likes it; `time-cards.tsx` says the rest to who points at it. */
export function TimeAgo({ instant, now, isStop = false, isBrief = false, className = '' }: TimeAgoProps) {
  const locale = getLocale()
  const { zone, isRelative } = useTimeDisplay()
  const time = (
    <time dateTime={new Date(instant).toISOString()} className={className}>
      {isRelative || isBrief
        ? formatRelative(Math.min(instant, now), now, locale)
        : formatShort(instant, now, locale, zone)}
    </time>
  )
  return isStop ? <TimeStop>{time}</TimeStop> : time
}

/** A time that the Tab key stops at. */
export function TimeStop({ children }: { children: ReactNode }) {
  return (
    <button type="button" data-time-stop className="rounded-control -my-0.5 py-0.5 text-left align-baseline">
      {children}
    </button>
  )
}
