import { describe, expect, it, onTestFinished } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { readObject } from '#src/contract/read.ts'
import { createStoryPortal } from '#src/testing/story-portal.ts'

const ID = FEW_IDS.dealIdle
const REASON = 'Because Anna said so'
/** pino's numbers. */
const [INFO, WARN] = [30, 40]

async function open() {
  const portal = await createStoryPortal()
  onTestFinished(() => portal.close())
  const token = portal.sandbox.issueSession({ userId: 1 })
  type Init = { method?: string; body?: string; headers?: Record<string, string> }
  const ask = (path: string, init: Init = {}) =>
    portal.browse(path, { ...init, headers: { Authorization: `Bearer ${token}`, ...init.headers } })
  const lines = (message: string) =>
    portal
      .logLines()
      .map((line) => readObject(JSON.parse(line)))
      .filter(({ msg }) => msg === message)
  const terminate = (key: string, query = '?force=true&status=Because%20Anna%20said%20so') =>
    ask(paths.workflow(ID) + query, { method: 'DELETE', headers: { 'Idempotency-Key': key } })
  return { ...portal, token, ask, lines, terminate }
}

describe('the line of a request', () => {
  it('says what, whose, how it went and how long, under the id that its operator sees', async () => {
    const { ask, lines, clock, sandbox } = await open()
    sandbox.delayNext(1500, { path: paths.workflows })
    const asked = ask(`${paths.workflows}?templateId=11`)
    await clock.advance(2000)
    const requestId = (await asked).headers.get('X-Request-Id')
    expect(requestId).toMatch(/^sandbox-/)
    expect(lines('answered')).toEqual([
      {
        level: INFO,
        time: expect.any(Number),
        method: 'GET',
        route: '/v1/workflows',
        status: 200,
        ms: 1500,
        requestId,
        portal: 'sandbox.bitrix24.example',
        session: expect.stringMatching(/^[0-9a-f]{8}$/),
        operator: '1',
        msg: 'answered',
      },
    ])
  })

  it('has an id of the gateway’s own where the API was not asked', async () => {
    const { browse, lines } = await open()
    const answer = await browse(`${paths.journal}?q=secret`)
    expect(answer.status).toBe(401)
    const [line] = lines('answered')
    expect(line?.requestId).toBe(answer.headers.get('X-Request-Id'))
    expect(line?.requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(line).not.toHaveProperty('session')
    expect(JSON.stringify(line)).not.toContain('secret')
  })

  it('is a warning when the answer is a failure of the console or the API', async () => {
    const { ask, lines, sandbox, clock } = await open()
    sandbox.failNext({ path: paths.workflows, code: 'BITRIX_UNAVAILABLE', times: 3 })
    const asked = ask(paths.workflows)
    await clock.advance(5000)
    expect((await asked).status).toBe(502)
    expect(lines('answered')).toMatchObject([{ level: WARN, status: 502, route: '/v1/workflows' }])
  })

  it('is no news of a probe that is content', async () => {
    const { callFrom, lines } = await open()
    for (const path of ['/healthz', '/readyz', '/metrics']) await callFrom('127.0.0.1', path)
    expect(lines('answered').map(({ level }) => level)).toEqual([20, 20, 20])
  })
})

describe('the line of a termination', () => {
  it('says who ended what, how, and what came of it, without the reason and without names', async () => {
    const { terminate, lines, logLines, token } = await open()
    const answer = await terminate('operation-1')
    expect(answer.status).toBe(204)
    expect(lines('termination')).toEqual([
      {
        level: INFO,
        time: expect.any(Number),
        operation: 'operation-1',
        portal: 'sandbox.bitrix24.example',
        workflow: ID,
        mode: 'force',
        batch: null,
        session: expect.stringMatching(/^[0-9a-f]{8}$/),
        operator: '1',
        attempts: 1,
        sentAt: expect.stringMatching(/^2026-03-31T10:3/),
        outcome: 'accepted',
        status: 204,
        code: null,
        requestId: answer.headers.get('X-Request-Id'),
        isRecorded: true,
        ms: 0,
        msg: 'termination',
      },
    ])
    const log = logLines().join('')
    expect(log).not.toContain(REASON)
    expect(log).not.toContain('Anna')
    expect(log).not.toContain(token)
  })

  it('is a warning when nobody knows what it did, and tells of one that was refused', async () => {
    const { terminate, lines, sandbox } = await open()
    sandbox.failNext({ method: 'DELETE', code: 'BITRIX_ACCESS_DENIED' })
    await terminate('operation-1')
    sandbox.loseNextAnswer({ method: 'DELETE' })
    await terminate('operation-2')
    expect(lines('termination')).toMatchObject([
      { level: INFO, outcome: 'refused', status: 403, code: 'BITRIX_ACCESS_DENIED', attempts: 1 },
      { level: WARN, outcome: 'unknown', status: null, code: 'NO_ANSWER', attempts: 1 },
    ])
  })

  it('is there for each item of a batch, with the batch', async () => {
    const { ask, lines, clock, sandbox } = await open()
    await ask(paths.workflows)
    const ids = sandbox.ids().slice(0, 3)
    const body = {
      id: crypto.randomUUID(),
      mode: 'soft',
      reason: REASON,
      workflowIds: ids,
      confirmedCount: 3,
      retryOf: null,
    }
    await ask(paths.batches, { method: 'POST', body: JSON.stringify(body) })
    await clock.advance(10_000)
    const told = lines('termination')
    expect(told.map(({ workflow }) => workflow)).toEqual(ids)
    expect(told.map(({ batch, outcome }) => [batch, outcome])).toEqual(ids.map(() => [body.id, 'accepted']))
  })
})
