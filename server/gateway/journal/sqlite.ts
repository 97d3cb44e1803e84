import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely'

import type { JournalDatabase } from './schema.ts'

/** Waits this long for another process that writes, before a write fails. */
const BUSY_MS = 2000

/**
 * Opens the journal's SQLite: WAL, and `synchronous = FULL`, because a termination has to be on disk before it leaves.
 * `path` may be `:memory:`. The file is readable by its owner only. Throws when it cannot be opened.
 */
export function openSqlite(path: string): Kysely<JournalDatabase> {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(path)
  if (path !== ':memory:') chmodSync(path, 0o600)
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = ${BUSY_MS}`)
  return new Kysely<JournalDatabase>({ dialect: new SqliteDialect({ database: adapt(database) }) })
}

/** Node's SQLite in the shape that Kysely's dialect expects. */
function adapt(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = database.prepare(sql)
      const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)) as IterableIterator<unknown>,
      }
    },
  }
}
