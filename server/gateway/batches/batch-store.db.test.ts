import { describe, expect, it } from 'vitest'

import { createInstanceStore, isFresh } from '#server/gateway/instances/instance-store.ts'
import { createStore } from '#server/gateway/journal/store.ts'
import { openJournal } from '#server/journal-testing/open-journal.ts'
import { makeRow, NOW } from '#server/journal-testing/rows.ts'
import type { NewTermination } from '#server/gateway/journal/schema.ts'

import { createBatchItems } from './batch-items.ts'
import { createBatchStore, type NewBatchRow } from './batch-store.ts'

const ANNA = { id: '1', name: 'Анна', session: 'abcd1234' }

function makeBatch(total: number, fields: Partial<NewBatchRow> = {}): NewBatchRow {
  return {
    id: crypto.randomUUID(),
    portal: 'one.example',
    mode: 'soft',
    reason: null,
    state: 'starting',
    fence: 0,
    operator_id: ANNA.id,
    operator_name: ANNA.name,
    session: ANNA.session,
    created_at: NOW,
    starts_at: NOW + 5000,
    started_at: null,
    finished_at: null,
    changed_at: NOW,
    pause_why: null,
    pause_code: null,
    retry_of: null,
    instance: null,
    total,
    ...fields,
  }
}

async function open() {
  const database = await openJournal()
  const store = createStore(database)
  const batches = createBatchStore({ ...database, insertMany: store.insertMany })
  const items = createBatchItems(database)
  const me = { id: 'gateway-1', isFresh: () => isFresh(database, 'gateway-1') }
  await createInstanceStore(database).join({
    id: me.id,
    secret_mark: '',
    api_mark: '',
    concurrency: 2,
    rate: 2,
  })
  const begin = async (count: number, fields: Partial<NewTermination> = {}) => {
    const batch = makeBatch(count)
    const rows = Array.from({ length: count }, (_, position) =>
      makeRow({ workflow_id: `w${position}`, batch_id: batch.id, position, ...fields }),
    )
    expect(await batches.create(batch, rows, ANNA)).toBe(true)
    const active = await batches.move({ ...batch }, 'starting', 'active', {
      kind: 'started',
      at: NOW,
      by: null,
      changes: { instance: me.id },
    })
    if (!active) throw new Error('The batch did not start')
    return { batch: active, rows }
  }
  const setBeat = (at: number) => database.db.updateTable('instances').set({ beat_at: at }).execute()
  return { store, batches, items, begin, me, setBeat }
}

describe('a batch in the journal', () => {
  it('is written whole and once, without what somebody else is ending', async () => {
    const { store, batches, items } = await open()
    await store.insert(makeRow({ workflow_id: 'w3' }))
    const batch = makeBatch(5)
    const rows = Array.from({ length: 5 }, (_, position) =>
      makeRow({ workflow_id: `w${position}`, batch_id: batch.id, position }),
    )
    expect(await batches.create(batch, rows, ANNA)).toBe(true)
    expect(await batches.create(batch, [], ANNA)).toBe(false)
    expect((await items.changed(batch, null)).map(({ workflow_id, state }) => [workflow_id, state])).toEqual([
      ['w0', 'queued'],
      ['w1', 'queued'],
      ['w2', 'queued'],
      ['w3', 'skipped'],
      ['w4', 'queued'],
    ])
    expect((await items.counts(batch.portal, [batch.id])).get(batch.id)).toMatchObject({
      queued: 4,
      skipped: 1,
    })
  })

  it('gives an item to one who claims it, and to nobody after it was moved', async () => {
    const { batches, items, begin, me } = await open()
    const { batch, rows } = await begin(3)
    const [first, second] = rows
    if (!first || !second) throw new Error('no rows')
    const claim = { sent_at: NOW, attempts: 1 }
    const claims = await Promise.all([
      items.claim(first, batch, claim, me),
      items.claim(first, batch, claim, me),
      items.claim(first, batch, claim, me),
    ])
    expect(claims.filter(Boolean)).toHaveLength(1)
    const paused = await batches.move(batch, 'active', 'paused', {
      kind: 'paused',
      at: NOW,
      by: ANNA,
      why: 'operator',
    })
    expect(paused).toMatchObject({ state: 'paused', fence: batch.fence + 1, pause_why: 'operator' })
    expect(await items.claim(second, batch, claim, me)).toBe(false)
    // Whoever still believes to own the batch can do nothing with it.
    expect(await batches.move(batch, 'active', 'done', { kind: 'done', at: NOW, by: null })).toBeNull()
    if (!paused) throw new Error('not paused')
    const resumed = await batches.move(paused, 'paused', 'active', {
      kind: 'resumed',
      at: NOW,
      by: ANNA,
      changes: { instance: me.id },
    })
    expect(await items.claim(second, batch, claim, me)).toBe(false)
    expect(resumed && (await items.claim(second, resumed, claim, me))).toBe(true)
    expect((await batches.events(batch)).map(({ kind, why }) => [kind, why])).toEqual([
      ['created', null],
      ['started', null],
      ['paused', 'operator'],
      ['resumed', null],
    ])
  })

  it('gives nothing to another gateway, nor to its own while that has not beaten', async () => {
    const { items, begin, me, setBeat } = await open()
    const { batch, rows } = await begin(2)
    const [first, second] = rows
    if (!first || !second) throw new Error('no rows')
    const claim = { sent_at: NOW, attempts: 1 }
    expect(await items.claim(first, batch, claim, { ...me, id: 'gateway-2' })).toBe(false)
    expect(await items.claim(first, batch, claim, me)).toBe(true)
    await setBeat(0)
    expect(await items.claim(second, batch, claim, me)).toBe(false)
  })

  it('is withdrawn and followed piece by piece, whole in the end', async () => {
    const { items, begin, store, me } = await open()
    const { batch, rows } = await begin(1100)
    const [first] = rows
    if (!first) throw new Error('no rows')
    await items.claim(first, batch, { sent_at: NOW, attempts: 1 }, me)
    await store.move(first, 'sending', 'accepted', NOW)
    await items.withdrawQueued(batch, NOW)
    await items.follow(batch, NOW, NOW + 10_000)
    expect((await items.counts(batch.portal, [batch.id])).get(batch.id)).toMatchObject({
      withdrawn: 1099,
      accepted: 1,
    })
    expect(await store.find(first.portal, first.id)).toMatchObject({
      follow_from: NOW,
      next_check_at: NOW + 10_000,
    })
  })

  it('counts what was refused in the same way, batches and singles together', async () => {
    const { items, store } = await open()
    const refused = { state: 'refused' as const, http_status: 422, settled_at: NOW }
    for (let index = 0; index < 3; index += 1)
      await store.insert(makeRow({ workflow_id: `r${index}`, ...refused, error_code: 'BITRIX_ERROR' }))
    await store.insert(makeRow({ workflow_id: 'x', ...refused, error_code: 'SCOPE_DENIED' }))
    await store.insert(
      makeRow({ workflow_id: 'old', ...refused, error_code: 'BITRIX_ERROR', settled_at: NOW - 10 }),
    )
    expect(await items.mostEqualRefusal('one.example', NOW)).toEqual({ code: 'BITRIX_ERROR', count: 3 })
    expect(await items.mostEqualRefusal('two.example', NOW)).toBeNull()
  })
})
