import type { Kysely } from 'kysely'

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
  close: () => Promise<void>
}

/** Opens the journal of `DATABASE_URL`. Throws when a file cannot be opened; a server is asked by the first query. */
export function openDatabase(
  config: DatabaseConfig,
  onError: (error: Error) => void = () => {},
): JournalConnection {
  if (config.kind === 'postgres') {
    const db = openPostgres(config.url, onError)
    return { kind: 'postgres', db, reader: db, close: () => db.destroy() }
  }
  const db = openSqlite(config.file)
  // A database in memory is seen by its own connection only.
  if (config.file === ':memory:') return { kind: 'sqlite', db, reader: db, close: () => db.destroy() }
  const reader = openSqliteReader(config.file)
  return {
    kind: 'sqlite',
    db,
    reader,
    close: async () => {
      await reader.destroy()
      await db.destroy()
    },
  }
}
