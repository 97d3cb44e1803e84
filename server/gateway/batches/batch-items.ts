import { setImmediate } from 'node:timers/promises'

import { sql, type Kysely } from 'kysely'

import type { Claimant } from '#server/gateway/instances/instance.ts'
import type {
  BatchRow,
  JournalDatabase,
  NewTermination,
  TerminationRow,
} from '#server/gateway/journal/schema.ts'
import type { OnMoved } from '#server/gateway/journal/store.ts'
import { countsOf } from '#src/contract/batch.ts'
import type { JournalState } from '#src/contract/journal.ts'

export type BatchKey = Pick<BatchRow, 'portal' | 'id'>
export type Counts = Record<JournalState, number>

type BatchItemsDeps = {
  db: Kysely<JournalDatabase>
  /** For reads of many rows: never on the event loop. */
  reader: Kysely<JournalDatabase>
  onMoved?: OnMoved
}

/** Rows changed by one statement: more would hold up whoever waits behind it. */
const PIECE_ROWS = 500

/** The items of batches: rows of the journal. Every change of state is a compare-and-set. Throws what the database throws. */
export function createBatchItems({ db, reader, onMoved = () => {} }: BatchItemsDeps) {
  const items = ({ portal, id }: BatchKey) =>
    db.selectFrom('terminations').selectAll().where('portal', '=', portal).where('batch_id', '=', id)
  const changeItems = ({ portal, id }: BatchKey, from: readonly JournalState[]) =>
    db
      .updateTable('terminations')
      .where('portal', '=', portal)
      .where('batch_id', '=', id)
      .where('state', 'in', from)

  return {
    /**
     * Claims an item for sending: only while its batch is active, nobody has taken the batch over, and others count this
     * gateway as alive.
     */
    claim: async (
      { portal, id }: Pick<NewTermination, 'portal' | 'id'>,
      { id: batchId, fence }: Pick<BatchRow, 'id' | 'fence'>,
      changes: Pick<TerminationRow, 'attempts'> & { sent_at: number },
      by: Claimant,
    ): Promise<boolean> => {
      const { numUpdatedRows } = await db
        .updateTable('terminations')
        .set({ ...changes, state: 'sending', instance: by.id, changed_at: changes.sent_at })
        .where('portal', '=', portal)
        .where('id', '=', id)
        .where('state', '=', 'queued')
        .where(by.isFresh())
        .where((where) =>
          where.exists(
            where
              .selectFrom('batches')
              .select('batches.id')
              .where('batches.portal', '=', portal)
              .where('batches.id', '=', batchId)
              .where('batches.state', '=', 'active')
              .where('batches.fence', '=', fence)
              .where('batches.instance', '=', by.id),
          ),
        )
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    /** Items that wait, in the order of the batch. */
    queued: (batch: BatchKey, limit: number): Promise<TerminationRow[]> =>
      items(batch).where('state', '=', 'queued').orderBy('position').limit(limit).execute(),

    /** All that wait: a long read. */
    allQueued: ({ portal, id }: BatchKey): Promise<TerminationRow[]> =>
      reader
        .selectFrom('terminations')
        .selectAll()
        .where('portal', '=', portal)
        .where('batch_id', '=', id)
        .where('state', '=', 'queued')
        .execute(),

    /** Everything that waits will not be sent. */
    withdrawQueued: (batch: Pick<BatchRow, 'portal' | 'id' | 'mode' | 'total'>, at: number): Promise<void> =>
      inPieces(batch.total, async (first, last) => {
        const { numUpdatedRows } = await changeItems(batch, ['queued'])
          .set({ state: 'withdrawn', settled_at: at, changed_at: at })
          .where('position', '>=', first)
          .where('position', '<', last)
          .executeTakeFirst()
        if (numUpdatedRows > 0n) onMoved('withdrawn', batch.mode, Number(numUpdatedRows))
      }),

    /** One that waits is known to be gone: settled without a call. */
    settleGone: async (
      batch: BatchKey & Pick<BatchRow, 'mode'>,
      itemId: string,
      at: number,
    ): Promise<void> => {
      const { numUpdatedRows } = await changeItems(batch, ['queued'])
        .set({ state: 'already_gone', settled_at: at, checked_at: at, changed_at: at })
        .where('terminations.id', '=', itemId)
        .executeTakeFirst()
      if (numUpdatedRows > 0n) onMoved('already_gone', batch.mode, 1)
    },

    /** The batch has come to rest: what it sent is followed as a whole from now on. */
    follow: (
      batch: Pick<BatchRow, 'portal' | 'id' | 'total'>,
      at: number,
      firstCheckAt: number,
    ): Promise<void> =>
      inPieces(batch.total, async (first, last) => {
        await changeItems(batch, ['accepted', 'unknown'])
          .set({ follow_from: at, next_check_at: firstCheckAt })
          .where('position', '>=', first)
          .where('position', '<', last)
          .execute()
      }),

    /** Items by state, for each of these batches. */
    counts: async (portal: string, batchIds: readonly string[]): Promise<Map<string, Counts>> => {
      if (batchIds.length === 0) return new Map()
      const rows = await reader
        .selectFrom('terminations')
        .select(({ fn }) => ['batch_id', 'state', fn.countAll<number>().as('count')])
        .where('portal', '=', portal)
        .where('batch_id', 'in', batchIds)
        .groupBy(['batch_id', 'state'])
        .execute()
      const byBatch = Map.groupBy(rows, ({ batch_id }) => batch_id ?? '')
      return new Map(
        [...byBatch].map(([id, found]) => [
          id,
          countsOf((state) => found.find((row) => row.state === state)?.count ?? 0),
        ]),
      )
    },

    /** The items of a batch that changed since an instant, `null` = all; in its order. */
    changed: ({ portal, id }: BatchKey, since: number | null): Promise<TerminationRow[]> =>
      reader
        .selectFrom('terminations')
        .selectAll()
        .where('portal', '=', portal)
        .where('batch_id', '=', id)
        .$if(since !== null, (query) => query.where('changed_at', '>=', since ?? 0))
        .orderBy('position')
        .execute(),

    /** The refusal that came most often on this portal since an instant, singles included. */
    mostEqualRefusal: async (
      portal: string,
      since: number,
    ): Promise<{ code: string; count: number } | null> => {
      const row = await db
        .selectFrom('terminations')
        .select(({ fn }) => ['error_code', fn.countAll<number>().as('count')])
        .where('portal', '=', portal)
        .where('state', 'in', ['refused', 'already_gone'])
        .where('http_status', 'is not', null)
        .where('settled_at', '>=', since)
        .groupBy('error_code')
        .orderBy(sql`count(*)`, 'desc')
        .limit(1)
        .executeTakeFirst()
      return row ? { code: row.error_code ?? '', count: row.count } : null
    },
  }
}

/** Runs over positions piece by piece, so that no write of thousands of rows holds up everybody else. */
async function inPieces(total: number, run: (first: number, last: number) => Promise<void>): Promise<void> {
  for (let first = 0; first < total; first += PIECE_ROWS) {
    await run(first, first + PIECE_ROWS)
    await setImmediate()
  }
}

export type BatchItems = ReturnType<typeof createBatchItems>
