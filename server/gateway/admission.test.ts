import { EventEmitter } from 'node:events'

import { Hono } from 'hono'
import { describe, expect, it, onTestFinished } from 'vitest'

import { createManualClock } from '#server/clock.ts'
import { paths } from '#src/contract/addresses.ts'
import { createStoryPortal } from '#src/testing/story-portal.ts'

import { createAdmission, REQUEST_KINDS } from './admission.ts'

/** An answer on its way to a client. */
class Outgoing extends EventEmitter {
  destroyed = false

  destroy() {
    this.destroyed = true
    this.emit('close')
  }
}

/** An app that takes one request of each kind at a time, and answers at once. */
function openSmall() {
  const clock = createManualClock()
  const most = Object.fromEntries(REQUEST_KINDS.map((kind) => [kind, 1])) as Parameters<
    typeof createAdmission
  >[1]
  const admission = createAdmission(clock, most)
  const app = new Hono()
  app.use(admission.middleware)
  const held: (() => void)[] = []
  app.all('/api/journal', async (c) => {
    await new Promise<void>((done) => held.push(done))
    return c.text('late')
  })
  app.all('*', (c) => c.text('answered'))
  return {
    clock,
    stats: admission.stats,
    release: () => held.pop()?.(),
    ask: async (path: string, { method = 'GET', outgoing }: { method?: string; outgoing?: Outgoing } = {}) =>
      app.request(path, { method }, outgoing ? { outgoing } : {}),
  }
}

describe('a bound on what is answered at once', () => {
  it('is one for each kind: 503 with a time to come back, and health is never refused', async () => {
    const { ask, stats } = openSmall()
    const outgoing = new Outgoing().setMaxListeners(20)
    const held = [
      ['DELETE', paths.workflow('1.2')],
      ['POST', paths.batches],
      ['GET', paths.workflows],
      ['GET', paths.mirror],
      ['GET', paths.batches],
      ['GET', paths.names],
      ['GET', '/workflows'],
    ] as const
    for (const [method, path] of held) expect((await ask(path, { method, outgoing })).status).toBe(200)
    expect(Object.values(stats().inFlight)).toEqual(held.map(() => 1))
    for (const [method, path] of held) {
      const answer = await ask(path, { method })
      expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '3'])
      expect(await answer.json()).toMatchObject({
        success: false,
        error: { code: 'GATEWAY_BUSY', retryAfter: 3 },
      })
    }
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await ask(path)).status).toBe(200)
    expect(Object.values(stats().refused)).toEqual(held.map(() => 1))
    outgoing.emit('close')
    for (const [method, path] of held) expect((await ask(path, { method })).status).toBe(200)
    expect(Object.values(stats().inFlight)).toEqual(held.map(() => 0))
  })

  it('counts work whose client has gone until it is done', async () => {
    const { ask, release, stats } = openSmall()
    const outgoing = new Outgoing()
    const answer = ask('/api/journal', { outgoing })
    outgoing.destroy()
    expect(stats().inFlight.records).toBe(1)
    release()
    await answer
    expect(stats().inFlight.records).toBe(0)
  })

  it('cuts off a client that does not take its answer for two minutes', async () => {
    const { ask, clock, stats } = openSmall()
    const [slow, quick] = [new Outgoing(), new Outgoing()]
    await ask(paths.mirror, { outgoing: slow })
    await ask(paths.workflows, { outgoing: quick })
    quick.emit('close')
    await clock.advance(119_000)
    expect([slow.destroyed, stats().cut, stats().inFlight.mirror]).toEqual([false, 0, 1])
    await clock.advance(2000)
    expect([slow.destroyed, quick.destroyed, stats().cut, stats().inFlight.mirror]).toEqual([
      true,
      false,
      1,
      0,
    ])
  })
})

it('keeps two hundred lists waiting behind a slow API, refuses the next, and goes on ending', async () => {
  const portal = await createStoryPortal()
  onTestFinished(() => portal.close())
  const { sandbox, browse } = portal
  const Authorization = `Bearer ${sandbox.issueSession({ userId: 1 })}`
  await browse(paths.workflows, { headers: { Authorization } })
  sandbox.holdNext({ method: 'GET', path: paths.workflows })
  const lists = Array.from({ length: 250 }, () => browse(paths.workflows, { headers: { Authorization } }))
  const ended = await browse(paths.workflow(sandbox.ids()[0] ?? ''), {
    method: 'DELETE',
    headers: { Authorization },
  })
  expect(ended.status).toBe(204)
  sandbox.releaseAll()
  const statuses = (await Promise.all(lists)).map(({ status }) => status)
  expect(Map.groupBy(statuses, (status) => status).get(503)).toHaveLength(50)
  expect(Map.groupBy(statuses, (status) => status).get(200)).toHaveLength(200)
})
