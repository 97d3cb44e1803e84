import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, type ReactNode } from 'react'

import { formatTime } from '#src/lib/format.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useSession } from '#src/session/session-context.ts'
import { Button } from '#src/ui/button.tsx'
import { useOfflineSince } from '#src/ui/online.ts'
import { useTimeDisplay } from '#src/ui/time-display.ts'
import { useNow } from '#src/ui/time.tsx'

/** Enough to finish what is being typed, and to sign in before a batch. */
const ENDS_SOON_MS = 600_000

/** The one line over every page: that there is no network, or else that the session ends soon. */
export function QuietLine() {
  const { session, isEnding, signInAgain } = useSession()
  const offlineSince = useOfflineSince()
  useReadAnew(offlineSince !== null)
  const now = useNow()
  const locale = getLocale()
  const { zone } = useTimeDisplay()
  const { expiresAt } = session
  if (offlineSince !== null)
    return <Line isHumble={false} words={m.offline_since({ time: formatTime(offlineSince, locale, zone) })} />
  // What has ended is told by the first call that hears it.
  if (expiresAt === null || isEnding || now < expiresAt - ENDS_SOON_MS || now >= expiresAt) return null
  return (
    <Line isHumble words={m.session_ends_at({ time: formatTime(expiresAt, locale, zone) })}>
      <Button look="link" onClick={signInAgain}>
        {m.sign_in_again_now()}
      </Button>
    </Line>
  )
}

/** What was shown before is old: read when the network is back, and not before. */
function useReadAnew(isOffline: boolean): void {
  const client = useQueryClient()
  const was = useRef(isOffline)
  useEffect(() => {
    if (was.current && !isOffline) void client.invalidateQueries()
    was.current = isOffline
  }, [client, isOffline])
}

type LineProps = {
  words: string
  /** Gives way to the line that says that a list is old: one at a time. */
  isHumble: boolean
  children?: ReactNode
}

function Line({ words, isHumble, children }: LineProps) {
  return (
    <div
      role="status"
      className={`bg-warn-tint text-warn text-meta flex min-h-7 shrink-0 items-center gap-3 px-4 md:px-6 ${isHumble ? 'group-has-[[data-stale]]/main:hidden' : ''}`}
    >
      <span>{words}</span>
      {children}
    </div>
  )
}
