import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'

import { openDatabase } from '#server/gateway/journal/database.ts'
import { migrate, NEWEST_SCHEMA } from '#server/gateway/journal/migrations.ts'
import { createStore } from '#server/gateway/journal/store.ts'
import { makeRow, NOW } from '#server/journal-testing/rows.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeJournalPage, type JournalEntry } from '#src/contract/journal.ts'
import { MANY, openBatchGateway } from '#src/testing/batch-gateway.ts'

import { runBackup, runRestore } from './command.ts'

/** A folder with a journal of one settled row, and the commands on it as an administrator gives them. */
async function openFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'flowstop-backup-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const journal = join(folder, 'data', 'flowstop.db')
  const env = { DATABASE_URL: `file:${journal}` }
  const open = async () => {
    const database = openDatabase({ kind: 'sqlite', file: journal })
    await migrate(database.db, database.kind)
    return { ...database, store: createStore(database) }
  }
  const first = await open()
  await first.store.insert(makeRow({ id: 'operation-1', state: 'gone', reason: 'Причина' }))
  await first.close()
  const file = join(folder, 'copy.db')
  return {
    folder,
    journal,
    file,
    open,
    reasons: async () => {
      const { db, close } = await open()
      const rows = await db.selectFrom('terminations').select(['id', 'reason']).orderBy('seq').execute()
      await close()
      return rows
    },
    backUp: (...args: string[]) => runBackup(args.length === 0 ? [file] : args, env),
    restore: (from = file) => runRestore([from], env, NOW),
  }
}

/** Files that were not finished. */
const partsIn = (folder: string) =>
  readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.part'))

it('copies the journal of a running gateway, and puts the copy back when it is stopped', async () => {
  const { file, folder, open, backUp, restore, reasons } = await openFolder()
  const running = await open()
  await running.store.insert(makeRow({ id: 'operation-2', workflow_id: 'w2' }))
  expect(backUp()).toMatchObject({
    code: 0,
    words: [expect.any(String), expect.stringMatching(/2 terminat/)],
  })
  expect(statSync(file).mode & 0o077).toBe(0)
  await running.store.insert(makeRow({ id: 'operation-3', workflow_id: 'w3', reason: 'after the copy' }))

  expect(restore()).toMatchObject({ code: 1, words: [expect.stringMatching(/running Flowstop. Stop it/)] })
  await running.close()
  expect((await reasons()).map(({ id }) => id)).toEqual(['operation-1', 'operation-2', 'operation-3'])

  const { code, words } = restore()
  expect(code).toBe(0)
  expect(words.join('\n')).toMatch(/1 of them were under way/)
  expect(await reasons()).toEqual([
    { id: 'operation-1', reason: 'Причина' },
    { id: 'operation-2', reason: null },
  ])
  // What stood there holds what came after the copy, and is a journal itself.
  const aside = join(folder, 'data', 'flowstop.db.20260331T000000Z.replaced')
  expect(words.join('\n')).toContain(aside)
  copyFileSync(aside, join(folder, 'aside.db'))
  expect(restore(join(folder, 'aside.db')).code).toBe(1)
  rmSync(aside)
  expect(restore(join(folder, 'aside.db')).code).toBe(0)
  expect((await reasons()).map(({ id }) => id)).toEqual(['operation-1', 'operation-2', 'operation-3'])
})

it('overwrites nothing, and leaves nothing half-made', async () => {
  const { folder, file, backUp } = await openFolder()
  expect(backUp().code).toBe(0)
  const before = readFileSync(file)
  expect(backUp()).toEqual({ code: 1, words: [expect.stringMatching(/is there already/)] })
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(backUp(join(folder, 'nowhere', 'copy.db'))).toEqual({
    code: 1,
    words: [expect.stringMatching(/no folder/)],
  })
  expect(readdirSync(folder).toSorted()).toEqual(['copy.db', 'data'])
})

