import { useQueryClient } from '@tanstack/react-query'
import { startTransition, useEffect, useState } from 'react'

import { workflowKeys } from '#src/api/workflows.ts'

/** Where a browser cannot tell when it is idle (Safari): after the frame that is being painted. */
const FRAME_MS = 50
/** A tab in the background paints nothing: then there is no frame to wait for. */
const LONGEST_FRAME_MS = 500

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

/** A browser calls itself idle also before it has painted what has just come: first the frame, then the idle moment. */
function onIdle(task: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(task, FRAME_MS)
    return () => clearTimeout(timer)
  }
  let isPainted = false
  const timer = setTimeout(wait, LONGEST_FRAME_MS)
  const frame = requestAnimationFrame(() => setTimeout(wait))
  let idle: number | null = null
  function wait() {
    if (isPainted) return
    isPainted = true
    idle = requestIdleCallback(task, { timeout: 1000 })
  }
  return () => {
    isPainted = true
    clearTimeout(timer)
    cancelAnimationFrame(frame)
    if (idle !== null) cancelIdleCallback(idle)
  }
}
