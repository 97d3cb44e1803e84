import type { Mutation, QueryClient } from '@tanstack/react-query'

import { batchKeys } from '#src/api/batches.ts'
import { ApiError } from '#src/api/http.ts'
import { terminationKeys, type Termination } from '#src/api/terminations.ts'
import type { BatchList } from '#src/contract/batch.ts'

import type { Sent } from './trips.ts'

/** A write whose answer is younger than this has not been told: what would have told it leaves with the page. */
const JUST_SENT_MS = 30_000

/**
 * Waits for the DELETE, or the start or move of a batch, in flight, so that leaving the page cuts none. Resolves to what
 * may have acted: in flight at the call, sent just before it, or with an outcome that nobody knows; not what was refused
 * for certain. To be called at once when a session ends: what else is asked then must not let a write slip by.
 */
export async function settleWrites(client: QueryClient, now = Date.now()): Promise<Sent> {
  const hasWorkingBatch = isBatchWorking(client)
  const terminations = findSent<Termination>(client, terminationKeys.all, now)
  const batches = findSent<unknown>(client, batchKeys.all, now)
  await Promise.all([...terminations, ...batches].map((mutation) => untilSettled(client, mutation)))
  const acted = terminations.findLast(mayHaveActed)?.state.variables
  return {
    underWay: acted ? { operationId: acted.operationId, workflowId: acted.workflowId } : null,
    hasBatch: hasWorkingBatch || batches.some(mayHaveActed),
  }
}

type Write<T> = Mutation<unknown, Error, T>

function findSent<T>(client: QueryClient, mutationKey: readonly string[], now: number): Write<T>[] {
  const known = client.getMutationCache().findAll({ mutationKey }) as Write<T>[]
  return known.filter(
    (write) =>
      write.state.status === 'pending' ||
      isOutcomeUnknown(write) ||
      now - write.state.submittedAt < JUST_SENT_MS,
  )
}

function isBatchWorking(client: QueryClient): boolean {
  const open = client.getQueryData<BatchList>(batchKeys.open())
  return open?.batches.some(({ state }) => state === 'starting' || state === 'active') ?? false
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

function mayHaveActed<T>(write: Write<T>): boolean {
  return write.state.status === 'success' || isOutcomeUnknown(write)
}

/** It failed, and nobody knows what it did. */
function isOutcomeUnknown<T>({ state: { status, error } }: Write<T>): boolean {
  return status === 'error' && (!(error instanceof ApiError) || error.isOutcomeUnknown)
}
