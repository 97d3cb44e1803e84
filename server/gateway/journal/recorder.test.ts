import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'

import { createManualClock } from '#server/clock.ts'

import { instant } from './database.ts'
import { migrate } from './migrations.ts'
import { createRecorder } from './recorder.ts'
import type { NewTermination } from './schema.ts'
import { openSqlite } from './sqlite.ts'
import { createStore } from './store.ts'

const PORTAL = 'one.example'

/** A termination that is being sent, and a journal that can be made unwritable. */
async function openJournal() {
  const clock = createManualClock()
  const db = openSqlite(':memory:')
  await migrate(db, 'sqlite')
  const store = createStore({ db, reader: db, now: () => instant(clock.now()) })
  const recorder = createRecorder({ store, clock, logger: pino({ level: 'silent' }) })
  onTestFinished(async () => {
    recorder.close()
    await db.destroy()
  })
  const row: NewTermination = {
    id: 'operation-1',
    portal: PORTAL,
    workflow_id: 'w1',
    mode: 'soft',
    reason: null,
    state: 'sending',
    session: 'abcd1234',
    requested_at: clock.now(),
    changed_at: clock.now(),
    attempts: 1,
  }
  await store.insert(row)
  return {
    clock,
    recorder,
    row,
    store,
    stateOnRecord: async () => (await store.find(PORTAL, row.id))?.state,
    setWritable: (isWritable: boolean) =>
      sql.raw(`PRAGMA query_only = ${isWritable ? 'OFF' : 'ON'}`).execute(db),
  }
}

it('records an outcome at once while the journal can be written', async () => {
  const { recorder, row, stateOnRecord } = await openJournal()
  expect(await recorder.move(row, 'accepted', { http_status: 204 })).toBe(true)
  expect(await stateOnRecord()).toBe('accepted')
  expect(recorder.isBehind()).toBe(false)
})

it('says that it is behind while the journal cannot be written, and records the truth when it can', async () => {
  const { clock, recorder, row, stateOnRecord, setWritable } = await openJournal()
  await setWritable(false)
  expect(await recorder.move(row, 'accepted', { http_status: 204 })).toBe(false)
  expect(recorder.isBehind()).toBe(true)
  await clock.advance(60_000)
  expect(recorder.isBehind()).toBe(true)
  expect(await stateOnRecord()).toBe('sending')

  await setWritable(true)
  await clock.advance(15_000)
  expect(recorder.isBehind()).toBe(false)
  expect(await stateOnRecord()).toBe('accepted')
})

it('records several late outcomes of one row in their order', async () => {
  const { clock, recorder, row, stateOnRecord, setWritable } = await openJournal()
  await setWritable(false)
  await recorder.move(row, 'unknown', { error_code: 'NO_ANSWER' })
  await recorder.move(row, 'accepted', { http_status: 204 })
  await setWritable(true)
  await clock.advance(15_000)
  expect(await stateOnRecord()).toBe('accepted')
})

it('records a real answer, however late, over one that was given up as unknown', async () => {
  const { recorder, row, store, clock, stateOnRecord } = await openJournal()
  await store.move(row, 'sending', 'unknown', clock.now())
  expect(await recorder.move(row, 'accepted', { http_status: 204 })).toBe(true)
  expect(await stateOnRecord()).toBe('accepted')
})
