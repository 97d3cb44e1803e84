import type { BatchEventRow, BatchRow } from '#server/gateway/journal/schema.ts'
import { countsOf, type Batch, type BatchEvent } from '#src/contract/batch.ts'

import type { BatchItems, Counts } from './batch-items.ts'
import type { Batches } from './batches.ts'

type ViewDeps = { items: Pick<BatchItems, 'counts'>; registry: Pick<Batches, 'live'>; ratePerSecond: number }

/** Batches as they are told: the row, the counts of its items, and what the memory of this process adds. */
export function createBatchView({ items, registry, ratePerSecond }: ViewDeps) {
  function show(row: BatchRow, counts: Counts): Batch {
    const { waitingFor, pausing } = registry.live(row)
    const pause = row.pause_why === null ? null : { why: row.pause_why, code: row.pause_code }
    const state = pausing === null ? row.state : 'paused'
    return {
      id: row.id,
      mode: row.mode,
      reason: row.reason,
      state,
      operator: { id: row.operator_id, name: row.operator_name, session: row.session },
      createdAt: row.created_at,
      startsAt: row.starts_at,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      pause: pausing ?? pause,
      waitingFor: state === 'active' ? waitingFor : null,
      retryOf: row.retry_of,
      total: row.total,
      counts,
      leftMs: state === 'active' || state === 'starting' ? (counts.queued / ratePerSecond) * 1000 : null,
    }
  }

  return {
    showAll: async (portal: string, rows: readonly BatchRow[]): Promise<Batch[]> => {
      const counts = await items.counts(
        portal,
        rows.map(({ id }) => id),
      )
      return rows.map((row) => show(row, counts.get(row.id) ?? countsOf(() => 0)))
    },
    showEvent: ({ kind, at, session, operator_id, operator_name, why, code }: BatchEventRow): BatchEvent => ({
      kind,
      at,
      by: session === null ? null : { id: operator_id, name: operator_name, session },
      why,
      code,
    }),
  }
}
