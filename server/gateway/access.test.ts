import { describe, expect, it, onTestFinished } from 'vitest'

import { ANNA, BORIS, PYOTR } from '#server/sandbox/access/people.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeBatchProgress } from '#src/contract/batch.ts'
import { encodeDayBounds } from '#src/contract/journal-days.ts'
import { decodeMirrorChanges } from '#src/contract/mirror.ts'
import { decodeNames } from '#src/contract/names.ts'
import { createStoryPortal } from '#src/testing/story-portal.ts'

const MINUTE_MS = 60_000
const OPERATION_ID = '0b8f7c52-6b0e-4c3e-9d31-7f6a1c2d3e4f'
const BATCH_ID = '5d0c2f6e-2f0b-4b57-8a51-90a4c2b7d111'
const REASON = 'Сделка отменена клиентом'
const BATCH_REASON = 'Cleared away after the audit'
const NAMES = new URLSearchParams({
  users: [ANNA.id, PYOTR.id, BORIS.id].join(','),
  templates: '11,12',
  documents: 'DEAL_5141,LEAD_310,COMPANY_88',
})

const DAYS = new URLSearchParams(encodeDayBounds([Date.UTC(2020, 0, 1), Date.UTC(2100, 0, 1)]))

type Call = { path: string; method?: string; body?: unknown }
type Place = { ids: readonly string[]; since: string }

/** How each route that shows something of a portal is called. A new one has to be named here. */
const CALLS: Record<string, (place: Place) => Call[]> = {
  'GET /api/journal': ({ ids }) =>
    ['', '?recent=true', `?workflowId=${ids[0]}`, '?q=клиент'].map((query) => ({
      path: paths.journal + query,
    })),
  'GET /api/journal/operators': () => [{ path: paths.journalOperators }],
  'GET /api/journal/days': () => [{ path: `${paths.journalDays}?${DAYS}` }],
  'GET /api/journal/:id': () => [{ path: paths.journalEntry(OPERATION_ID) }],
  'GET /api/batches': () => ['', '?open=true'].map((query) => ({ path: paths.batches + query })),
  'GET /api/batches/:id': () => [{ path: paths.batch(BATCH_ID) }],
  'POST /api/batches': ({ ids }) => [{ path: paths.batches, method: 'POST', body: createBatch(ids) }],
  'POST /api/batches/:id/:move': () =>
    (['pause', 'resume', 'stop', 'withdraw'] as const).map((move) => ({
      path: paths.batchMove(BATCH_ID, move),
      method: 'POST',
    })),
  'GET /api/workflows': ({ since }) =>
    ['', `?since=${since}`].map((query) => ({ path: paths.mirror + query })),
  'GET /api/names': () => [{ path: `${paths.names}?${NAMES}` }],
}

/** Routes that ask for no bearer token, and why they may. */
const WITHOUT_TOKEN: Record<string, string> = {
  'GET /api/session': 'opens the own cookie; a page of the list it takes along is the answer of the API',
  'POST /api/session/end': 'clears the own cookie and shows nothing',
}

const createBatch = (workflowIds: readonly string[], id: string = BATCH_ID) => ({
  id,
  mode: 'soft',
  reason: BATCH_REASON,
  workflowIds,
  confirmedCount: workflowIds.length,
  retryOf: null,
})

