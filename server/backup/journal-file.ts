import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { NEWEST_SCHEMA } from '#server/gateway/journal/migrations.ts'

/** Why a copy was not made or not put back: told without a stack trace. Nothing was changed. */
export class BackupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BackupError'
  }
}

/** What stands in a journal; `newestAt` in epoch milliseconds, `null` = nothing was ever terminated. */
export type JournalFacts = {
  schema: number
  terminations: number
  /** Whose outcome is not settled: a start makes them withdrawn (queued) or unknown (sending). */
  underWay: number
  batches: number
  newestAt: number | null
}

/** Checks every page of a journal's file and counts its rows. Throws `BackupError` for what is no whole journal. */
export function readJournalFile(file: string): JournalFacts {
  if (!existsSync(file)) throw new BackupError(`There is no file ${file}.`)
  return withDatabase(file, { readOnly: true }, (database) => {
    const faults = texts(database, 'PRAGMA integrity_check')
    if (faults.join() !== 'ok') throw new BackupError(`${file} is damaged: ${faults.slice(0, 3).join('; ')}.`)
    const tables = texts(database, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    if (!tables.includes('schema_version') || !tables.includes('terminations'))
      throw new BackupError(`${file} holds no journal of Flowstop.`)
    const schema = number(database, 'SELECT version FROM schema_version') ?? 0
    if (schema > NEWEST_SCHEMA)
      throw new BackupError(
        `${file} has schema ${schema}, this version knows ${NEWEST_SCHEMA}: use a newer Flowstop.`,
      )
    return {
      schema,
      terminations: number(database, 'SELECT count(*) FROM terminations') ?? 0,
      underWay:
        number(database, "SELECT count(*) FROM terminations WHERE state IN ('queued', 'sending')") ?? 0,
      batches: tables.includes('batches') ? (number(database, 'SELECT count(*) FROM batches') ?? 0) : 0,
      newestAt: number(database, 'SELECT max(requested_at) FROM terminations'),
    }
  })
}

type OpenOptions = { readOnly: boolean }

/** Opens a file for one task. Throws `BackupError` with the words of SQLite. */
export function withDatabase<T>(file: string, options: OpenOptions, task: (database: DatabaseSync) => T): T {
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(file, options)
    return task(database)
  } catch (error) {
    if (error instanceof BackupError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new BackupError(`${file} cannot be read as a journal: ${why}.`, { cause: error })
  } finally {
    database?.close()
  }
}

/** The values of the first column. */
export function texts(database: DatabaseSync, sql: string): string[] {
  return database
    .prepare(sql)
    .all()
    .map((row) => String(Object.values(row)[0]))
}

function number(database: DatabaseSync, sql: string): number | null {
  const value = Object.values(database.prepare(sql).get() ?? {})[0]
  return value === null || value === undefined ? null : Number(value)
}
