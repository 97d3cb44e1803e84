import { setImmediate } from 'node:timers/promises'

import type { Insertable, Kysely } from 'kysely'

import type { JournalState, TerminationMode } from '#src/contract/journal.ts'
import { isAbandoned } from '#server/gateway/instances/instance-store.ts'
import type { Claimant } from '#server/gateway/instances/instance.ts'

import type { JournalConnection } from './database.ts'
import { derive } from './derive.ts'
import { UNDER_WAY } from './migrations.ts'
import type { JournalDatabase, NewTermination, TerminationRow, TerminationTable } from './schema.ts'
import { isAllowed } from './transitions.ts'

export type Changes = Partial<
  Pick<
    TerminationRow,
    | 'sent_at'
    | 'settled_at'
    | 'checked_at'
    | 'next_check_at'
    | 'http_status'
    | 'error_code'
    | 'request_id'
    | 'attempts'
  >
>

/** Told after rows have come to a state, never for what was rolled back. */
export type OnMoved = (to: JournalState, mode: TerminationMode, count: number) => void

const OPEN: readonly JournalState[] = ['queued', 'sending', 'unknown']
/** More than a portal ends in a quarter of an hour at the pace of its limits. */
const MOST_RECENT = 3000
const PIECE_ROWS = 100

type StoreDeps = Pick<JournalConnection, 'db' | 'reader' | 'now'> & { onMoved?: OnMoved }

export type Store = ReturnType<typeof createStore>

/**
 * The journal's rows. Every change of state is a compare-and-set; rows are never deleted. Throws what the database
 * throws.
 */
export function createStore({ db, reader, now, onMoved = () => {} }: StoreDeps) {
  const rows = () => db.selectFrom('terminations').selectAll()
  const many = () => reader.selectFrom('terminations').selectAll()

  return {
    /** Writes a row ahead of its call. `false` = the id exists, or another termination of the workflow is open. */
    insert: async (row: NewTermination): Promise<boolean> => {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('terminations')
        .values(complete(row))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    },

    /** Writes many rows within a transaction. Returns the ids of those that were written, as `insert` would. */
    insertMany: async (
      wanted: NewTermination[],
      transaction: Kysely<JournalDatabase>,
    ): Promise<ReadonlySet<string>> => {
      const written = new Set<string>()
      for (let start = 0; start < wanted.length; start += PIECE_ROWS) {
        const found = await transaction
          .insertInto('terminations')
          .values(wanted.slice(start, start + PIECE_ROWS).map(complete))
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .execute()
        for (const { id } of found) written.add(id)
        await setImmediate()
      }
      return written
    },

    /** Moves a row on. `false` = it is in another state by now. Throws `RangeError` for a move that does not exist. */
    move: async (
      { portal, id, mode }: Pick<TerminationRow, 'portal' | 'id' | 'mode'>,
      from: JournalState,
      to: JournalState,
      at: number,
      changes: Changes = {},
    ): Promise<boolean> => {
      if (!isAllowed(from, to)) throw new RangeError(`A termination cannot go from ${from} to ${to}`)
      const { numUpdatedRows } = await db
        .updateTable('terminations')
        .set({ ...changes, state: to, changed_at: at })
        .where('portal', '=', portal)
        .where('id', '=', id)
        .where('state', '=', from)
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) return false
      onMoved(to, mode, 1)
      return true
    },

    /** Claims a single for sending: only while it waits and is held by this gateway, which others count as alive. */
    claim: async (
      { portal, id }: Pick<TerminationRow, 'portal' | 'id'>,
      by: Claimant,
      changes: Changes & { sent_at: number },
    ): Promise<boolean> => {
      const { numUpdatedRows } = await db
        .updateTable('terminations')
        .set({ ...changes, state: 'sending', changed_at: changes.sent_at })
        .where('portal', '=', portal)
        .where('id', '=', id)
        .where('state', '=', 'queued')
        .where('instance', '=', by.id)
        .where(by.isFresh())
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    find: (portal: string, id: string): Promise<TerminationRow | undefined> =>
      rows().where('portal', '=', portal).where('id', '=', id).executeTakeFirst(),

    findOpen: (portal: string, workflowId: string): Promise<TerminationRow | undefined> =>
      rows()
        .where('portal', '=', portal)
        .where('workflow_id', '=', workflowId)
        .where('state', 'in', OPEN)
        .executeTakeFirst(),

    /**
     * What changed since an instant, newest first; with `withOpen` also what has not come to its end whenever that was.
     */
    recent: (portal: string, since: number, withOpen: boolean): Promise<TerminationRow[]> =>
      many()
        .where('portal', '=', portal)
        .where((builder) =>
          builder.or([
            builder('changed_at', '>=', since),
            ...(withOpen ? [builder('state', 'in', [...OPEN, 'accepted'])] : []),
          ]),
        )
        .orderBy('seq', 'desc')
        .limit(MOST_RECENT)
        .execute(),

    /** Rows that were proved absent since an instant: a list page that shows one brings it back. */
    absent: (since: number): Promise<TerminationRow[]> =>
      many().where('state', 'in', ['gone', 'no_longer_running']).where('changed_at', '>=', since).execute(),

    /**
     * Gives up what no living gateway holds: what was being sent may have acted, a single that waited was not sent. Two
     * gateways that do it at once do it once. Returns how many rows came to each state.
     */
    giveUp: async (at: number): Promise<{ unknown: number; withdrawn: number }> => {
      const give = async (from: JournalState, to: 'unknown' | 'withdrawn', changes: Changes) => {
        const moved = await db
          .updateTable('terminations')
          .set({ ...changes, state: to, settled_at: at, changed_at: at })
          .where(UNDER_WAY)
          .where('state', '=', from)
          .where(isAbandoned({ now }, 'terminations.instance'))
          .returning('mode')
          .execute()
        for (const [mode, alike] of Map.groupBy(moved, (row) => row.mode)) onMoved(to, mode, alike.length)
        return moved.length
      }
      return {
        unknown: await give('sending', 'unknown', { error_code: 'NO_ANSWER', next_check_at: at }),
        withdrawn: await give('queued', 'withdrawn', {}),
      }
    },
  }
}

/** A row with the columns that follow from the others. */
function complete(row: NewTermination): Insertable<TerminationTable> {
  return { ...row, ...derive(row) }
}
