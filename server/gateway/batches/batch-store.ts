import type { Kysely } from 'kysely'

import { isAbandoned } from '#server/gateway/instances/instance-store.ts'
import type { JournalConnection } from '#server/gateway/journal/database.ts'
import type { BatchRow, BatchTable, JournalDatabase, NewTermination } from '#server/gateway/journal/schema.ts'
import type { OnMoved } from '#server/gateway/journal/store.ts'
import { type BatchEventKind, type BatchState, type PauseReason } from '#src/contract/batch.ts'

import type { BatchKey } from './batch-items.ts'

export type NewBatchRow = Omit<BatchTable, 'seq'>

/** What is noted of a move in the batch's own history; without an actor the gateway did it by itself. */
export type Happening = {
  kind: BatchEventKind
  at: number
  by: { id: string | null; name: string | null; session: string } | null
  why?: PauseReason
  code?: string | null
}

export type BatchStoreDeps = Pick<JournalConnection, 'db' | 'now'> & {
  insertMany: (rows: NewTermination[], transaction: Kysely<JournalDatabase>) => Promise<ReadonlySet<string>>
  onMoved?: OnMoved
}

const PAGE_ROWS = 50
const OPEN: readonly BatchState[] = ['starting', 'active', 'paused']
/** The states in which a gateway holds a batch. */
export const WORKED_FOR: readonly BatchState[] = ['starting', 'active']

/** The rows of batches and their items. Every change of state is a compare-and-set. Throws what the database throws. */
export function createBatchStore({ db, now, insertMany, onMoved = () => {} }: BatchStoreDeps) {
  const find = ({ portal, id }: BatchKey): Promise<BatchRow | undefined> =>
    db.selectFrom('batches').selectAll().where('portal', '=', portal).where('id', '=', id).executeTakeFirst()

  async function note(
    into: Kysely<JournalDatabase>,
    { portal, id }: BatchKey,
    what: Happening,
  ): Promise<void> {
    const { kind, at, by, why = null, code = null } = what
    await into
      .insertInto('batch_events')
      .values({
        portal,
        batch_id: id,
        kind,
        at,
        why,
        code,
        operator_id: by?.id ?? null,
        operator_name: by?.name ?? null,
        session: by?.session ?? null,
      })
      .execute()
  }

  return {
    find,

    /**
     * Writes a batch with its items at once. Items that somebody else is terminating are written as `skipped`.
     * `false` = the id exists.
     */
    create: async (
      batch: NewBatchRow,
      rows: readonly NewTermination[],
      by: Happening['by'],
    ): Promise<boolean> => {
      const skipped = await db.transaction().execute(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('batches')
          .values(batch)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        if (numInsertedOrUpdatedRows !== 1n) return null
        const written = await insertMany([...rows], transaction)
        const refused = rows.filter(({ id }) => !written.has(id))
        const taken = await insertMany(
          refused.map((row) => ({ ...row, state: 'skipped', error_code: 'BEING_TERMINATED' })),
          transaction,
        )
        await note(transaction, batch, { kind: 'created', at: batch.created_at, by })
        return taken.size + rows.filter(({ id, state }) => state === 'skipped' && written.has(id)).length
      })
      if (skipped === null) return false
      if (skipped > 0) onMoved('skipped', batch.mode, skipped)
      return true
    },

    /**
     * Moves a batch on and takes it away from whoever was sending for it; `changes.instance` says who does now, nobody if
     * it is not named. `null` = it is in another state by now.
     */
    move: (
      { portal, id, fence }: Pick<BatchRow, 'portal' | 'id' | 'fence'>,
      from: BatchState,
      to: BatchState,
      {
        changes,
        ...what
      }: Happening & { changes?: Partial<Pick<BatchRow, 'started_at' | 'finished_at' | 'instance'>> },
    ): Promise<BatchRow | null> =>
      db.transaction().execute(async (transaction) => {
        const moved = await transaction
          .updateTable('batches')
          .set({
            instance: null,
            ...changes,
            state: to,
            fence: fence + 1,
            changed_at: what.at,
            pause_why: what.why ?? null,
            pause_code: what.code ?? null,
          })
          .where('portal', '=', portal)
          .where('id', '=', id)
          .where('state', '=', from)
          .where('fence', '=', fence)
          .returningAll()
          .executeTakeFirst()
        if (moved) await note(transaction, { portal, id }, what)
        return moved ?? null
      }),

    /** Rows of these batches, in no order. */
    findMany: (wanted: readonly BatchKey[]): Promise<BatchRow[]> =>
      db
        .selectFrom('batches')
        .selectAll()
        .where((where) =>
          where.or(
            wanted.map(({ portal, id }) => where.and([where('portal', '=', portal), where('id', '=', id)])),
          ),
        )
        .execute(),

    /** Newest first; `before` is a `seq`. */
    page: (portal: string, before: number | null): Promise<BatchRow[]> =>
      db
        .selectFrom('batches')
        .selectAll()
        .where('portal', '=', portal)
        .$if(before !== null, (query) => query.where('seq', '<', before ?? 0))
        .orderBy('seq', 'desc')
        .limit(PAGE_ROWS)
        .execute(),

    /** What is not over; of all portals without one. */
    open: (portal: string | null): Promise<BatchRow[]> =>
      db
        .selectFrom('batches')
        .selectAll()
        .where('state', 'in', OPEN)
        .$if(portal !== null, (query) => query.where('portal', '=', portal ?? ''))
        .orderBy('seq', 'desc')
        .execute(),

    /** Those that should be worked for, and that no living gateway holds. */
    abandoned: (): Promise<BatchRow[]> =>
      db
        .selectFrom('batches')
        .selectAll()
        .where('state', 'in', WORKED_FOR)
        .where(isAbandoned({ now }, 'batches.instance'))
        .execute(),

    /** Batches that are over while items of theirs still wait: a crash came between. */
    unfinished: (): Promise<BatchRow[]> =>
      db
        .selectFrom('batches')
        .selectAll()
        .where('state', '=', 'stopped')
        .where((where) =>
          where.exists(
            where
              .selectFrom('terminations')
              .select('terminations.id')
              .whereRef('terminations.portal', '=', 'batches.portal')
              .whereRef('terminations.batch_id', '=', 'batches.id')
              .where('terminations.state', '=', 'queued'),
          ),
        )
        .execute(),

    events: ({ portal, id }: BatchKey) =>
      db
        .selectFrom('batch_events')
        .selectAll()
        .where('portal', '=', portal)
        .where('batch_id', '=', id)
        .orderBy('seq')
        .execute(),
  }
}

export type BatchStore = ReturnType<typeof createBatchStore>
