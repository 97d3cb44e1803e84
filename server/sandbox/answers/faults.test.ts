import { describe, expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { call, createTestSandbox, outcome, terminate } from '#server/sandbox/testing.ts'
import { natureOf } from '#src/contract/errors.ts'

import type { ErrorCode } from './errors.ts'
import { ERROR_TABLE } from './errors.ts'

describe('failNext', () => {
  it.each(Object.keys(ERROR_TABLE) as ErrorCode[])('answers %s once, and nothing is done', async (code) => {
    const { sandbox } = createTestSandbox()
    const { status, message } = ERROR_TABLE[code]
    sandbox.failNext({ method: 'DELETE', code })
    const response = await terminate(sandbox, FEW_IDS.quote)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ success: false, error: { code, message } })
    expect(natureOf(code, status)).not.toBe('unknown')
    expect(sandbox.hasWorkflow(FEW_IDS.quote)).toBe(true)
    expect(await outcome(terminate(sandbox, FEW_IDS.quote))).toBe('204')
  })

  it('waits for the request it was meant for, as often as told', async () => {
    const { sandbox } = createTestSandbox()
    sandbox.failNext({ method: 'GET', path: '/v1/workflows', code: 'TOKEN_EXPIRED', times: 2 })
    expect(await outcome(call(sandbox, '/v1/me'))).toBe('200')
    expect(await outcome(terminate(sandbox, FEW_IDS.quote))).toBe('204')
    expect(await outcome(call(sandbox, '/v1/workflows'))).toBe('401 TOKEN_EXPIRED')
    expect(await outcome(call(sandbox, '/v1/workflows'))).toBe('401 TOKEN_EXPIRED')
    expect(await outcome(call(sandbox, '/v1/workflows'))).toBe('200')
  })

  it('says how long to wait, in the header and in the body', async () => {
    const { sandbox } = createTestSandbox()
    sandbox.failNext({ code: 'RATE_LIMITED', retryAfter: 7 })
    const response = await terminate(sandbox, FEW_IDS.quote)
    expect(response.headers.get('Retry-After')).toBe('7')
    expect(await response.json()).toMatchObject({ error: { retryAfter: 7 } })
  })

  it('can act all the same, answer as a proxy, and make up a code', async () => {
    const { sandbox } = createTestSandbox()
    sandbox.failNext({ code: 'BITRIX_UNAVAILABLE', html: true, applied: true })
    const response = await terminate(sandbox, FEW_IDS.quote)
    expect(response.status).toBe(502)
    expect(response.headers.get('Content-Type')).toBe('text/html')
    expect(await response.text()).toContain('<h1>502 Bad Gateway</h1>')
    expect(sandbox.hasWorkflow(FEW_IDS.quote)).toBe(false)
    expect(sandbox.record.deletes[0]?.outcome).toEqual({ status: 502, code: null })
    sandbox.failNext({ code: 'SOMETHING_NEW', status: 418, message: 'Tea' })
    expect(await outcome(terminate(sandbox, FEW_IDS.dealIdle))).toBe('418 SOMETHING_NEW')
  })
})

describe('loseNextAnswer', () => {
  it('cuts the answer after the deed', async () => {
    const { sandbox } = createTestSandbox()
    sandbox.loseNextAnswer()
    await expect(terminate(sandbox, FEW_IDS.quote)).rejects.toThrow(TypeError)
    expect(sandbox.hasWorkflow(FEW_IDS.quote)).toBe(false)
    expect(sandbox.record.deletes[0]?.outcome).toBe('cut')
  })

  it('or before it', async () => {
    const { sandbox } = createTestSandbox()
    sandbox.loseNextAnswer({ method: 'DELETE', applied: false })
    expect(await outcome(call(sandbox, '/v1/workflows'))).toBe('200')
    await expect(terminate(sandbox, FEW_IDS.quote)).rejects.toThrow(TypeError)
    expect(sandbox.hasWorkflow(FEW_IDS.quote)).toBe(true)
  })
})

describe('slow answers', () => {
  it('come after the delay', async () => {
    const { clock, sandbox } = createTestSandbox()
    sandbox.delayNext(5_000, { method: 'DELETE' })
    const answer = outcome(terminate(sandbox, FEW_IDS.quote))
    await clock.advance(4_999)
    expect(sandbox.hasWorkflow(FEW_IDS.quote)).toBe(true)
    await clock.advance(1)
    expect(await answer).toBe('204')
  })

  it('tell a narrowed list from the whole one by its query', async () => {
    const { sandbox } = createTestSandbox()
    const hold = sandbox.holdNext({ path: '/v1/workflows', query: 'templateId=' })
    expect((await call(sandbox, '/v1/workflows')).status).toBe(200)
    const narrowed = call(sandbox, '/v1/workflows?templateId=12')
    await hold.arrived
    hold.release()
    expect((await narrowed).status).toBe(200)
  })

  it('come when they are released, and may fail then', async () => {
    const { sandbox } = createTestSandbox()
    const hold = sandbox.holdNext({ method: 'DELETE' })
    sandbox.failNext({ method: 'DELETE', code: 'BITRIX_ERROR' })
    const answer = outcome(terminate(sandbox, FEW_IDS.quote))
    await hold.arrived
    hold.release()
    expect(await answer).toBe('422 BITRIX_ERROR')
  })

  it('are not waited for by a caller who gives up, and the portal goes on', async () => {
    const { sandbox } = createTestSandbox()
    const hold = sandbox.holdNext({ method: 'DELETE' })
    const controller = new AbortController()
    const answer = terminate(sandbox, FEW_IDS.quote, '', { signal: controller.signal })
    await hold.arrived
    controller.abort(new Error('gave up'))
    await expect(answer).rejects.toThrow('gave up')
    sandbox.releaseAll()
    await expect.poll(() => sandbox.hasWorkflow(FEW_IDS.quote)).toBe(false)
  })
})

describe('setReachable', () => {
  it('puts a proxy or nothing in the place of the API', async () => {
    const { sandbox } = createTestSandbox()
    sandbox.setReachable(false)
    const response = await call(sandbox, '/v1/workflows')
    expect(response.status).toBe(502)
    expect(await response.text()).toContain('Bad Gateway')
    sandbox.setReachable(false, 'cut')
    await expect(call(sandbox, '/v1/me')).rejects.toThrow(TypeError)
    sandbox.setReachable(true)
    expect(await outcome(call(sandbox, '/v1/workflows'))).toBe('200')
  })
})
