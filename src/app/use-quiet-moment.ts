import { useQueryClient } from '@tanstack/react-query'
import { startTransition, useEffect, useState } from 'react'

import { workflowKeys } from '#src/api/workflows.ts'
import { onIdle } from '#src/lib/on-idle.ts'

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
