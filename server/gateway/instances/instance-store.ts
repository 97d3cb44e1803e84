import { sql, type RawBuilder, type Selectable } from 'kysely'

import type { JournalConnection } from '#server/gateway/journal/database.ts'
import type { InstanceTable } from '#server/gateway/journal/schema.ts'
import { WRITE_TIMEOUT_MS } from '#server/gateway/upstream.ts'

/** Between two beats, milliseconds. */
export const BEAT_MS = 10_000
/** A gateway that has not beaten for so long sends nothing until it has: others may be about to take over. */
export const FRESH_MS = 25_000
/** A claim that took longer to write is not sent (design.md section 6). */
export const STALE_CLAIM_MS = 5000
/**
 * A gateway that has been silent for longer has nothing on the wire any more, since what left had a fresh beat and a fresh
 * claim, and was answered or given up since: what it held is anybody's. The upstream timeout plus 30 s.
 */
export const SILENT_MS = FRESH_MS + STALE_CLAIM_MS + WRITE_TIMEOUT_MS

export type InstanceRow = Selectable<InstanceTable>
export type NewInstance = Omit<InstanceRow, 'started_at' | 'beat_at'>

type Deps = Pick<JournalConnection, 'db' | 'now'>

/**
 * The gateways that work on one database. All ages are by the database's clock: those of the machines need not agree.
 * Throws what the database throws.
 */
export function createInstanceStore({ db, now }: Deps) {
  const living = () =>
    db.selectFrom('instances').where('beat_at', '>', sql<number>`${now()} - ${sql.lit(SILENT_MS)}`)

  return {
    /** Makes itself known, again after others had given it up. */
    join: async (instance: NewInstance): Promise<void> => {
      await db
        .insertInto('instances')
        .values({ ...instance, started_at: now(), beat_at: now() })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ beat_at: now() }))
        .execute()
    },

    /** `false` = others have given it up and taken over what it held. */
    beat: async (id: string): Promise<boolean> => {
      const { numUpdatedRows } = await db
        .updateTable('instances')
        .set({ beat_at: now() })
        .where('id', '=', id)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    /** Forgets those others that fell silent, and returns them. */
    reap: async (id: string): Promise<string[]> => {
      const rows = await db
        .deleteFrom('instances')
        .where('beat_at', '<=', sql<number>`${now()} - ${sql.lit(SILENT_MS)}`)
        .where('id', '!=', id)
        .returning('id')
        .execute()
      return rows.map(({ id }) => id)
    },

    /** Those that beat, this one left out. */
    others: (id: string): Promise<InstanceRow[]> => living().where('id', '!=', id).selectAll().execute(),

    /** Which of these do not beat any more. */
    silent: async (ids: readonly string[]): Promise<string[]> => {
      const rows = await living().where('id', 'in', ids).select('id').execute()
      return ids.filter((id) => !rows.some((row) => row.id === id))
    },

    leave: async (id: string): Promise<void> => {
      await db.deleteFrom('instances').where('id', '=', id).execute()
    },

    /** Where nobody else can be at work, whoever stands there is dead. */
    clear: async (): Promise<void> => {
      await db.deleteFrom('instances').execute()
    },
  }
}

export type InstanceStore = ReturnType<typeof createInstanceStore>

/** Holds for rows that no living gateway holds: the holder fell silent, has left, or is not named. */
export function isAbandoned(
  { now }: Pick<Deps, 'now'>,
  holder: 'terminations.instance' | 'batches.instance',
): RawBuilder<boolean> {
  return sql<boolean>`NOT EXISTS (SELECT 1 FROM instances WHERE instances.id = ${sql.ref(holder)}
    AND instances.beat_at > ${now()} - ${sql.lit(SILENT_MS)})`
}

/** Holds while this gateway's last beat is so young that nobody takes anything from it before its call is over. */
export function isFresh({ now }: Pick<Deps, 'now'>, id: string): RawBuilder<boolean> {
  return sql<boolean>`EXISTS (SELECT 1 FROM instances WHERE instances.id = ${id}
    AND instances.beat_at > ${now()} - ${sql.lit(FRESH_MS)})`
}
