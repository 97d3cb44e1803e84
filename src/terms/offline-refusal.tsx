import { useState } from 'react'

import { m } from '#src/messages/messages.js'
import { Notice } from '#src/ui/notice.tsx'
import { useOfflineSince } from '#src/ui/online.ts'

/** Refuses a press while there is no network, before anything leaves: what did not leave need not be looked for. */
export function useOfflineRefusal() {
  const isOffline = useOfflineSince() !== null
  const [isRefused, setIsRefused] = useState(false)
  // It was about that press: with the network back, the next one counts.
  if (isRefused && !isOffline) setIsRefused(false)
  return {
    /** Whether this press is refused. */
    refuse: () => {
      if (!navigator.onLine) setIsRefused(true)
      return !navigator.onLine
    },
    notice: isRefused && <Notice tone="warn" title={m.offline_not_sent()} live="assertive" />,
  }
}
