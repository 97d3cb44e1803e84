import type { Mutation, QueryClient } from '@tanstack/react-query'

import { batchKeys } from '#src/api/batches.ts'
import { ApiError } from '#src/api/http.ts'
import { terminationKeys, type Termination } from '#src/api/terminations.ts'

import type { UnderWay } from './trips.ts'

type TerminationMutation = Mutation<void, Error, Termination>

/** A termination whose answer is younger than this has not been told: what would have told it leaves with the page. */
const JUST_SENT_MS = 30_000

/**
 * Waits for the DELETE or the start of a batch in flight, so that leaving the page cuts none. Resolves to the DELETE
 * that may have acted, in flight at the call or sent just before it; `null` when there was none, or when it was refused
 * for certain. To be called at once when a session ends: what else is asked then must not let a DELETE slip by.
 */
export async function settleTerminations(client: QueryClient, now = Date.now()): Promise<UnderWay | null> {
  const cache = client.getMutationCache()
  const terminations = cache.findAll({ mutationKey: terminationKeys.all }) as TerminationMutation[]
  const sent = terminations.filter(
    ({ state }) => state.status === 'pending' || now - state.submittedAt < JUST_SENT_MS,
  )
  // A batch that is being started as well: its dialog learns whether it has begun.
  const starts = cache.findAll({ mutationKey: batchKeys.start(), status: 'pending' })
  await Promise.all([...sent, ...starts].map((mutation) => untilSettled(client, mutation)))
  const acted = sent.findLast(({ state }) => mayHaveActed(state.status, state.error))?.state.variables
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
