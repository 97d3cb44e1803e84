import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import pg from 'pg'
import { inject, onTestFinished } from 'vitest'

import type { DatabaseConfig } from '#server/config.ts'
import { openDatabase } from '#server/gateway/journal/database.ts'
import { migrate } from '#server/gateway/journal/migrations.ts'

/** When what was opened is closed again; with the test, if nothing else is said. */
type Leave = (close: () => unknown) => void

const withTest: Leave = (close) => onTestFinished(async () => void (await close()))

/** A fresh database of the kind this run of the tests is about. */
export async function makeDatabase(leave = withTest): Promise<DatabaseConfig> {
  const server = inject('postgresUrl')
  if (!server) {
    const folder = mkdtempSync(join(tmpdir(), 'flowstop-journal-'))
    leave(() => rmSync(folder, { recursive: true, force: true }))
    return { kind: 'sqlite', file: join(folder, 'data', 'flowstop.db') }
  }
  const name = `journal_${crypto.randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: `${server}/postgres` })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return { kind: 'postgres', url: `${server}/${name}` }
}

/** An opened and migrated journal. */
export async function openJournal(config?: DatabaseConfig, leave = withTest) {
  const database = openDatabase(config ?? (await makeDatabase(leave)))
  leave(() => database.close())
  await migrate(database.db, database.kind)
  return database
}
