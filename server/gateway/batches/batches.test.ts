import { describe, expect, it } from 'vitest'

import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { GRACE_MS } from '#src/contract/batch.ts'
import { paths } from '#src/contract/addresses.ts'

import { MANY, openBatchGateway, outcome } from '#src/testing/batch-gateway.ts'

describe('a batch', () => {
  it('sends nothing while it can be withdrawn, and nothing when it is', async () => {
    const { begin, move, sandbox, clock, progress, sent } = await openBatchGateway(MANY)
    const batch = await begin(sandbox.ids().slice(0, 5))
    expect(batch).toMatchObject({ state: 'starting', total: 5, startsAt: batch.createdAt + GRACE_MS })
    await clock.advance(GRACE_MS - 1)
    expect(sent()).toEqual([])
    expect((await move(batch.id, 'withdraw')).status).toBe(200)
    await clock.advance(60_000)
    expect(sent()).toEqual([])
    const { batch: after, events } = await progress(batch.id)
    expect(after).toMatchObject({ state: 'stopped', counts: { withdrawn: 5 } })
    expect(events.map(({ kind, by }) => [kind, by?.name])).toEqual([
      ['created', 'Anna Ivanova'],
      ['withdrawn', 'Anna Ivanova'],
    ])
  })

  it('ends each of its workflows once, with its reason and way, in its order', async () => {
    const { begin, sandbox, clock, progress, sent } = await openBatchGateway(MANY)
    const ids = sandbox.ids().slice(3, 30)
    const { id } = await begin(ids, { mode: 'force', reason: 'Месяц закрыт' })
    await clock.advance(GRACE_MS + 10_000)
    expect(sent()).toEqual(ids)
    expect(sandbox.record.deletes.every(({ force, status }) => force && status === 'Месяц закрыт')).toBe(true)
    const { batch, items } = await progress(id)
    expect(batch).toMatchObject({ state: 'done', counts: { accepted: 27 } })
    expect(items.map(({ workflowId }) => workflowId)).toEqual(ids)
    expect(new Set(items.map(({ batchId }) => batchId))).toEqual(new Set([id]))
  })

  it('is followed as a whole until its workflows are proved gone', async () => {
    const { begin, sandbox, clock, progress } = await openBatchGateway(MANY)
    const ids = sandbox.ids().slice(0, 20)
    const { id } = await begin(ids, { mode: 'force' })
    await clock.advance(GRACE_MS + 5000)
    const before = sandbox.record.requests['GET /v1/workflows'] ?? 0
    await clock.advance(12_000)
    const { batch } = await progress(id)
    expect(batch.counts).toMatchObject({ gone: 20, accepted: 0 })
    // One walk over the page that is left, whatever the number of items.
    expect((sandbox.record.requests['GET /v1/workflows'] ?? 0) - before).toBeLessThanOrEqual(3)
  })

  it('that arrives twice is one', async () => {
    const { start, clock, sandbox, sent } = await openBatchGateway(MANY)
    const ids = sandbox.ids().slice(0, 3)
    const id = crypto.randomUUID()
    const answers = await Promise.all([start(ids, { id }), start(ids, { id })])
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    await clock.advance(GRACE_MS + 5000)
    expect(sent()).toEqual(ids)
    expect(await outcome(start(ids, { id, mode: 'force' }))).toBe('409 OPERATION_REUSED')
  })

  it('rests and goes on as told, and stops for good', async () => {
    const { begin, move, sandbox, clock, progress, sent, pyotr } = await openBatchGateway(MANY)
    const { id } = await begin(sandbox.ids().slice(0, 50))
    await clock.advance(GRACE_MS + 500)
    expect((await move(id, 'pause')).status).toBe(200)
    const atPause = sent().length
    await clock.advance(30_000)
    expect(sent()).toHaveLength(atPause)
    expect((await progress(id)).batch).toMatchObject({ state: 'paused', pause: { why: 'operator' } })
    expect(await outcome(move(id, 'pause'))).toBe('409 BATCH_MOVED')

    expect((await move(id, 'resume', pyotr)).status).toBe(200)
    await clock.advance(1000)
    expect(sent().length).toBeGreaterThan(atPause)
    expect((await move(id, 'stop')).status).toBe(200)
    const atStop = sent().length
    await clock.advance(60_000)
    expect(sent()).toHaveLength(atStop)
    expect(new Set(sent()).size).toBe(atStop)
    const { batch, events } = await progress(id)
    expect(batch.state).toBe('stopped')
    expect(batch.counts.withdrawn).toBe(50 - atStop)
    expect(events.map(({ kind, by }) => `${kind} ${by?.name ?? 'itself'}`)).toEqual([
      'created Anna Ivanova',
      'started itself',
      'paused Anna Ivanova',
      'resumed Пётр Смирнов',
      'stopped Anna Ivanova',
    ])
  })

  it('tells only what changed since', async () => {
    const { begin, sandbox, clock, progress, call } = await openBatchGateway(MANY)
    const { id } = await begin(sandbox.ids().slice(0, 5), { mode: 'force' })
    await clock.advance(GRACE_MS + 60_000)
    const first = await progress(id)
    expect(first.items).toHaveLength(5)
    await clock.advance(60_000)
    const body = (since: string) => call(`${paths.batch(id)}?since=${since}`)
    const later = await (await body(first.next)).json()
    expect(later).toMatchObject({ data: { items: [] } })
    expect(await outcome(body('x'))).toBe('400 VALIDATION_ERROR')
    // A clock that was set back: everything again.
    expect(await (await body('99999999999999')).json()).toMatchObject({ data: { items: { length: 5 } } })
  })

  it('leaves out what somebody else is ending, and is in nobody’s way twice', async () => {
    const { begin, sandbox, clock, progress, call, sent, pyotr } = await openBatchGateway(MANY)
    const ids = sandbox.ids().slice(0, 3)
    const first = await begin(ids)
    const second = await begin(ids.slice(0, 2))
    expect(second.counts).toMatchObject({ skipped: 2 })
    const single = await call(paths.workflow(ids[2] ?? ''), { method: 'DELETE', token: pyotr })
    expect(await single.json()).toMatchObject({
      error: { code: 'BEING_TERMINATED', operatorName: 'Anna Ivanova' },
    })
    await clock.advance(GRACE_MS + 10_000)
    expect(sent()).toEqual(ids)
    expect((await progress(first.id)).batch.state).toBe('done')
    expect((await progress(second.id)).batch.state).toBe('done')
  })

  it('leaves out what is protected, also what nobody has listed yet', async () => {
    const { begin, clock, sent, progress } = await openBatchGateway({ gateway: { protectedStarters: ['0'] } })
    const { id } = await begin([FEW_IDS.leadBySystem, FEW_IDS.dealIdle])
    await clock.advance(GRACE_MS + 10_000)
    expect(sent()).toEqual([FEW_IDS.dealIdle])
    const { items } = await progress(id)
    expect(items.map(({ state, errorCode }) => [state, errorCode])).toEqual([
      ['skipped', 'PROTECTED'],
      ['gone', null],
    ])
  })

  it.each([
    ['no reason', { reason: null }, '400 REASON_REQUIRED'],
    ['a blank reason', { reason: '  ' }, '400 REASON_REQUIRED'],
    ['no workflow', { workflowIds: [] }, '400 VALIDATION_ERROR'],
    ['an id that is none', { workflowIds: ['..'] }, '400 INVALID_WORKFLOW_ID'],
    ['an id of its own that is none', { id: 'x' }, '400 VALIDATION_ERROR'],
    ['no number for many', { mode: 'force' as const, confirmedCount: null }, '400 CONFIRMATION_REQUIRED'],
    ['another number', { mode: 'force' as const, confirmedCount: 10 }, '400 CONFIRMATION_REQUIRED'],
  ])('with %s is refused', async (_name, wanted, expected) => {
    const { start, sandbox } = await openBatchGateway(MANY)
    expect(await outcome(start(sandbox.ids().slice(0, 11), wanted))).toBe(expected)
  })

  it('of too many is refused, however large the request', async () => {
    const { start, call } = await openBatchGateway(MANY)
    const ids = Array.from({ length: 10_001 }, (_, index) => `x${index}`)
    expect(await outcome(start(ids))).toBe('400 VALIDATION_ERROR')
    const body = { workflowIds: Array.from({ length: 20_000 }, () => 'y'.repeat(64)) }
    expect(await outcome(call(paths.batches, { method: 'POST', body }))).toBe('413 VALIDATION_ERROR')
  })

  it('is of its portal, and needs a session', async () => {
    const { begin, call, sandbox } = await openBatchGateway(MANY)
    const { id } = await begin(sandbox.ids().slice(0, 1))
    expect(await outcome(call(paths.batch(id), { token: 'vibe_session_none' }))).toBe('401 INVALID_SESSION')
    expect(await outcome(call(paths.batch('another')))).toBe('404 NOT_FOUND')
    expect(await outcome(call(`${paths.batch(id)}/explode`, { method: 'POST' }))).toBe('404 ROUTE_NOT_FOUND')
  })

  it('with a personal key is begun and moved by the page of the console only', async () => {
    const personal = {
      kind: 'personal' as const,
      url: 'http://127.0.0.1:4010',
      apiKey: SANDBOX_KEYS.personal,
      gate: null,
    }
    const { begin, call, clock, sandbox, sent } = await openBatchGateway({
      ...MANY,
      gateway: { ...MANY.gateway, api: personal },
    })
    const foreign = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
    const body = { id: 'batch-of-evil', mode: 'soft', reason: 'x', workflowIds: sandbox.ids().slice(0, 2) }
    expect(await outcome(call(paths.batches, { method: 'POST', body, headers: foreign }))).toBe(
      '403 ORIGIN_NOT_ALLOWED',
    )
    const { id } = await begin(sandbox.ids().slice(0, 2))
    const move = call(paths.batchMove(id, 'withdraw'), { method: 'POST', headers: foreign })
    expect(await outcome(move)).toBe('403 ORIGIN_NOT_ALLOWED')
    await clock.advance(GRACE_MS + 5000)
    expect(sent()).toHaveLength(2)
  })
})
