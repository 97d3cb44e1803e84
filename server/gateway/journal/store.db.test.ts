import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'

import { makeDatabase, openJournal } from '#server/journal-testing/open-journal.ts'
import { makeRow, NOW } from '#server/journal-testing/rows.ts'
import { JOURNAL_STATES, type JournalState } from '#src/contract/journal.ts'

import { migrate } from './migrations.ts'
import { createStore } from './store.ts'
import { isAllowed, TRANSITIONS } from './transitions.ts'

describe('the journal', () => {
  it('takes one open termination per workflow and portal, and another one afterwards', async () => {
    const store = createStore(await openJournal())
    const first = makeRow()
    expect(await store.insert(first)).toBe(true)
    expect(await store.insert(makeRow())).toBe(false)
    expect(await store.insert(makeRow({ portal: 'two.example' }))).toBe(true)
    expect(await store.insert(makeRow({ workflow_id: 'w2' }))).toBe(true)
    await store.move(first, 'queued', 'withdrawn', NOW)
    expect(await store.insert(makeRow())).toBe(true)
  })

  it('takes an operation once per portal', async () => {
    const store = createStore(await openJournal())
    expect(await store.insert(makeRow({ id: 'operation-1' }))).toBe(true)
    expect(await store.insert(makeRow({ id: 'operation-1', workflow_id: 'w2' }))).toBe(false)
    expect(await store.insert(makeRow({ id: 'operation-1', portal: 'two.example' }))).toBe(true)
    expect((await store.find('two.example', 'operation-1'))?.portal).toBe('two.example')
    expect(await store.find('three.example', 'operation-1')).toBeUndefined()
  })

  it('moves a row only from the state it is in', async () => {
    const store = createStore(await openJournal())
    const first = makeRow()
    await store.insert(first)
    expect(await store.move(first, 'queued', 'sending', NOW)).toBe(true)
    expect(await store.move(first, 'queued', 'withdrawn', NOW)).toBe(false)
    expect((await store.find(first.portal, first.id))?.state).toBe('sending')
    await expect(store.move(first, 'sending', 'gone', NOW)).rejects.toThrow(RangeError)
  })

  it('goes no other way than the table of moves, whatever is tried', async () => {
    const store = createStore(await openJournal())
    const states = fc.array(fc.constantFrom(...JOURNAL_STATES), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(states, async (tries) => {
        const one = makeRow({ workflow_id: crypto.randomUUID() })
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

  it('tells what is under way or changed lately', async () => {
    const store = createStore(await openJournal())
    await store.insert(makeRow({ workflow_id: 'old', state: 'gone', changed_at: NOW - 1000 }))
    await store.insert(makeRow({ workflow_id: 'waiting', state: 'accepted', changed_at: NOW - 1000 }))
    await store.insert(makeRow({ workflow_id: 'new', state: 'gone' }))
    const ids = (await store.recent('one.example', NOW, true)).map(({ workflow_id }) => workflow_id)
    expect(ids).toEqual(['new', 'waiting'])
  })

  it('keeps its rows over a restart', async () => {
    const config = await makeDatabase()
    await createStore(await openJournal(config)).insert(makeRow({ id: 'operation-1', reason: 'kept' }))
    const after = createStore(await openJournal(config))
    expect((await after.find('one.example', 'operation-1'))?.reason).toBe('kept')
  })

  it('is brought up to date by several at once, and refuses what a newer version wrote', async () => {
    const config = await makeDatabase()
    // Several processes on one file wait for each other; several connections of one process cannot.
    const count = config.kind === 'postgres' ? 3 : 1
    const opened = await Promise.all(Array.from({ length: count }, () => openJournal(config)))
    for (const one of opened) expect(await createStore(one).giveUp(NOW)).toEqual({ unknown: 0, withdrawn: 0 })
    const { db, kind } = await openJournal(config)
    await sql`UPDATE schema_version SET version = 99`.execute(db)
    await expect(migrate(db, kind)).rejects.toThrow(/use a newer Flowstop/)
  })

  it('writes many at once, and says which of them were in somebody’s way', async () => {
    const journal = await openJournal()
    const { db } = journal
    const store = createStore(journal)
    await store.insert(makeRow({ workflow_id: 'w7' }))
    const rows = Array.from({ length: 450 }, (_, index) => makeRow({ workflow_id: `w${index}` }))
    const written = await db.transaction().execute((transaction) => store.insertMany(rows, transaction))
    expect(written.size).toBe(449)
    expect(written.has(rows[7]?.id ?? '')).toBe(false)
  })
})
