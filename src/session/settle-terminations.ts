import type { Mutation, QueryClient } from '@tanstack/react-query'

import { ApiError } from '#src/api/http.ts'
import { terminationKeys, type Termination } from '#src/api/terminations.ts'

import type { UnderWay } from './trips.ts'

type TerminationMutation = Mutation<void, Error, Termination>

/**
 * Waits for the DELETE in flight, so that leaving the page cuts none. Resolves to the one that may have acted; `null`
 * when there was none, or when it was refused for certain.
 */
export async function settleTerminations(client: QueryClient): Promise<UnderWay | null> {
  const cache = client.getMutationCache()
  const pending = cache.findAll({
    mutationKey: terminationKeys.all,
    status: 'pending',
  }) as TerminationMutation[]
  await Promise.all(pending.map((mutation) => untilSettled(client, mutation)))
  const acted = pending.find(({ state }) => mayHaveActed(state.status, state.error))?.state.variables
  return acted ? { operationId: acted.operationId, workflowId: acted.workflowId } : null
}

function untilSettled(client: QueryClient, mutation: TerminationMutation): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = client.getMutationCache().subscribe(check)
    function check() {
      if (mutation.state.status === 'pending') return
      unsubscribe()
      resolve()
    }
    check()
  })
}

function mayHaveActed(status: string, error: Error | null): boolean {
  return status === 'success' || !(error instanceof ApiError) || error.isOutcomeUnknown
}
