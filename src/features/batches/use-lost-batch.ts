import { useQuery } from '@tanstack/react-query'

import { batchQueries } from '#src/api/batches.ts'
import { ApiError } from '#src/api/http.ts'
import type { Batch } from '#src/contract/batch.ts'
import { useHttp } from '#src/session/session-context.ts'

const ASK_AGAIN_MS = 2000

export type LostBatch = { kind: 'looking' } | { kind: 'never_arrived' } | { kind: 'begun'; batch: Batch }

/** Looks for a batch whose answer was lost: has it begun? Asked until the console answers. */
export function useLostBatch(batchId: string | null): LostBatch | null {
  const { data, error } = useQuery({
    ...batchQueries.progress(useHttp(), batchId ?? ''),
    enabled: batchId !== null,
    retry: (_count, failure) => !isUnheardOf(failure),
    retryDelay: ASK_AGAIN_MS,
    refetchInterval: false,
    // Each loss is looked for anew.
    gcTime: 0,
  })
  if (batchId === null) return null
  if (data) return { kind: 'begun', batch: data.batch }
  return { kind: isUnheardOf(error) ? 'never_arrived' : 'looking' }
}

function isUnheardOf(error: unknown): boolean {
  return error instanceof ApiError && error.nature === 'gone'
}
