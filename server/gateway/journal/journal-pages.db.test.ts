import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { openJournal } from '#server/journal-testing/open-journal.ts'
import { makeRow, NOW } from '#server/journal-testing/rows.ts'

import { fold } from './derive.ts'
import { createJournalPages, type JournalQuery } from './journal-pages.ts'
import { createStore } from './store.ts'

const SIGNS = ['a', 'b', 'А', 'б', 'Ё', 'ё', '"', '%', '_', '\\', "'", '*', '-', ' ', '😀', 'ß', 'İ', '(']
const PORTAL = 'one.example'

async function open() {
  const database = await openJournal()
  const store = createStore(database)
  const pages = createJournalPages(database)
  const ids = async (query: Partial<JournalQuery>) =>
    (await pages.read({ portal: PORTAL, limit: 500, ...query })).map(({ workflow_id }) => workflow_id)
  return { store, pages, ids }
}

describe('a page of the journal', () => {
  it('begins with the newest; its cursor neither loses nor repeats a row', async () => {
    const { store, pages } = await open()
    for (let index = 0; index < 7; index += 1)
      await store.insert(makeRow({ workflow_id: `w${index}`, requested_at: NOW + Math.floor(index / 3) }))
    const seen: string[] = []
    let before: JournalQuery['before']
    for (let page = 0; page < 4; page += 1) {
      const rows = await pages.read({ portal: PORTAL, limit: 2, ...(before ? { before } : {}) })
      seen.push(...rows.map(({ workflow_id }) => workflow_id))
      before = rows.at(-1)
    }
    expect(seen).toEqual(['w6', 'w5', 'w4', 'w3', 'w2', 'w1', 'w0'])
    expect(await pages.count({ portal: PORTAL, limit: 1 })).toBe(7)
    expect(await pages.count({ portal: 'two.example', limit: 1 })).toBe(0)
  })

  it('is narrowed by everything that stands in it', async () => {
    const { store, ids } = await open()
    const other = { operator_id: null, operator_name: 'Bob', session: 'ffff0000', requested_at: NOW - 1000 }
    await store.insert(
      makeRow({ workflow_id: 'a', mode: 'force', template_id: '7', document_id: 'DEAL_1', batch_id: 'b1' }),
    )
    await store.insert(
      makeRow({ workflow_id: 'b', ...other, reason: 'Зависло с мая', state: 'refused', id: 'entry-b' }),
    )
    await store.insert(makeRow({ workflow_id: 'c', operator_id: null, operator_name: null }))
    expect(await ids({ mode: 'force' })).toEqual(['a'])
    expect(await ids({ template: '7' })).toEqual(['a'])
    expect(await ids({ document: 'DEAL_1' })).toEqual(['a'])
    expect(await ids({ batch: 'b1' })).toEqual(['a'])
    expect(await ids({ state: 'refused' })).toEqual(['b'])
    expect(await ids({ entry: 'entry-b' })).toEqual(['b'])
    expect(await ids({ reason: 'ЗАВИСЛО' })).toEqual(['b'])
    expect(await ids({ workflowId: 'b' })).toEqual(['b'])
    expect(await ids({ from: NOW })).toEqual(['c', 'a'])
    expect(await ids({ to: NOW })).toEqual(['b'])
    expect(await ids({ operator: 'id:1' })).toEqual(['a'])
    expect(await ids({ operator: 'name:Bob' })).toEqual(['b'])
    expect(await ids({ operator: 'session:abcd1234' })).toEqual(['c'])
    expect(await ids({ q: 'deal_1', mode: 'force', from: NOW })).toEqual(['a'])
    expect(await ids({ q: 'deal_1', mode: 'soft' })).toEqual([])
  })

  it('knows who stands in it', async () => {
    const { store, pages } = await open()
    await store.insert(makeRow({ workflow_id: 'a' }))
    await store.insert(makeRow({ workflow_id: 'b' }))
    await store.insert(makeRow({ workflow_id: 'c', operator_id: null, operator_name: null }))
    await store.insert(makeRow({ portal: 'two.example', operator_id: '9' }))
    const operators = await pages.operators(PORTAL)
    expect(operators.toSorted((a, b) => a.key.localeCompare(b.key))).toEqual([
      { key: 'id:1', id: '1', name: 'Анна Иванова', session: 'abcd1234' },
      { key: 'session:abcd1234', id: null, name: null, session: 'abcd1234' },
    ])
  })

  it('finds words in any case of Cyrillic and Latin, and takes signs for what they are', async () => {
    const { store, ids } = await open()
    await store.insert(makeRow({ workflow_id: 'w1', reason: 'Ошибка в шаблоне: 100%' }))
    await store.insert(makeRow({ workflow_id: 'w2', reason: 'STUCK "since" May' }))
    expect(await ids({ q: 'ОШИБКА' })).toEqual(['w1'])
    expect(await ids({ q: 'stuck' })).toEqual(['w2'])
    expect(await ids({ q: 'анна' })).toEqual(['w2', 'w1'])
    expect(await ids({ q: '100%' })).toEqual(['w1'])
    expect(await ids({ q: '%' })).toEqual(['w1'])
    expect(await ids({ q: '_' })).toEqual([])
    expect(await ids({ q: '"since"' })).toEqual(['w2'])
    expect(await ids({ q: "' OR 1=1 --" })).toEqual([])
    expect(await ids({ q: 'шаблон* AND' })).toEqual([])
  })

  it('finds exactly the rows that hold the text, whatever it is made of', async () => {
    const { store, ids } = await open()
    const text = fc.string({ unit: fc.constantFrom(...SIGNS), minLength: 1, maxLength: 8 })
    const reasons = fc.sample(text, 60)
    const named = reasons.map((reason, index) => ({ reason, workflow_id: `w${index}` }))
    for (const row of named)
      await store.insert(
        makeRow({ ...row, operator_name: null, operator_id: null, id: `op-${row.workflow_id}` }),
      )
    await fc.assert(
      fc.asyncProperty(text, async (asked) => {
        const expected = named.filter(({ reason }) => fold(reason).includes(fold(asked)))
        const found = await ids({ reason: asked })
        expect(found.toSorted()).toEqual(expected.map(({ workflow_id }) => workflow_id).toSorted())
      }),
      { numRuns: 80 },
    )
  })
})
