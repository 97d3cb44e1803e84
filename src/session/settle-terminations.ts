import type { Mutation, QueryClient } from '@tanstack/react-query'

import { batchKeys } from '#src/api/batches.ts'
import { ApiError } from '#src/api/http.ts'
import { terminationKeys, type Termination } from '#src/api/terminations.ts'

import type { UnderWay } from './trips.ts'

type TerminationMutation = Mutation<void, Error, Termination>

/**
 * Waits for the DELETE or the start of a batch in flight, so that leaving the page cuts none. Resolves to the DELETE
 * that may have acted; `null` when there was none, or when it was refused for certain.
 */
export async function settleTerminations(client: QueryClient): Promise<UnderWay | null> {
  const cache = client.getMutationCache()
  const status = 'pending'
  const pending = cache.findAll({ mutationKey: terminationKeys.all, status }) as TerminationMutation[]
  // A batch that is being started as well: its dialog learns whether it has begun.
  const starts = cache.findAll({ mutationKey: batchKeys.start(), status })
  await Promise.all([...pending, ...starts].map((mutation) => untilSettled(client, mutation)))
  const acted = pending.find(({ state }) => mayHaveActed(state.status, state.error))?.state.variables
  return acted ? { operationId: acted.operationId, workflowId: acted.workflowId } : null
}

function untilSettled(client: QueryClient, mutation: Pick<Mutation, 'state'>): Promise<void> {
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
