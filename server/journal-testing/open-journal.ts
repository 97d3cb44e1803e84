import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import pg from 'pg'
import { inject, onTestFinished } from 'vitest'

import type { DatabaseConfig } from '#server/config.ts'
import { openDatabase } from '#server/gateway/journal/database.ts'
import { migrate } from '#server/gateway/journal/migrations.ts'

/** A fresh database of the kind this run of the tests is about; it leaves with the test. */
export async function makeDatabase(): Promise<DatabaseConfig> {
  const server = inject('postgresUrl')
  if (!server) {
    const folder = mkdtempSync(join(tmpdir(), 'flowstop-journal-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
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
export async function openJournal(config?: DatabaseConfig) {
  const database = openDatabase(config ?? (await makeDatabase()))
  onTestFinished(() => database.close())
  await migrate(database.db, database.kind)
  return database
}
