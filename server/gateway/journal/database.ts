import { sql, type Kysely, type RawBuilder } from 'kysely'

import type { DatabaseConfig } from '#server/config.ts'

import type { DatabaseKind } from './migrations.ts'
import { openPostgres } from './postgres.ts'
import type { JournalDatabase } from './schema.ts'
import { openSqlite } from './sqlite.ts'
import { openSqliteReader } from './sqlite-reader.ts'

/** An opened journal. */
export type JournalConnection = {
  kind: DatabaseKind
  /** Writes, and reads of a few rows. */
  db: Kysely<JournalDatabase>
  /** Reads of many rows: never on the event loop. */
  reader: Kysely<JournalDatabase>
  /** The database's clock, epoch milliseconds: the one that all gateways on it share. */
  now: () => RawBuilder<number>
  /** Other gateways may work on it at the same time. */
  isShared: boolean
  close: () => Promise<void>
}

const SERVER_NOW = sql<number>`CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)`

/** An instant as a value of SQL that both databases take for a whole number. */
export const instant = (ms: number) => sql<number>`CAST(${ms} AS BIGINT)`

/** Opens the journal of `DATABASE_URL`. Throws when a file cannot be opened; a server is asked by the first query. */
export function openDatabase(
  config: DatabaseConfig,
  onError: (error: Error) => void = () => {},
): JournalConnection {
  if (config.kind === 'postgres') {
    const db = openPostgres(config.url, onError)
    return {
      kind: 'postgres',
      db,
      reader: db,
      now: () => SERVER_NOW,
      isShared: true,
      close: () => db.destroy(),
    }
  }
  const db = openSqlite(config.file)
  // One process has the file, so the clock of its machine is the only one there is.
  const file = { kind: 'sqlite', db, now: () => instant(Date.now()), isShared: false } as const
  // A database in memory is seen by its own connection only.
  if (config.file === ':memory:') return { ...file, reader: db, close: () => db.destroy() }
  const reader = openSqliteReader(config.file)
  return {
    ...file,
    reader,
    close: async () => {
      await reader.destroy()
      await db.destroy()
    },
  }
}
