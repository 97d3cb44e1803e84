import { infiniteQueryOptions, mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query'

import { paths } from '#src/contract/addresses.ts'
import {
  decodeBatchAnswer,
  decodeBatchList,
  decodeBatchProgress,
  type Batch,
  type BatchList,
  type BatchProgress,
  type NewBatch,
} from '#src/contract/batch.ts'

import type { Http } from './http.ts'
import { journalKeys } from './journal.ts'

export const batchKeys = {
  all: ['batches'] as const,
  pages: () => [...batchKeys.all, 'pages'] as const,
  open: () => [...batchKeys.all, 'open'] as const,
  start: () => [...batchKeys.all, 'start'] as const,
  progress: (batchId: string) => [...batchKeys.all, 'progress', batchId] as const,
}

export type BatchMove = 'pause' | 'resume' | 'stop' | 'withdraw'

const WORKING_MS = 1000
const RESTING_MS = 15_000

/** Whether it may still send something, or waits for an operator who lets it. */
export function isOpen({ state }: Batch): boolean {
  return state === 'starting' || state === 'active' || state === 'paused'
}

/** Whether something moves: the batch itself, or an item whose outcome is not known yet. */
export function isMovingBatch(batch: Batch): boolean {
  const { queued: _queued, ...rest } = batch.counts
  const isFollowed = rest.sending + rest.accepted + rest.unknown > 0
  return batch.state === 'starting' || batch.state === 'active' || isFollowed
}

export const batchQueries = {
  /** Batches that are not over, for the sign that stands on every page. */
  open: (http: Http) =>
    queryOptions({
      queryKey: batchKeys.open(),
      queryFn: ({ signal }) => http(paths.batches, decodeBatchList, { query: { open: 'true' }, signal }),
      refetchInterval: ({ state }) =>
        state.data?.batches.some(({ state: is }) => is === 'starting' || is === 'active')
          ? 2 * WORKING_MS
          : RESTING_MS,
    }),

  /** All batches, newest first. */
  pages: (http: Http) =>
    infiniteQueryOptions({
      queryKey: batchKeys.pages(),
      queryFn: ({ pageParam, signal }) =>
        http(paths.batches, decodeBatchList, { query: { before: pageParam ?? undefined }, signal }),
      initialPageParam: null as string | null,
      getNextPageParam: (page: BatchList) => page.next,
      refetchInterval: ({ state }) =>
        state.data?.pages.some(({ batches }) => batches.some(isMovingBatch)) ? 2 * WORKING_MS : RESTING_MS,
    }),

  /** One batch with all its items: read whole once, then what changed since. */
  progress: (http: Http, batchId: string) =>
    queryOptions({
      queryKey: batchKeys.progress(batchId),
      queryFn: async ({ client, signal }) => {
        const before = client.getQueryData<BatchProgress>(batchKeys.progress(batchId))
        const query = { since: before?.next }
        return mergeProgress(before, await http(paths.batch(batchId), decodeBatchProgress, { query, signal }))
      },
      // Without an answer yet there may be no such batch: asking every second would find none either.
      refetchInterval: ({ state }) =>
        state.data && isMovingBatch(state.data.batch) ? WORKING_MS : RESTING_MS,
    }),
}

/** Puts changed items in place of what was known; the order of items stays. */
export function mergeProgress(before: BatchProgress | undefined, fresh: BatchProgress): BatchProgress {
  if (!before || before.batch.id !== fresh.batch.id) return fresh
  if (fresh.items.length === 0) return { ...fresh, items: before.items }
  const changed = new Map(fresh.items.map((item) => [item.id, item]))
  const items = before.items.map((item) => changed.get(item.id) ?? item)
  const known = new Set(items.map(({ id }) => id))
  return { ...fresh, items: [...items, ...fresh.items.filter(({ id }) => !known.has(id))] }
}

export const batchMutations = {
  /** Begins a batch. The same `id` twice is one batch, so after a lost answer it may be sent again as it is. */
  start: (http: Http) =>
    mutationOptions({
      mutationKey: batchKeys.start(),
      mutationFn: (body: NewBatch) => http(paths.batches, decodeBatchAnswer, { method: 'POST', body }),
      retry: false,
      networkMode: 'always',
      onSettled: (_data, _error, _batch, _result, { client }) => refresh(client),
    }),

  /** Pauses, resumes, stops or withdraws a batch. */
  move: (http: Http, batchId: string) =>
    mutationOptions({
      mutationKey: [...batchKeys.all, 'move', batchId],
      mutationFn: (move: BatchMove) =>
        http(paths.batchMove(batchId, move), decodeBatchAnswer, { method: 'POST' }),
      retry: false,
      networkMode: 'always',
      // The answer is the batch as it is now: its buttons change at once, not with the next look.
      onSuccess: (batch, _move, _result, { client }) =>
        client.setQueryData<BatchProgress>(
          batchKeys.progress(batchId),
          (known) => known && { ...known, batch },
        ),
      onSettled: (_data, _error, _move, _result, { client }) => refresh(client),
    }),
}

function refresh(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: batchKeys.all })
  void client.invalidateQueries({ queryKey: journalKeys.all })
}
