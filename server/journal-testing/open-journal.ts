import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import pg from 'pg'
import { inject, onTestFinished } from 'vitest'

import type { DatabaseConfig } from '#server/config.ts'
import { openDatabase } from '#server/gateway/journal/database.ts'
import { migrate } from '#server/gateway/journal/migrations.ts'
import type { NewTermination } from '#server/gateway/journal/schema.ts'

export const NOW = Date.UTC(2026, 2, 31)

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

export function makeRow(fields: Partial<NewTermination> = {}): NewTermination {
  return {
    id: crypto.randomUUID(),
    portal: 'one.example',
    workflow_id: 'w1',
    mode: 'soft',
    reason: null,
    state: 'queued',
    operator_id: '1',
    operator_name: 'Анна Иванова',
    session: 'abcd1234',
    requested_at: NOW,
    changed_at: NOW,
    attempts: 0,
    ...fields,
  }
}
