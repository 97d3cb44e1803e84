import { describe, expect, it } from 'vitest'

import { decodeMe } from '#src/contract/me.ts'
import { decodeWorkflowPage } from '#src/contract/workflow.ts'

import { SANDBOX_KEYS } from './access/keys.ts'
import { SAMPLE_ID } from './portal/population.ts'
import { FEW_IDS } from './portal/seeds.ts'
import { call, createTestSandbox, listIds, outcome, terminate } from './testing.ts'

describe('the calls of the documentation', () => {
  it('terminates with a personal key: 204, no body', async () => {
    const { sandbox } = createTestSandbox({ seed: undefined })
    const response = await call(sandbox, `/v1/workflows/${SAMPLE_ID}`, { method: 'DELETE' })
    expect(response.status).toBe(204)
    expect(await response.text()).toBe('')
    expect(response.headers.has('Content-Type')).toBe(false)
    expect(await listIds(sandbox)).not.toContain(SAMPLE_ID)
  })

  it('terminates with an app key and a session', async () => {
    const { sandbox } = createTestSandbox()
    const signedIn = { key: SANDBOX_KEYS.app, token: sandbox.issueSession() }
    expect(await outcome(terminate(sandbox, SAMPLE_ID, '', signedIn))).toBe('204')
  })

  it('answers 404 with the documented body for an id that is gone', async () => {
    const { sandbox } = createTestSandbox()
    await terminate(sandbox, SAMPLE_ID)
    const response = await terminate(sandbox, SAMPLE_ID)
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      success: false,
      error: { code: 'ENTITY_NOT_FOUND', message: 'Workflow not found' },
    })
  })

  it.each(['nothing.1', '...', 'a b', '%', 'DEAL_1'])('answers 404 for the id %j', async (id) => {
    const { sandbox } = createTestSandbox()
    expect(await outcome(terminate(sandbox, id))).toBe('404 ENTITY_NOT_FOUND')
  })

  it('says the time of its own clock, a request id and the limits on every answer', async () => {
    const { sandbox } = createTestSandbox()
    sandbox.advance(90_000)
    const response = await call(sandbox, '/v1/workflows', { key: null })
    expect(response.headers.get('Date')).toBe('Tue, 31 Mar 2026 10:31:30 GMT')
    expect(response.headers.get('X-Request-Id')).toMatch(/^sandbox-[0-9a-f]{8}$/)
    expect(response.headers.get('X-RateLimit-Limit')).toBe('300')
    expect(response.headers.get('X-RateLimit-Remaining')).toBe('299')
  })
})

describe('keys', () => {
  it.each([
    [null, '401 MISSING_API_KEY'],
    ['vibe_api_unknown', '401 INVALID_API_KEY'],
    [SANDBOX_KEYS.inactive, '401 KEY_INACTIVE'],
    [SANDBOX_KEYS.expired, '401 KEY_EXPIRED'],
    [SANDBOX_KEYS.unconnected, '401 TOKEN_MISSING'],
    [SANDBOX_KEYS.app, '401 TOKEN_MISSING'],
    [SANDBOX_KEYS.withoutBizproc, '403 SCOPE_DENIED'],
    [SANDBOX_KEYS.management, '403 MANAGEMENT_KEY_NO_ENTITY_ACCESS'],
    [SANDBOX_KEYS.employee, '403 BITRIX_ACCESS_DENIED'],
  ])('with %s neither lists nor terminates: %s', async (key, expected) => {
    const { sandbox } = createTestSandbox()
    expect(await outcome(call(sandbox, '/v1/workflows', { key }))).toBe(expected)
    expect(await outcome(terminate(sandbox, SAMPLE_ID, '', { key }))).toBe(expected)
    expect(await listIds(sandbox)).toContain(SAMPLE_ID)
  })

  it('that may only read lists, and is refused a termination', async () => {
    const { sandbox } = createTestSandbox()
    const key = SANDBOX_KEYS.readOnly
    expect(await outcome(call(sandbox, '/v1/workflows', { key }))).toBe('200')
    expect(await outcome(terminate(sandbox, SAMPLE_ID, '', { key }))).toBe('403 WRITE_BLOCKED_READONLY_KEY')
    expect(await listIds(sandbox)).toContain(SAMPLE_ID)
  })

  it('says who it is on /v1/me', async () => {
    const { sandbox } = createTestSandbox()
    const read = async (options: Parameters<typeof call>[2]) =>
      decodeMe(await (await call(sandbox, '/v1/me', options)).json())
    expect(await read({})).toEqual({
      type: 'personal',
      portal: 'sandbox.bitrix24.example',
      scopes: ['bizproc', 'crm', 'user'],
      ownerName: 'Anna Ivanova',
      currentUser: { id: '1', name: 'Anna Ivanova' },
    })
    expect((await read({ key: SANDBOX_KEYS.app })).currentUser).toBeNull()
    const token = sandbox.issueSession({ userId: 7 })
    expect((await read({ key: SANDBOX_KEYS.app, token })).currentUser).toEqual({
      id: '7',
      name: 'Пётр Смирнов',
    })
    expect((await read({ key: SANDBOX_KEYS.management })).type).toBe('management')
  })
})

