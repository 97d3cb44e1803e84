import { MutationObserver, QueryClient } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'

import { batchKeys } from '#src/api/batches.ts'
import { ApiError } from '#src/api/http.ts'
import { terminationKeys } from '#src/api/terminations.ts'

import { settleWrites } from './settle-writes.ts'
import { NOTHING_SENT } from './trips.ts'

const TERMINATE = [...terminationKeys.all, 'terminate']
const WRITE = { operationId: 'press-1', workflowId: 'a.1' }
const UNDER_WAY = { underWay: WRITE, hasBatch: false }
const MINUTE = 60_000

/** A page that has sent one write, which ends as the test says. */
function send(mutationKey: readonly string[]) {
  const client = new QueryClient()
  const answer = Promise.withResolvers<void>()
  const observer = new MutationObserver(client, {
    mutationKey,
    mutationFn: () => answer.promise,
    retry: false,
  })
  const sent = observer.mutate(WRITE as never).catch(() => {})
  return {
    client,
    answer: async () => {
      answer.resolve()
      await sent
    },
    fail: async (error: Error) => {
      answer.reject(error)
      await sent
    },
  }
}

describe('what may have been sent when a session ends', () => {
  it('is nothing where nothing was', async () => {
    expect(await settleWrites(new QueryClient())).toEqual(NOTHING_SENT)
  })

  it('is waited for while it is in flight, however long', async () => {
    const { client, answer } = send(TERMINATE)
    const settled = settleWrites(client, Date.now() + MINUTE)
    await expect(Promise.race([settled, Promise.resolve('waiting')])).resolves.toBe('waiting')
    await answer()
    expect(await settled).toEqual(UNDER_WAY)
  })

  it('holds what was answered just before, and nothing that was told long ago', async () => {
    const { client, answer } = send(TERMINATE)
    await answer()
    expect(await settleWrites(client)).toEqual(UNDER_WAY)
    expect(await settleWrites(client, Date.now() + MINUTE)).toEqual(NOTHING_SENT)
  })

  it('holds what nobody knows the outcome of, however long ago, and not what was refused', async () => {
    const lost = send(TERMINATE)
    await lost.fail(new ApiError({ code: 'NO_ANSWER', status: 0 }))
    expect(await settleWrites(lost.client, Date.now() + MINUTE)).toEqual(UNDER_WAY)
    const refused = send(TERMINATE)
    await refused.fail(new ApiError({ code: 'TOKEN_EXPIRED', status: 401 }))
    expect(await settleWrites(refused.client)).toEqual(NOTHING_SENT)
  })

  it('tells a batch that was begun or moved, or that is at work', async () => {
    const begun = { underWay: null, hasBatch: true }
    for (const key of [batchKeys.start(), [...batchKeys.all, 'move', 'b1']]) {
      const { client, answer } = send(key)
      await answer()
      expect(await settleWrites(client)).toEqual(begun)
    }
    const client = new QueryClient()
    client.setQueryData(batchKeys.open(), { batches: [{ state: 'active' }] })
    expect(await settleWrites(client)).toEqual(begun)
    client.setQueryData(batchKeys.open(), { batches: [{ state: 'paused' }] })
    expect(await settleWrites(client)).toEqual(NOTHING_SENT)
  })
})
