import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

import type { JournalDatabase } from './schema.ts'

/** A database that does not answer must not keep an operator waiting: it counts as away. */
const CONNECT_MS = 3000
const QUERY_MS = 10_000
const MOST_CONNECTIONS = 10
const INT8 = pg.types.builtins.INT8

/**
 * Opens a pool on a `postgres://` address; nothing is connected yet. Whole numbers are read as numbers: instants and
 * counts stay far below 2^53. `onError` hears of connections that break while nobody uses them.
 */
export function openPostgres(url: string, onError: (error: Error) => void): Kysely<JournalDatabase> {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    statement_timeout: QUERY_MS,
    application_name: 'flowstop',
    types: {
      getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)),
    },
  })
  pool.on('error', onError)
  // The pool hears of connections that rest only: one that breaks at work would end the process.
  pool.on('connect', (client) => client.on('error', onError))
  return new Kysely<JournalDatabase>({ dialect: new PostgresDialect({ pool }) })
}