describe('the list', () => {
  it('gives 50 rows a page, MODIFIED newest first, and the total', async () => {
    const { sandbox } = createTestSandbox({ seed: undefined, workflowCount: 120, life: false })
    const seen: string[] = []
    const times: number[] = []
    for (const offset of [0, 50, 100]) {
      const page = decodeWorkflowPage(await (await call(sandbox, `/v1/workflows?offset=${offset}`)).json())
      expect(page.total).toBe(120)
      expect(page.rowCount).toBe(offset === 100 ? 20 : 50)
      seen.push(...page.workflows.map((row) => row.id))
      times.push(...page.workflows.map((row) => row.modifiedAt ?? Number.NaN))
    }
    expect(new Set(seen).size).toBe(120)
    expect(times).toEqual(times.toSorted((a, b) => b - a))
    expect(await listIds(sandbox, '?offset=150')).toEqual([])
  })

  it('narrows by template and starter', async () => {
    const { sandbox } = createTestSandbox()
    expect(await listIds(sandbox, '?templateId=703')).toEqual([FEW_IDS.leadBySystem])
    expect(await listIds(sandbox, '?startedBy=0')).toEqual([
      FEW_IDS.blank,
      FEW_IDS.leadBySystem,
      FEW_IDS.unknownClass,
    ])
    expect(await listIds(sandbox, '?startedBy=7&templateId=14')).toEqual([FEW_IDS.dealStuck])
  })

  it.each(['templateId=a', 'startedBy=', 'offset=-1', 'offset=1.5', 'offset=x'])(
    'refuses %s',
    async (query) => {
      const { sandbox } = createTestSandbox()
      expect(await outcome(call(sandbox, `/v1/workflows?${query}`))).toBe('400 INVALID_PARAMS')
    },
  )

  it('knows no other address', async () => {
    const { sandbox } = createTestSandbox()
    expect(await outcome(call(sandbox, `/v1/workflows/${SAMPLE_ID}`))).toBe('404 NOT_FOUND')
    expect(await outcome(call(sandbox, '/v2/workflows'))).toBe('404 NOT_FOUND')
  })
})

describe('the record', () => {
  it('keeps every termination as it arrived', async () => {
    const { sandbox } = createTestSandbox()
    await terminate(sandbox, FEW_IDS.quote, '?status=Wrong%20quote')
    await terminate(sandbox, FEW_IDS.smartItem, '?force=true', {
      key: SANDBOX_KEYS.app,
      token: sandbox.issueSession(),
      headers: { 'Idempotency-Key': 'one' },
    })
    await terminate(sandbox, FEW_IDS.quote)
    expect(sandbox.record.deletes).toMatchObject([
      {
        id: FEW_IDS.quote,
        rawQuery: 'status=Wrong%20quote',
        force: false,
        status: 'Wrong quote',
        hasBearer: false,
      },
      { force: true, status: null, hasBearer: true, key: 'vibe_app_sandbox', outcome: { status: 204 } },
      { rawQuery: '', outcome: { status: 404, code: 'ENTITY_NOT_FOUND' } },
    ])
    expect(sandbox.record.deletes[1]?.headerNames).toContain('idempotency-key')
    expect(sandbox.record.requests).toEqual({ 'DELETE /v1/workflows/:id': 3 })
    expect(sandbox.record.endings).toMatchObject([
      { id: FEW_IDS.quote, how: 'soft', status: 'Wrong quote' },
      { id: FEW_IDS.smartItem, how: 'force', status: null },
    ])
  })

  it('keeps 255 characters of a reason', async () => {
    const { sandbox } = createTestSandbox()
    await terminate(sandbox, FEW_IDS.quote, `?status=${'ю'.repeat(300)}`)
    expect(sandbox.record.endings[0]?.status).toBe('ю'.repeat(255))
    expect(sandbox.record.deletes[0]?.status).toBe('ю'.repeat(300))
  })
})
