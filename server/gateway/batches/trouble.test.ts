import { describe, expect, it } from 'vitest'

import { paths } from '#src/contract/addresses.ts'
import { GRACE_MS } from '#src/contract/batch.ts'

import { MANY, openBatchGateway, outcome } from '#src/testing/batch-gateway.ts'

const MINUTE = 60_000

describe('a batch in trouble', () => {
  it('rests when the session ends, keeps what was not done, and goes on with another session', async () => {
    const { begin, move, sandbox, clock, progress, sent } = await openBatchGateway(MANY)
    const ids = sandbox.ids().slice(0, 40)
    const { id } = await begin(ids)
    await clock.advance(GRACE_MS + 1000)
    sandbox.expireSessions()
    await clock.advance(MINUTE)
    const token = sandbox.issueSession({ userId: 7 })
    const paused = await progress(id, token)
    expect(paused.batch).toMatchObject({
      state: 'paused',
      pause: { why: 'session_ended' },
      counts: { refused: 0, unknown: 0 },
    })
    const done = sandbox.record.deletes.filter(({ outcome: how }) => how !== 'cut' && how?.status === 204)
    expect(paused.batch.counts.queued).toBe(40 - done.length)
    expect((await move(id, 'resume', token)).status).toBe(200)
    await clock.advance(MINUTE)
    expect((await progress(id, token)).batch.state).toBe('done')
    // Who was refused with "sign in again" did nothing: only those were sent twice.
    const acted = sandbox.record.deletes.filter(({ outcome: how }) => how !== 'cut' && how?.status === 204)
    expect(acted.map(({ id: workflowId }) => workflowId).toSorted()).toEqual(ids.toSorted())
    expect(new Set(sent()).size).toBe(40)
  })

  it('rests when its operator signs out, also during the grace', async () => {
    const { begin, sandbox, clock, progress, browse, anna, pyotr, sent } = await openBatchGateway(MANY)
    const { id } = await begin(sandbox.ids().slice(0, 10))
    const signIn = await browse(paths.authorize('/'))
    const back = sandbox.answerConsent(signIn.headers.get('Location') ?? '', { userId: 1 })
    await browse(new URL(back).pathname + new URL(back).search)
    // Another session of hers: the batch goes on with the one that began it.
    expect((await browse(paths.sessionEnd, { method: 'POST' })).status).toBe(204)
    expect((await progress(id, pyotr)).batch.state).toBe('starting')
    sandbox.expireSessions()
    expect(await outcome(browse(paths.workflows, { headers: { Authorization: `Bearer ${anna}` } }))).toBe(
      '401 TOKEN_EXPIRED',
    )
    await clock.advance(GRACE_MS + MINUTE)
    const token = sandbox.issueSession({ userId: 7 })
    expect((await progress(id, token)).batch).toMatchObject({
      state: 'paused',
      pause: { why: 'session_ended' },
    })
    expect(sent()).toEqual([])
  })

  it('does not burn its items while the API is away: it rests after two minutes', async () => {
    const { begin, move, sandbox, clock, progress, sent } = await openBatchGateway(MANY)
    const ids = sandbox.ids().slice(0, 50)
    const { id } = await begin(ids, { mode: 'force' })
    await clock.advance(GRACE_MS + 500)
    sandbox.setReachable(false)
    await clock.advance(MINUTE)
    sandbox.setReachable(true)
    const atOutage = sent().length
    expect((await progress(id)).batch).toMatchObject({ state: 'active', waitingFor: 'api' })
    sandbox.setReachable(false)
    await clock.advance(3 * MINUTE)
    sandbox.setReachable(true)
    const { batch } = await progress(id)
    expect(batch).toMatchObject({ state: 'paused', pause: { why: 'api_unavailable' } })
    // No more than one for each call that may be in flight.
    expect(batch.counts.unknown).toBeLessThanOrEqual(2)
    expect(sent().length - atOutage).toBeLessThanOrEqual(2)
    expect((await move(id, 'resume')).status).toBe(200)
    await clock.advance(2 * MINUTE)
    const after = await progress(id)
    expect(after.batch.state).toBe('done')
    expect(new Set(sent()).size).toBe(sent().length)
  })

  it('goes on by itself after a short outage', async () => {
    const { begin, sandbox, clock, progress, sent } = await openBatchGateway(MANY)
    const { id } = await begin(sandbox.ids().slice(0, 30))
    await clock.advance(GRACE_MS + 500)
    sandbox.setReachable(false)
    await clock.advance(30_000)
    sandbox.setReachable(true)
    await clock.advance(MINUTE)
    expect((await progress(id)).batch.state).toBe('done')
    expect(new Set(sent()).size).toBe(30)
  })

  it('rests after eight 404s, finds out what else has ended, and sends nothing for that', async () => {
    const { begin, move, sandbox, clock, progress, sent } = await openBatchGateway(MANY)
    const ids = sandbox.ids().slice(0, 40)
    for (const id of ids.slice(0, 30)) sandbox.endWorkflow(id)
    const { id } = await begin(ids)
    await clock.advance(GRACE_MS + MINUTE)
    const { batch } = await progress(id)
    expect(batch).toMatchObject({
      state: 'paused',
      pause: { why: 'equal_refusals', code: 'ENTITY_NOT_FOUND' },
    })
    expect(batch.counts.already_gone).toBeGreaterThanOrEqual(8)
    expect(sent().length).toBeLessThanOrEqual(9)
    const atPause = sent().length
    await move(id, 'resume')
    await clock.advance(2 * MINUTE)
    const after = await progress(id)
    expect(after.batch).toMatchObject({ state: 'done', counts: { already_gone: 30 } })
    expect(sent().slice(atPause).toSorted()).toEqual(ids.slice(30).toSorted())
  })

  it('rests after eight equal refusals, and counts those of single terminations', async () => {
    const { begin, call, sandbox, clock, progress } = await openBatchGateway(MANY)
    const ids = sandbox.ids()
    sandbox.failNext({ code: 'BITRIX_ERROR', method: 'DELETE', times: 30 })
    for (const id of ids.slice(50, 55)) await call(paths.workflow(id), { method: 'DELETE' })
    const { id } = await begin(ids.slice(0, 40))
    await clock.advance(GRACE_MS + MINUTE)
    const { batch, items } = await progress(id)
    expect(batch).toMatchObject({ state: 'paused', pause: { why: 'equal_refusals', code: 'BITRIX_ERROR' } })
    expect(batch.counts.refused).toBeGreaterThanOrEqual(3)
    expect(batch.counts.refused).toBeLessThanOrEqual(4)
    expect(items.find(({ state }) => state === 'refused')?.errorCode).toBe('BITRIX_ERROR')
  })

  it('sends again what met a limit, and nothing else', async () => {
    const { begin, sandbox, clock, progress, sent } = await openBatchGateway(MANY)
    const ids = sandbox.ids().slice(0, 20)
    sandbox.failNext({ code: 'RATE_LIMITED', retryAfter: 1, method: 'DELETE', times: 6 })
    sandbox.failNext({ code: 'RATE_LIMITED', retryAfter: 20, method: 'DELETE', times: 1 })
    const { id } = await begin(ids)
    await clock.advance(GRACE_MS + 3 * MINUTE)
    const { batch, items } = await progress(id)
    expect(batch.state).toBe('done')
    expect(sent()).toHaveLength(27)
    expect(items.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(27)
  })

  it('lets a single termination overtake: at most one item leaves before it', async () => {
    const { begin, call, sandbox, clock } = await openBatchGateway({
      sandbox: { workflowCount: 200, life: false, seed: undefined, limits: true, latencyMs: 120 },
      gateway: { pacer: { concurrency: 2, ratePerSecond: 2, burst: 40 } },
    })
    const ids = sandbox.ids()
    const begun = begin(ids.slice(0, 150))
    await clock.advance(1000)
    await begun
    for (const id of ids.slice(190)) {
      await clock.advance(7300)
      const before = sandbox.record.deletes.length
      const single = call(paths.workflow(id), { method: 'DELETE' })
      await clock.advance(3000)
      expect((await single).status).toBe(204)
      const place = sandbox.record.deletes.findIndex((one) => one.id === id)
      expect(place - before).toBeLessThanOrEqual(1)
    }
  })

  it('sends nothing for what is known to be gone', async () => {
    const { begin, call, sandbox, clock, progress, sent } = await openBatchGateway(MANY)
    const ids = sandbox.ids().slice(0, 3)
    await call(paths.workflows)
    await call(`${paths.workflow(ids[1] ?? '')}?force=true`, { method: 'DELETE' })
    await clock.advance(10_000)
    const { id } = await begin(ids, { mode: 'force' })
    await clock.advance(GRACE_MS + 5000)
    expect(sent()).toEqual([ids[1], ids[0], ids[2]])
    expect((await progress(id)).batch).toMatchObject({ state: 'done', counts: { already_gone: 1 } })
  })
})
