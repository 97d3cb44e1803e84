import { paths } from '#src/contract/addresses.ts'
import { decodeBatchAnswer, type Batch, type NewBatch } from '#src/contract/batch.ts'

import type { StoryPortal } from './story-portal.ts'

type Portal = Pick<StoryPortal, 'browse' | 'sandbox'>

/** Begins a batch as the dialog of the list does, but from another tab of the same operator. */
export async function beginBatch(
  { browse, sandbox }: Portal,
  workflowIds: readonly string[],
  wanted: Partial<NewBatch> = {},
): Promise<Batch> {
  const body: NewBatch = {
    id: crypto.randomUUID(),
    mode: 'soft',
    reason: 'Cleared away',
    workflowIds,
    confirmedCount: workflowIds.length,
    retryOf: null,
    ...wanted,
  }
  const response = await browse(paths.batches, {
    method: 'POST',
    headers: { Authorization: `Bearer ${sandbox.issueSession({ userId: 1 })}` },
    body: JSON.stringify(body),
  })
  return decodeBatchAnswer(await response.json())
}
