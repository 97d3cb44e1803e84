import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'

import { openDatabase } from './database.ts'

function open() {
  const folder = mkdtempSync(join(tmpdir(), 'flowstop-sqlite-'))
  const file = join(folder, 'data', 'flowstop.db')
  const database = openDatabase({ kind: 'sqlite', file })
  onTestFinished(async () => {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { file, ...database }
}

it('the file of the journal is read by its owner only, and each commit is on disk', async () => {
  const { db, file } = open()
  expect(statSync(file).mode & 0o077).toBe(0)
  const { rows } = await sql<{ synchronous: number }>`PRAGMA synchronous`.execute(db)
  expect(rows[0]?.synchronous).toBe(2)
})

it('long reads leave the event loop alone, see what is committed, and write nothing', async () => {
  const { db, reader } = open()
  await sql`CREATE TABLE letters (letter TEXT)`.execute(db)
  await sql`INSERT INTO letters VALUES ('я')`.execute(db)
  const long = sql<{ n: number }>`
    WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < 3000000)
    SELECT max(n) AS n FROM counter`.execute(reader)
  let turns = 0
  const turn = () => {
    turns += 1
    timer = setImmediate(turn)
  }
  let timer = setImmediate(turn)
  expect((await long).rows).toEqual([{ n: 3_000_000 }])
  clearImmediate(timer)
  expect(turns).toBeGreaterThan(50)
  expect((await sql`SELECT letter FROM letters`.execute(reader)).rows).toEqual([{ letter: 'я' }])
  await expect(sql`DELETE FROM letters`.execute(reader)).rejects.toThrow(/readonly/)
  await expect(sql`SELECT * FROM nowhere`.execute(reader)).rejects.toThrow(/no such table/)
})
