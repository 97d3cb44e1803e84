import { useQueryClient } from '@tanstack/react-query'
import { startTransition, useEffect, useState } from 'react'

import { workflowKeys } from '#src/api/workflows.ts'

/** Where a browser cannot tell when it is idle (Safari): after the frame that is being painted. */
const FRAME_MS = 50

/** False until the first page of the list is there, or has failed, and the browser has painted it. */
export function useQuietMoment(): boolean {
  const client = useQueryClient()
  const [isQuiet, setIsQuiet] = useState(false)

  useEffect(() => {
    if (isQuiet) return
    const cache = client.getQueryCache()
    let cancel = () => {}
    const look = () => {
      const lists = cache.findAll({ queryKey: workflowKeys.lists() })
      if (lists.some(({ state }) => state.status === 'pending')) return
      unsubscribe()
      // In small pieces: what comes now is much, and nothing of it is urgent.
      cancel = onIdle(() => startTransition(() => setIsQuiet(true)))
    }
    const unsubscribe = cache.subscribe(look)
    look()
    return () => {
      unsubscribe()
      cancel()
    }
  }, [client, isQuiet])

  return isQuiet
}

function onIdle(task: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(task, FRAME_MS)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(task, { timeout: 1000 })
  return () => cancelIdleCallback(handle)
}
