import { describe, expect, it } from 'vitest'

import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import type { Sandbox } from '#server/sandbox/sandbox.ts'
import { call, createTestSandbox, outcome, terminate } from '#server/sandbox/testing.ts'

const list = (sandbox: Sandbox) => outcome(call(sandbox, '/v1/workflows'))

describe('the limit of a source', () => {
  it('answers 429 after 300 requests in a minute, and says when to come back', async () => {
    const { clock, sandbox } = createTestSandbox()
    for (let count = 0; count < 300; count += 1) await call(sandbox, '/v1/me')
    const response = await call(sandbox, '/v1/me')
    expect(response.status).toBe(429)
    expect(response.headers.get('Retry-After')).toBe('2')
    expect(response.headers.get('X-RateLimit-Remaining')).toBe('0')
    expect(response.headers.get('X-RateLimit-Reset')).toBe(String((clock.now() + 60_000) / 1000))
    expect(await response.json()).toMatchObject({ error: { code: 'RATE_LIMITED', retryAfter: 2 } })
    await clock.advance(60_000)
    expect(await outcome(call(sandbox, '/v1/me'))).toBe('200')
  })
})

describe('the bucket of Bitrix24', () => {
  it('blocks over 50 calls and drains two a second', async () => {
    const { clock, sandbox } = createTestSandbox()
    for (let count = 0; count < 50; count += 1) expect(await list(sandbox)).toBe('200')
    expect(await list(sandbox)).toBe('429 RATE_LIMITED')
    await clock.advance(1_000)
    expect(await list(sandbox)).toBe('200')
    expect(await list(sandbox)).toBe('200')
    expect(await list(sandbox)).toBe('429 RATE_LIMITED')
  })

  it('acts on nothing that it blocks', async () => {
    const { sandbox } = createTestSandbox({ limits: { bucket: 0 } })
    expect(await outcome(terminate(sandbox, FEW_IDS.quote))).toBe('429 RATE_LIMITED')
    expect(sandbox.hasWorkflow(FEW_IDS.quote)).toBe(true)
  })
})

describe('two requests at once', () => {
  it('are served, the third waits its turn', async () => {
    const { sandbox } = createTestSandbox()
    const holds = [sandbox.holdNext(), sandbox.holdNext()]
    const answers = [list(sandbox), list(sandbox)]
    await Promise.all(holds.map((hold) => hold.arrived))
    let third: string | null = null
    const waiting = list(sandbox).then((text) => {
      third = text
      return text
    })
    expect(await outcome(call(sandbox, '/v1/me'))).toBe('200')
    expect(third).toBeNull()
    holds[0]?.release()
    expect(await waiting).toBe('200')
    holds[1]?.release()
    expect(await Promise.all(answers)).toEqual(['200', '200'])
  })

  it('let the others wait 30 seconds at most, and then nothing is done', async () => {
    const { clock, sandbox } = createTestSandbox()
    const holds = [sandbox.holdNext(), sandbox.holdNext()]
    const answers = [list(sandbox), list(sandbox)]
    const late = terminate(sandbox, FEW_IDS.quote)
    await clock.advance(30_000)
    const response = await late
    expect(response.headers.get('Retry-After')).toBe('10')
    expect(await outcome(Promise.resolve(response))).toBe('504 QUEUE_TIMEOUT')
    for (const hold of holds) hold.release()
    await Promise.all(answers)
    expect(sandbox.hasWorkflow(FEW_IDS.quote)).toBe(true)
    expect(await list(sandbox)).toBe('200')
  })
})

describe('the guard against error loops', () => {
  const miss = (sandbox: Sandbox, query = '', key?: string) =>
    outcome(terminate(sandbox, 'gone.1', query, { key }))

  it('blocks a method for a key after 12 equal failures within the hour', async () => {
    const { clock, sandbox } = createTestSandbox()
    for (let count = 0; count < 12; count += 1) {
      expect(await miss(sandbox)).toBe('404 ENTITY_NOT_FOUND')
      await clock.advance(60_000)
      if (count < 11) continue
      expect(await miss(sandbox)).toBe('404 ENTITY_NOT_FOUND')
    }
    const blocked = await terminate(sandbox, FEW_IDS.quote)
    expect(blocked.headers.get('Retry-After')).toBe('60')
    expect(await outcome(Promise.resolve(blocked))).toBe('429 ERROR_LOOP_DETECTED')
    expect(sandbox.hasWorkflow(FEW_IDS.quote)).toBe(true)
    expect(await miss(sandbox, '?force=true')).toBe('404 ENTITY_NOT_FOUND')
    expect(await list(sandbox)).toBe('200')
    expect(await miss(sandbox, '', SANDBOX_KEYS.bizprocOnly)).toBe('404 ENTITY_NOT_FOUND')
    await clock.advance(60_000)
    expect(await outcome(terminate(sandbox, FEW_IDS.quote))).toBe('204')
    expect(await miss(sandbox)).toBe('404 ENTITY_NOT_FOUND')
  })

  it('forgets failures of more than an hour ago', async () => {
    const { clock, sandbox } = createTestSandbox()
    for (let count = 0; count < 40; count += 1) {
      expect(await miss(sandbox)).toBe('404 ENTITY_NOT_FOUND')
      await clock.advance(6 * 60_000)
    }
  })
})

describe('without limits', () => {
  it('everything passes, and no header speaks of them', async () => {
    const { sandbox } = createTestSandbox({ limits: false })
    for (let count = 0; count < 400; count += 1) expect(await list(sandbox)).toBe('200')
    expect((await call(sandbox, '/v1/me')).headers.has('X-RateLimit-Limit')).toBe(false)
    sandbox.setLimits({ bucket: 0 })
    expect(await list(sandbox)).toBe('429 RATE_LIMITED')
  })
})
