import { describe, expect, it } from 'vitest'

import { readObject } from '#src/contract/read.ts'

import { SANDBOX_KEYS } from './access/keys.ts'
import { FEW_IDS } from './portal/seeds.ts'
import type { Sandbox } from './sandbox.ts'
import { call, createTestSandbox, listIds, outcome, terminate } from './testing.ts'

const HEADERS = { 'X-Sandbox-Control': '1', 'Content-Type': 'application/json' }

const control = (sandbox: Sandbox, command: string, body: unknown = {}) =>
  call(sandbox, `/_control/${command}`, { method: 'POST', body, headers: HEADERS })

const turn = async (sandbox: Sandbox, command: string, body: unknown = {}) => {
  const response = await control(sandbox, command, body)
  expect(response.status).toBe(200)
  return readObject(readObject(await response.json()).data)
}

describe('the control routes', () => {
  it('are there for nobody who does not send the header, under the own name', async () => {
    const { sandbox } = createTestSandbox()
    const send = (init: RequestInit, host = '127.0.0.1:4010') =>
      outcome(sandbox.fetch(new Request(`http://${host}/_control/reset`, { method: 'POST', ...init })))
    expect(await send({})).toBe('404 NOT_FOUND')
    expect(await send({ method: 'OPTIONS' })).toBe('404 NOT_FOUND')
    expect(await send({ headers: HEADERS }, 'rebound.example:4010')).toBe('404 NOT_FOUND')
    expect(await send({ headers: HEADERS })).toBe('200')
    expect(await outcome(control(sandbox, 'toString'))).toBe('404 NOT_FOUND')
  })

  it('make calls fail, be lost, delayed and held', async () => {
    const { clock, sandbox } = createTestSandbox()
    await turn(sandbox, 'fail-next', {
      method: 'DELETE',
      path: '/v1/workflows',
      code: 'BITRIX_UNAVAILABLE',
      html: true,
    })
    expect(await outcome(terminate(sandbox, FEW_IDS.quote))).toBe('502')
    await turn(sandbox, 'lose-next-answer', { method: 'DELETE', applied: false })
    await expect(terminate(sandbox, FEW_IDS.quote)).rejects.toThrow(TypeError)
    await turn(sandbox, 'delay-next', { ms: 100 })
    const delayed = outcome(terminate(sandbox, FEW_IDS.quote))
    await clock.advance(100)
    expect(await delayed).toBe('204')
    await turn(sandbox, 'hold-next', { method: 'GET' })
    const held = outcome(call(sandbox, '/v1/workflows'))
    await turn(sandbox, 'release')
    expect(await held).toBe('200')
    await turn(sandbox, 'set-reachable', { reachable: false })
    expect(await outcome(call(sandbox, '/v1/me'))).toBe('502')
    await turn(sandbox, 'clear-faults')
    expect(await outcome(call(sandbox, '/v1/me'))).toBe('200')
  })

  it('issue and end sessions, and move the time', async () => {
    const { sandbox } = createTestSandbox()
    const { token } = await turn(sandbox, 'issue-session', { userId: 7 })
    const as = { key: SANDBOX_KEYS.app, token: String(token) }
    expect(await outcome(call(sandbox, '/v1/workflows', as))).toBe('200')
    await turn(sandbox, 'advance', { ms: 90_000_000 })
    expect(await outcome(call(sandbox, '/v1/workflows', as))).toBe('401 TOKEN_EXPIRED')
    await turn(sandbox, 'expire-sessions')
    await turn(sandbox, 'end-portal-sessions')
    await turn(sandbox, 'remember-consent', { remember: false })
  })

  it('hold the time, so that a portal is the same on every day', async () => {
    const { clock, sandbox } = createTestSandbox()
    const at = Date.parse('2030-03-12T09:30:00Z')
    await turn(sandbox, 'hold-clock', { at })
    await clock.advance(60_000)
    expect(sandbox.now()).toBe(at)
    await turn(sandbox, 'advance', { ms: 1000 })
    expect(sandbox.now()).toBe(at + 1000)
  })

  it('give and withdraw the rights of an administrator, while the session goes on', async () => {
    const { sandbox } = createTestSandbox()
    const as = { key: SANDBOX_KEYS.app, token: sandbox.issueSession({ userId: 7 }) }
    await turn(sandbox, 'set-admin', { userId: 7, isAdmin: false })
    expect(await outcome(call(sandbox, '/v1/workflows', as))).toBe('403 BITRIX_ACCESS_DENIED')
    expect(await outcome(call(sandbox, '/v1/me', as))).toBe('200')
    await turn(sandbox, 'set-admin', { userId: 7 })
    expect(await outcome(call(sandbox, '/v1/workflows', as))).toBe('200')
    await turn(sandbox, 'set-admin', { userId: 7, isAdmin: false })
    await turn(sandbox, 'reset')
    expect(await outcome(call(sandbox, '/v1/workflows', as))).toBe('200')
  })

  it('add, move, lock and end workflows', async () => {
    const { sandbox } = createTestSandbox({ seed: 'empty' })
    const { id } = await turn(sandbox, 'add-workflow', {
      MODIFIED: '2026-03-01T10:00:00+03:00',
      DOCUMENT_ID: 'DEAL_9',
    })
    await turn(sandbox, 'add-workflow', { ID: 'other.1', OWNED_UNTIL: '2026-03-12T10:00:00+03:00' })
    expect(await listIds(sandbox)).toEqual(['other.1', id])
    await turn(sandbox, 'touch-workflow', { id })
    sandbox.advance(1_000)
    await turn(sandbox, 'touch-workflow', { id })
    expect(await listIds(sandbox)).toEqual([id, 'other.1'])
    await terminate(sandbox, 'other.1')
    expect(await listIds(sandbox)).toContain('other.1')
    await turn(sandbox, 'set-lock', { id, lock: 'step_running' })
    await turn(sandbox, 'set-written-back', { id })
    await terminate(sandbox, String(id))
    await turn(sandbox, 'finish-step', { id })
    expect(await listIds(sandbox)).toEqual(['other.1'])
    sandbox.advance(2_000)
    expect(await listIds(sandbox)).toEqual([id, 'other.1'])
    await turn(sandbox, 'end-workflow', { id })
    expect(await listIds(sandbox)).toEqual(['other.1'])
    expect(await outcome(control(sandbox, 'end-workflow', { id }))).toBe('400 INVALID_PARAMS')
    expect(await outcome(control(sandbox, 'set-lock', { id: 'other.1', lock: 'x' }))).toBe(
      '400 INVALID_PARAMS',
    )
  })

  it('begin anew, and tell what arrived', async () => {
    const { sandbox } = createTestSandbox()
    await terminate(sandbox, FEW_IDS.quote, '?force=true')
    const read = async () =>
      readObject(
        readObject(await (await call(sandbox, '/_control/record', { headers: HEADERS })).json()).data,
      )
    expect((await read()).deletes).toMatchObject([{ id: FEW_IDS.quote, force: true }])
    await turn(sandbox, 'set-limits', { limits: { bucket: 0 } })
    await turn(sandbox, 'set-latency', { ms: 5 })
    await turn(sandbox, 'reset')
    expect(await read()).toEqual({ deletes: [], endings: [], requests: {} })
    expect(await listIds(sandbox)).toContain(FEW_IDS.quote)
    await turn(sandbox, 'reset', { workflowCount: 120, life: false })
    expect(sandbox.size()).toBe(120)
    await turn(sandbox, 'reset', { seed: 'one' })
    expect(await listIds(sandbox)).toEqual([FEW_IDS.dealIdle])
    await turn(sandbox, 'clear-record')
    expect((await read()).requests).toEqual({})
  })
})