it('puts back no file that is damaged, foreign, newer or not there', async () => {
  const { folder, file, open, backUp, restore } = await openFolder()
  const database = await open()
  const many = Array.from({ length: 200 }, (_, at) =>
    makeRow({ workflow_id: `w${at}`, reason: 'x'.repeat(500) }),
  )
  await database.db.transaction().execute((transaction) => database.store.insertMany(many, transaction))
  await database.close()
  backUp()
  const whole = readFileSync(file)

  const damaged = join(folder, 'damaged.db')
  writeFileSync(damaged, whole.fill(0x5a, whole.length / 2, whole.length / 2 + 4096))
  expect(restore(damaged)).toEqual({ code: 1, words: [expect.stringMatching(/damaged|malformed/)] })
  const foreign = join(folder, 'foreign.db')
  const other = openDatabase({ kind: 'sqlite', file: foreign })
  await sql`CREATE TABLE letters (letter TEXT)`.execute(other.db)
  await other.close()
  expect(restore(foreign)).toEqual({ code: 1, words: [expect.stringMatching(/holds no journal/)] })
  writeFileSync(foreign, 'no database at all')
  expect(restore(foreign)).toEqual({ code: 1, words: [expect.stringMatching(/not a database/)] })
  expect(restore(join(folder, 'nothing.db'))).toEqual({
    code: 1,
    words: [expect.stringMatching(/There is no file/)],
  })
  const newer = await open()
  await sql`UPDATE schema_version SET version = ${NEWEST_SCHEMA + 1}`.execute(newer.db)
  await newer.close()
  const later = join(folder, 'later.db')
  expect(backUp(later)).toEqual({ code: 1, words: [expect.stringMatching(/use a newer Flowstop/)] })
  expect(partsIn(folder)).toEqual([])
})

it('sets a journal aside that cannot be read at all', async () => {
  const { folder, journal, backUp, restore, reasons } = await openFolder()
  backUp()
  writeFileSync(journal, 'no database at all')
  expect(restore().code).toBe(0)
  expect(await reasons()).toEqual([{ id: 'operation-1', reason: 'Причина' }])
  const aside = join(folder, 'data', 'flowstop.db.20260331T000000Z.replaced')
  expect(readFileSync(aside, 'utf8')).toBe('no database at all')
})

it('asks for one file, and sends who keeps the journal elsewhere to the right tool', () => {
  const env = { DATABASE_URL: 'file:./data/flowstop.db' }
  for (const args of [[], ['--help'], ['one', 'two']]) {
    expect(runBackup(args, env)).toEqual({ code: 2, words: [expect.stringMatching(/Name one file/)] })
    expect(runRestore(args, env, NOW).code).toBe(2)
  }
  const server = { DATABASE_URL: 'postgres://flowstop:hidden@db.example:5432/flowstop' }
  const { code, words } = runBackup(['copy.db'], server)
  expect([code, words.join()]).toEqual([2, expect.stringMatching(/pg_dump/)])
  expect(words.join()).not.toContain('hidden')
  expect(runBackup(['copy.db'], { DATABASE_URL: 'file::memory:' }).code).toBe(2)
  expect(runBackup(['copy.db'], { DATABASE_URL: 'mysql://db' })).toEqual({
    code: 2,
    words: [expect.stringMatching(/DATABASE_URL has to begin/)],
  })
})

it('what was settled before a backup is in it, whole, and what was being sent becomes unknown', async () => {
  const { journal, folder, backUp, restore } = await openFolder()
  rmSync(journal)
  const database = { kind: 'sqlite', file: journal } as const
  const before = await openBatchGateway({ sandbox: MANY.sandbox, database })
  const { call, sandbox } = before
  await call(paths.workflows)
  const ids = sandbox.ids()
  const terminate = (id: string) => call(`${paths.workflow(id)}?status=Reason%20${id}`, { method: 'DELETE' })
  const entries = async (on: typeof call): Promise<JournalEntry[]> =>
    decodeJournalPage(await (await on(paths.journal)).json()).entries
  for (const id of ids.slice(0, 8)) expect((await terminate(id)).status).toBe(204)
  const settled = await entries(call)
  const held = sandbox.holdNext({ method: 'DELETE', applied: true })
  const inFlight = terminate(ids[8] ?? '')
  await held.arrived

  // In the middle of others that are being written.
  const others = ids.slice(9, 20).map((id) => terminate(id))
  expect(backUp().code).toBe(0)
  held.release()
  await Promise.all([inFlight, ...others])
  const late = await terminate(ids[30] ?? '')
  expect(late.status).toBe(204)
  await before.close()

  expect(restore().code).toBe(0)
  const { call: callAgain } = await openBatchGateway({ sandbox: MANY.sandbox, database })
  await callAgain(paths.workflows)
  const found = new Map((await entries(callAgain)).map((entry) => [entry.workflowId, entry]))
  for (const entry of settled) expect(found.get(entry.workflowId)).toEqual(entry)
  expect(found.get(ids[8] ?? '')).toMatchObject({ state: 'unknown', reason: `Reason ${ids[8]}` })
  expect(found.has(ids[30] ?? '')).toBe(false)
  for (const entry of found.values()) expect(['queued', 'sending']).not.toContain(entry.state)
  expect(readdirSync(folder).toSorted()).toEqual(['copy.db', 'data'])
})