/** A portal whose mirror was walked, with a termination and a batch on record and names in the cache. */
async function open() {
  const portal = await createStoryPortal({ sandbox: { seed: undefined, workflowCount: 120, life: false } })
  onTestFinished(() => portal.close())
  const { sandbox, clock } = portal
  const anna = sandbox.issueSession({ userId: ANNA.id })
  const ask = ({ path, method = 'GET', body }: Call, token: string | null = anna) =>
    portal.browse(path, {
      method,
      headers: token === null ? {} : { Authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const running = sandbox.ids()
  await ask({ path: paths.workflows })
  const [single = '', ...ids] = running.slice(5, 9)
  const status = new URLSearchParams({ force: 'true', status: REASON })
  await portal.browse(`${paths.workflow(single)}?${status}`, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${anna}`, 'Idempotency-Key': OPERATION_ID },
  })
  expect((await ask({ path: paths.batches, method: 'POST', body: createBatch(ids) })).status).toBe(201)
  const { documents } = decodeNames(await (await ask({ path: `${paths.names}?${NAMES}` })).json())
  await ask({ path: paths.mirror })
  await clock.advance(2000)
  const { since, rows } = decodeMirrorChanges(await (await ask({ path: paths.mirror })).json())
  expect(rows.length).toBeGreaterThan(100)
  const secrets = [...running, REASON, BATCH_REASON, 'Anna Ivanova', ...Object.values(documents)]
  return {
    ...portal,
    anna,
    ask,
    place: { ids: [single, ...ids], since },
    batchIds: ids,
    /** Until all has been sent; from here on the gateway looks up by the session of somebody else. */
    rest: async () => {
      await clock.advance(6 * MINUTE_MS)
      await ask({ path: paths.workflows })
      await clock.advance(1)
      await ask({ path: paths.journal }, sandbox.issueSession({ userId: PYOTR.id }))
    },
    found: (text: string, known: readonly string[] = []) =>
      secrets.filter((secret) => !known.includes(secret) && text.includes(secret)),
  }
}

const ROUTES = Object.keys(CALLS)
const callsOf = (route: string, place: Place) => CALLS[route]?.(place) ?? []
const isRead = ({ method }: Call) => method === undefined

it('every route under /api is either tried here or open for a reason', async () => {
  const { routes } = await open()
  // Middleware stands among the routes, as ALL.
  const known = routes().filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api'))
  const tried = [...ROUTES, ...Object.keys(WITHOUT_TOKEN)]
  expect(new Set(known.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(tried))
})

describe.each(ROUTES)('%s', (route) => {
  it('shows what is there to who may read the list', async () => {
    const { ask, place, found } = await open()
    for (const call of callsOf(route, place).filter(isRead)) {
      const answer = await ask(call)
      expect([call.path, answer.status]).toEqual([call.path, 200])
      // Nothing has changed in the mirror since, and days are numbers only.
      const isFull = !call.path.includes('since=') && route !== 'GET /api/journal/days'
      expect([call.path, found(await answer.text()).length > 0]).toEqual([call.path, isFull])
    }
  })

  it('gives nothing to who has no token, or one that nobody knows', async () => {
    const { ask, place, found } = await open()
    for (const call of callsOf(route, place))
      for (const token of [null, 'vibe_session_made_up']) {
        const answer = await ask(call, token)
        expect(answer.status).toBe(401)
        expect(found(await answer.text())).toEqual([])
      }
  })

  it('gives nothing to who is no administrator of the portal, and does nothing for them', async () => {
    const { ask, place, found, sandbox, clock, batchIds } = await open()
    const boris = sandbox.issueSession({ userId: BORIS.id })
    for (const call of callsOf(route, place)) {
      const answer = await ask(call, boris)
      expect(answer.status).toBe(403)
      expect(found(await answer.text())).toEqual([])
    }
    await clock.advance(MINUTE_MS)
    const sent = sandbox.record.deletes.slice(1).map(({ id }) => id)
    expect(sent).toEqual(batchIds)
  })

  it.each(['no longer an administrator', 'signed out by the portal'])(
    'gives nothing five minutes later to who is %s',
    async (how) => {
      const { ask, place, found, sandbox, clock, rest } = await open()
      await rest()
      if (how === 'signed out by the portal') sandbox.expireSessions()
      else sandbox.setAdmin(ANNA.id, false)
      await clock.advance(5 * MINUTE_MS - 1000)
      // The gateway has had no reason to ask: whoever could still read this did not find out by another call.
      for (const call of callsOf(route, place).filter(isRead)) expect((await ask(call)).status).toBe(200)
      await clock.advance(1000)
      for (const call of callsOf(route, place)) {
        const answer = await ask(call)
        expect([401, 403]).toContain(answer.status)
        expect(found(await answer.text())).toEqual([])
      }
    },
  )

  it('shows an operator of another portal nothing of this one', async () => {
    const { ask, place, found, sandbox, addPortal, clock, batchIds } = await open()
    const other = addPortal({ portal: 'other.bitrix24.example', random: 2, workflowCount: 90, life: false })
    // Whatever has a name there now is of the first portal.
    other.failNext({ path: '/v1/batch', code: 'SCOPE_DENIED', times: 9 })
    other.failNext({ path: '/v1/bizproc-templates', code: 'SCOPE_DENIED', times: 9 })
    const pyotr = other.issueSession({ userId: PYOTR.id })
    for (const call of callsOf(route, place)) {
      const answer = await ask(call, pyotr)
      const text = await answer.text()
      expect(text).not.toMatch(/Deal approval|скидки/)
      // What the operator has named is known to them; the documentation's sample runs on both.
      const known = [...other.ids(), ...(isRead(call) ? [] : [...place.ids, BATCH_REASON])]
      expect(found(text, known)).toEqual([])
      expect(answer.status === 404).toBe(/:(id|move)/.test(route))
    }
    await clock.advance(MINUTE_MS)
    expect(sandbox.record.deletes.slice(1).map(({ id }) => id)).toEqual(batchIds)
  })
})

it('takes what another portal has named, a batch or a place in the mirror, for the own portal’s', async () => {
  const { ask, place, addPortal, clock } = await open()
  const other = addPortal({ portal: 'other.bitrix24.example', random: 2, workflowCount: 90, life: false })
  const pyotr = other.issueSession({ userId: PYOTR.id })
  await ask({ path: paths.mirror }, pyotr)
  await clock.advance(10_000)
  const mirror = await ask({ path: `${paths.mirror}?since=${place.since}` }, pyotr)
  const { isAnew, rows } = decodeMirrorChanges(await mirror.json())
  expect(isAnew).toBe(true)
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(other.ids()))
  const wanted = createBatch(other.ids().slice(0, 2))
  expect((await ask({ path: paths.batches, method: 'POST', body: wanted }, pyotr)).status).toBe(201)
  const totals = [pyotr, undefined].map(async (token) => {
    const answer = await (await ask({ path: paths.batch(BATCH_ID) }, token)).json()
    return decodeBatchProgress(answer).batch.total
  })
  expect(await Promise.all(totals)).toEqual([2, 3])
})

it('who is no longer an administrator has no look at a mirror that others keep fresh', async () => {
  const { ask, sandbox, clock } = await open()
  const pyotr = sandbox.issueSession({ userId: PYOTR.id })
  sandbox.setAdmin(ANNA.id, false)
  const seen: [seconds: number, anna: number, pyotr: number][] = []
  for (let seconds = 0; seconds <= 360; seconds += 10) {
    const statuses = await Promise.all([ask({ path: paths.mirror }), ask({ path: paths.mirror }, pyotr)])
    seen.push([seconds, statuses[0].status, statuses[1].status])
    await clock.advance(10_000)
  }
  expect(new Set(seen.map(([, , status]) => status))).toEqual(new Set([200]))
  const late = seen.filter(([seconds]) => seconds >= 300)
  expect(new Set(late.map(([, status]) => status))).toEqual(new Set([403]))
})

it('counts the five minutes from the asking, however long the answer was under way', async () => {
  const { ask, sandbox, clock } = await open()
  await clock.advance(6 * MINUTE_MS)
  const held = sandbox.holdNext({ method: 'GET', path: '/v1/workflows', applied: true })
  const slow = ask({ path: paths.workflows })
  await held.arrived
  sandbox.setAdmin(ANNA.id, false)
  await clock.advance(10_000)
  held.release()
  expect((await slow).status).toBe(200)
  await ask({ path: paths.journal }, sandbox.issueSession({ userId: PYOTR.id }))
  await clock.advance(5 * MINUTE_MS - 10_000)
  expect((await ask({ path: paths.journal })).status).toBe(403)
})

it('does not tell who ends a workflow to somebody without the right to read it', async () => {
  const { browse, sandbox, anna, clock } = await open()
  const boris = sandbox.issueSession({ userId: BORIS.id })
  const [id = ''] = sandbox.ids()
  sandbox.holdNext({ method: 'DELETE', path: '/v1/workflows' })
  const end = (token: string) =>
    browse(paths.workflow(id), { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } })
  const first = end(anna)
  await clock.advance(0)
  const second = await end(boris)
  expect(second.status).toBe(409)
  expect(await second.json()).toEqual({
    success: false,
    error: { code: 'BEING_TERMINATED', message: expect.any(String) },
  })
  expect(await (await end(anna)).json()).toMatchObject({ error: { operatorName: 'Anna Ivanova' } })
  sandbox.releaseAll()
  expect((await first).status).toBe(204)
})
