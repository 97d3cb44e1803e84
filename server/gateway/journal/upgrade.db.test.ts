import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'

import { makeOlderDatabase, OLDER_SCHEMAS } from '#server/journal-testing/older-journal.ts'
import { openJournal } from '#server/journal-testing/open-journal.ts'
import { makeRow, NOW } from '#server/journal-testing/rows.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeJournalPage } from '#src/contract/journal.ts'
import { openBatchGateway } from '#src/testing/batch-gateway.ts'

import { openDatabase } from './database.ts'
import { fold } from './derive.ts'
import { createJournalPages } from './journal-pages.ts'
import { migrate, NEWEST_SCHEMA } from './migrations.ts'
import { createStore } from './store.ts'

const PORTAL = 'sandbox.bitrix24.example'

/** What stood in the journal before, in columns that every schema has. */
const BEFORE = [
  makeRow({
    id: 'entry-gone',
    portal: PORTAL,
    workflow_id: 'w1',
    state: 'gone',
    reason: 'Зависло с мая',
    started_at: NOW - 5000,
    modified_at: NOW - 4000,
    owned_until: null,
    template_id: '713',
    document_id: 'DEAL_5141',
    sent_at: NOW + 5,
    settled_at: NOW + 9,
    http_status: 204,
    attempts: 1,
  }),
  makeRow({ id: 'entry-cut', portal: PORTAL, workflow_id: 'w2', state: 'sending', requested_at: NOW + 1 }),
  makeRow({ id: 'entry-left', portal: PORTAL, workflow_id: 'w3', state: 'queued', requested_at: NOW + 2 }),
]

describe.each(OLDER_SCHEMAS)('a journal of schema %i', (schema) => {
  async function openOlder() {
    const config = await makeOlderDatabase(schema)
    const { db, close } = openDatabase(config)
    const columns = (row: object) => Object.entries(row).map(([name, value]) => ({ name, value }))
    for (const row of BEFORE) {
      const fields = columns({ ...row, search: fold(row.reason ?? '') })
      await sql`INSERT INTO terminations (${sql.join(fields.map(({ name }) => sql.ref(name)))})
                VALUES (${sql.join(fields.map(({ value }) => value))})`.execute(db)
    }
    await close()
    return config
  }

  it('keeps every row, finds them as today, and takes new ones', async () => {
    const config = await openOlder()
    const database = await openJournal(config)
    const rows = await database.db.selectFrom('terminations').selectAll().orderBy('seq').execute()
    expect(rows).toMatchObject(BEFORE)
    const version = await database.db.selectFrom('schema_version').selectAll().execute()
    expect(version).toEqual([{ version: NEWEST_SCHEMA }])

    const store = createStore(database)
    const open = { portal: PORTAL, workflow_id: 'w2' }
    expect(await store.insert(makeRow(open))).toBe(false)
    expect(await store.insert(makeRow({ portal: PORTAL, workflow_id: 'w4', reason: 'Зависло опять' }))).toBe(
      true,
    )
    const found = await createJournalPages(database).read({ portal: PORTAL, limit: 10, q: 'зависло' })
    expect(found.map(({ workflow_id }) => workflow_id).toSorted()).toEqual(['w1', 'w4'])
    // The next start finds nothing to do.
    await migrate(database.db, database.kind)
    expect(await database.db.selectFrom('schema_version').selectAll().execute()).toEqual(version)
  })

  it('is told by a gateway as it was, and what was under way is settled', async () => {
    const { call } = await openBatchGateway({ database: await openOlder() })
    await call(paths.workflows)
    const { entries } = decodeJournalPage(await (await call(paths.journal)).json())
    expect(entries.map(({ id, state, reason }) => [id, state, reason])).toEqual([
      ['entry-left', 'withdrawn', null],
      ['entry-cut', 'unknown', null],
      ['entry-gone', 'gone', 'Зависло с мая'],
    ])
  })
})

it('a journal that a newer version wrote is left alone, and the words say what to do', async () => {
  const { db, kind } = await openJournal()
  await createStore({ db, reader: db }).insert(makeRow({ id: 'entry-new' }))
  await sql`UPDATE schema_version SET version = ${NEWEST_SCHEMA + 1}`.execute(db)
  await expect(migrate(db, kind)).rejects.toThrow(
    `The journal has schema ${NEWEST_SCHEMA + 1}, this version knows ${NEWEST_SCHEMA}: use a newer Flowstop.`,
  )
  expect(await db.selectFrom('terminations').select('id').execute()).toEqual([{ id: 'entry-new' }])
})
