import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'

import { JOURNAL_STATES, type JournalState } from '#src/contract/journal.ts'

import type { NewTermination } from './schema.ts'
import { openSqlite } from './sqlite.ts'
import { createStore, fold } from './store.ts'
import { isAllowed, TRANSITIONS } from './transitions.ts'

const NOW = Date.UTC(2026, 2, 31)

function row(fields: Partial<NewTermination> = {}): NewTermination {
  const base = {
    id: crypto.randomUUID(),
    portal: 'one.example',
    workflow_id: 'w1',
    mode: 'soft' as const,
    reason: null,
    state: 'queued' as const,
    operator_id: '1',
    operator_name: 'Анна Иванова',
    session: 'abcd1234',
    requested_at: NOW,
    changed_at: NOW,
    attempts: 0,
    search: '',
    ...fields,
  }
  return {
    ...base,
    search: fold([base.reason, base.workflow_id, base.operator_name].filter(Boolean).join('\n')),
  }
}

async function open(path = ':memory:') {
  const db = openSqlite(path)
  const store = await createStore(db)
  onTestFinished(() => store.close())
  return { db, store }
}

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flowstop-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'data', 'flowstop.db')
}

describe('the journal', () => {
  it('takes one open termination per workflow and portal, and another one afterwards', async () => {
    const { store } = await open()
    const first = row()
    expect(await store.insert(first)).toBe(true)
    expect(await store.insert(row())).toBe(false)
    expect(await store.insert(row({ portal: 'two.example' }))).toBe(true)
    expect(await store.insert(row({ workflow_id: 'w2' }))).toBe(true)
    await store.move(first, 'queued', 'withdrawn', NOW)
    expect(await store.insert(row())).toBe(true)
  })

  it('takes an operation once per portal', async () => {
    const { store } = await open()
    expect(await store.insert(row({ id: 'operation-1' }))).toBe(true)
    expect(await store.insert(row({ id: 'operation-1', workflow_id: 'w2' }))).toBe(false)
    expect(await store.insert(row({ id: 'operation-1', portal: 'two.example' }))).toBe(true)
    expect((await store.find('two.example', 'operation-1'))?.portal).toBe('two.example')
    expect(await store.find('three.example', 'operation-1')).toBeUndefined()
  })

  it('moves a row only from the state it is in', async () => {
    const { store } = await open()
    const first = row()
    await store.insert(first)
    expect(await store.move(first, 'queued', 'sending', NOW)).toBe(true)
    expect(await store.move(first, 'queued', 'withdrawn', NOW)).toBe(false)
    expect((await store.find(first.portal, first.id))?.state).toBe('sending')
    await expect(store.move(first, 'sending', 'gone', NOW)).rejects.toThrow(RangeError)
  })

  it('goes no other way than the table of moves, whatever is tried', async () => {
    const { store } = await open()
    const states = fc.array(fc.constantFrom(...JOURNAL_STATES), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(states, async (tries) => {
        const one = row({ workflow_id: crypto.randomUUID() })
        await store.insert(one)
        let state: JournalState = 'queued'
        for (const to of tries) {
          const hasMoved = isAllowed(state, to) && (await store.move(one, state, to, NOW))
          expect(hasMoved).toBe(TRANSITIONS[state].includes(to))
          if (hasMoved) state = to
        }
        expect((await store.find(one.portal, one.id))?.state).toBe(state)
      }),
      { numRuns: 50 },
    )
  })

  it('pages from the newest, and counts them all', async () => {
    const { store } = await open()
    for (let index = 0; index < 5; index += 1) await store.insert(row({ workflow_id: `w${index}` }))
    const first = await store.page({ portal: 'one.example', limit: 2 })
    expect(first.rows.map(({ workflow_id }) => workflow_id)).toEqual(['w4', 'w3'])
    expect(first.total).toBe(5)
    const next = await store.page({ portal: 'one.example', limit: 9, before: first.rows.at(-1)?.seq })
    expect(next.rows.map(({ workflow_id }) => workflow_id)).toEqual(['w2', 'w1', 'w0'])
    expect((await store.page({ portal: 'two.example', limit: 2 })).total).toBe(0)
  })

  it('finds words in any case of Cyrillic and Latin, and takes % and _ for what they are', async () => {
    const { store } = await open()
    await store.insert(row({ workflow_id: 'w1', reason: 'Ошибка в шаблоне: 100%' }))
    await store.insert(row({ workflow_id: 'w2', reason: 'STUCK since May' }))
    const ids = async (q: string) =>
      (await store.page({ portal: 'one.example', q, limit: 9 })).rows.map(({ workflow_id }) => workflow_id)
    expect(await ids('ОШИБКА')).toEqual(['w1'])
    expect(await ids('stuck')).toEqual(['w2'])
    expect(await ids('анна')).toEqual(['w2', 'w1'])
    expect(await ids('100%')).toEqual(['w1'])
    expect(await ids('%')).toEqual(['w1'])
    expect(await ids('_')).toEqual([])
  })

  it('tells what is under way or changed lately', async () => {
    const { store } = await open()
    await store.insert(row({ workflow_id: 'old', state: 'gone', changed_at: NOW - 1000 }))
    await store.insert(row({ workflow_id: 'waiting', state: 'accepted', changed_at: NOW - 1000 }))
    await store.insert(row({ workflow_id: 'new', state: 'gone' }))
    const ids = (await store.recent('one.example', NOW, true)).map(({ workflow_id }) => workflow_id)
    expect(ids).toEqual(['new', 'waiting'])
  })

  it('keeps its rows over a restart, in a file that only its owner reads', async () => {
    const path = temporaryFile()
    const before = await open(path)
    await before.store.insert(row({ id: 'operation-1', reason: 'kept' }))
    const after = await open(path)
    expect((await after.store.find('one.example', 'operation-1'))?.reason).toBe('kept')
    expect(statSync(path).mode & 0o077).toBe(0)
  })

  it('refuses a database of a newer version', async () => {
    const { db } = await open()
    await sql`UPDATE schema_version SET version = 99`.execute(db)
    await expect(createStore(db)).rejects.toThrow(/use a newer Flowstop/)
  })

  it.each([
    [
      'terminations_page',
      sql`SELECT * FROM terminations WHERE portal = 'p' AND seq < 9 ORDER BY seq DESC LIMIT 50`,
    ],
    [
      'terminations_workflow',
      sql`SELECT * FROM terminations WHERE portal = 'p' AND workflow_id = 'w' ORDER BY seq DESC`,
    ],
    ['terminations_id', sql`SELECT * FROM terminations WHERE portal = 'p' AND id = 'x'`],
    [
      'terminations_due',
      sql`SELECT * FROM terminations WHERE next_check_at IS NOT NULL ORDER BY next_check_at`,
    ],
  ])('answers by the index %s', async (index, query) => {
    const { db } = await open()
    const { rows } = await sql<{ detail: string }>`EXPLAIN QUERY PLAN ${query}`.execute(db)
    expect(rows.map(({ detail }) => detail).join(' ')).toContain(index)
  })
})
