import { describe, expect, it } from 'vitest'

import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { call, createTestSandbox, outcome } from '#server/sandbox/testing.ts'
import { readObject } from '#src/contract/read.ts'

describe('names', () => {
  it('of templates need a session; those of automation rules are not listed', async () => {
    const { sandbox } = createTestSandbox()
    expect(await outcome(call(sandbox, '/v1/bizproc-templates'))).toBe('403 OAUTH_REQUIRED')
    const as = { key: SANDBOX_KEYS.app, token: sandbox.issueSession() }
    const body = await (await call(sandbox, '/v1/bizproc-templates', as)).json()
    expect(body.data).toContainEqual(
      expect.objectContaining({
        id: 11,
        name: 'Deal approval',
        documentType: ['crm', 'CCrmDocumentDeal', 'DEAL'],
      }),
    )
    expect(body.data.map((row: { id: number }) => row.id)).not.toContain(703)
  })

  it('of users come in upper case, one or all', async () => {
    const { sandbox } = createTestSandbox()
    const all = await (await call(sandbox, '/v1/users')).json()
    expect(all.data).toContainEqual(expect.objectContaining({ ID: '7', NAME: 'Пётр', LAST_NAME: 'Смирнов' }))
    const one = await (await call(sandbox, '/v1/users/1')).json()
    expect(one).toEqual({
      success: true,
      data: {
        ID: '1',
        ACTIVE: true,
        NAME: 'Anna',
        LAST_NAME: 'Ivanova',
        WORK_POSITION: 'Portal administrator',
      },
    })
    expect(await outcome(call(sandbox, '/v1/users/999'))).toBe('404 ENTITY_NOT_FOUND')
  })

  it.each(['deals/5141', 'leads/310', 'companies/88', 'quotes/77', 'invoices/3', 'items/147/9'])(
    'gives a title or 404 for %s, the same each time',
    async (path) => {
      const { sandbox } = createTestSandbox()
      const read = async () => (await call(sandbox, `/v1/${path}`)).json()
      expect(await read()).toMatchObject({ success: true, data: { title: expect.stringContaining('#') } })
      expect(await read()).toEqual(await read())
    },
  )

  it('of contacts are those of people, some without a last name', async () => {
    const { sandbox } = createTestSandbox()
    const contacts = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const response = await call(sandbox, `/v1/contacts/${index + 1}`)
        return response.ok ? [readObject((await response.json()).data)] : []
      }),
    )
    const known = contacts.flat()
    expect(known.every(({ name, title }) => typeof name === 'string' && title === undefined)).toBe(true)
    expect(new Set(known.map(({ lastName }) => typeof lastName))).toEqual(new Set(['string', 'object']))
  })

  it('needs the scopes', async () => {
    const { sandbox } = createTestSandbox()
    const key = SANDBOX_KEYS.bizprocOnly
    expect(await outcome(call(sandbox, '/v1/users', { key }))).toBe('403 SCOPE_DENIED')
    expect(await outcome(call(sandbox, '/v1/deals/1', { key }))).toBe('403 SCOPE_DENIED')
    expect(await outcome(call(sandbox, '/v1/deals/x'))).toBe('400 INVALID_PARAMS')
  })
})

describe('a batch', () => {
  const batch = (calls: unknown) => {
    const { sandbox } = createTestSandbox()
    return call(sandbox, '/v1/batch', { method: 'POST', body: { calls } })
  }

  it('answers by id, one failure leaves the others alone', async () => {
    const response = await batch([
      { id: 'a', entity: 'deals', action: 'get', entityId: 5141 },
      { id: 'b', entity: 'items', action: 'get', entityId: '9', entityTypeId: 147 },
      { id: 'c', entity: 'users', action: 'get', entityId: 1 },
      { id: 'd', entity: 'deals', action: 'get', entityId: 0 },
      { id: 'e', entity: 'workflows', action: 'get', entityId: 1 },
      { id: 'f', entity: 'deals', action: 'delete', entityId: 5141 },
    ])
    expect(await response.json()).toMatchObject({
      success: true,
      data: {
        results: { a: { id: 5141 }, b: { id: 9, entityTypeId: 147 }, c: { NAME: 'Anna' } },
        errors: {
          d: { code: 'ENTITY_NOT_FOUND', message: 'Entity not found' },
          e: { code: 'VALIDATION_ERROR' },
          f: { code: 'VALIDATION_ERROR' },
        },
      },
    })
  })

  it('takes 50 calls at most, and at least one', async () => {
    const one = { id: 'a', entity: 'deals', action: 'get', entityId: 1 }
    expect(await outcome(batch(Array.from({ length: 51 }, () => one)))).toBe('400 VALIDATION_ERROR')
    expect(await outcome(batch([]))).toBe('400 VALIDATION_ERROR')
    expect(await outcome(batch('deals'))).toBe('400 VALIDATION_ERROR')
  })
})
