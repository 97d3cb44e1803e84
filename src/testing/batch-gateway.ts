import { onTestFinished } from 'vitest'

import { paths } from '#src/contract/addresses.ts'
import { decodeBatchAnswer, decodeBatchProgress, type Batch, type NewBatch } from '#src/contract/batch.ts'
import { decodeErrorEnvelope } from '#src/contract/errors.ts'
import { createStoryPortal, type StoryOptions } from './story-portal.ts'

/** Enough workflows that stand still, and a pacer that lets a test end. */
export const MANY = {
  sandbox: { workflowCount: 60, life: false, seed: undefined },
  gateway: { pacer: { concurrency: 2, ratePerSecond: 10, burst: 10 } },
} satisfies StoryOptions

type CallInit = { method?: string; body?: unknown; token?: string; headers?: Record<string, string> }

/** The gateway over the sandbox, with the sessions of two operators, as batches are worked with. */
export async function openBatchGateway(options: StoryOptions = {}) {
  const portal = await createStoryPortal(options)
  onTestFinished(() => portal.close())
  const anna = portal.sandbox.issueSession({ userId: 1 })
  const pyotr = portal.sandbox.issueSession({ userId: 7 })

  const call = (path: string, { method = 'GET', body, token = anna, headers }: CallInit = {}) =>
    portal.browse(path, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const start = (workflowIds: readonly string[], wanted: Partial<NewBatch> = {}, token = anna) =>
    call(paths.batches, { method: 'POST', token, body: createWanted(workflowIds, wanted) })
  const begin = async (workflowIds: readonly string[], wanted: Partial<NewBatch> = {}): Promise<Batch> =>
    decodeBatchAnswer(await (await start(workflowIds, wanted)).json())
  const progress = async (batchId: string, token = anna) =>
    decodeBatchProgress(await (await call(paths.batch(batchId), { token })).json())

  return {
    ...portal,
    anna,
    pyotr,
    call,
    start,
    begin,
    progress,
    move: (batchId: string, move: Parameters<typeof paths.batchMove>[1], token = anna) =>
      call(paths.batchMove(batchId, move), { method: 'POST', token }),
    sent: () => portal.sandbox.record.deletes.map(({ id }) => id),
  }
}

function createWanted(workflowIds: readonly string[], wanted: Partial<NewBatch>): NewBatch {
  return {
    id: crypto.randomUUID(),
    mode: 'soft',
    reason: 'Cleared away',
    workflowIds,
    confirmedCount: workflowIds.length,
    retryOf: null,
    ...wanted,
  }
}

/** Status and code of an answer, such as `409 BATCH_MOVED`. */
export async function outcome(response: Promise<Response>): Promise<string> {
  const answer = await response
  const code = decodeErrorEnvelope(await answer.json().catch(() => null))?.code
  return code ? `${answer.status} ${code}` : String(answer.status)
}
