import { describe, expect, it, onTestFinished } from 'vitest'

import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { BORIS, PYOTR } from '#server/sandbox/access/people.ts'
import { call as callSandbox } from '#server/sandbox/testing.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeNames, NO_NAMES } from '#src/contract/names.ts'
import { readObject } from '#src/contract/read.ts'
import { createStoryPortal } from '#src/testing/story-portal.ts'

const MINUTE_MS = 60_000
const BATCH = 'POST /v1/batch'
const TEMPLATES = 'GET /v1/bizproc-templates'

type Wanted = Partial<Record<'users' | 'templates' | 'documents', readonly string[]>>

async function open({ personalKey }: { personalKey?: string } = {}) {
  const api = {
    kind: 'personal',
    url: 'http://127.0.0.1:4010',
    apiKey: personalKey ?? '',
    gate: null,
  } as const
  const portal = await createStoryPortal(personalKey === undefined ? {} : { gateway: { api } })
  onTestFinished(() => portal.close())
  const { sandbox } = portal
  const anna = sandbox.issueSession()
  const ask = (wanted: Wanted, token = anna) => {
    const query = new URLSearchParams(Object.entries(wanted).map(([kind, ids]) => [kind, ids.join(',')]))
    const headers: HeadersInit = personalKey === undefined ? { Authorization: `Bearer ${token}` } : {}
    return portal.browse(`${paths.names}?${query}`, { headers })
  }
  const names = async (wanted: Wanted, token?: string) => {
    const answer = await ask(wanted, token)
    expect(answer.status).toBe(200)
    return decodeNames(await answer.json())
  }
  const asked = (route: string) => sandbox.record.requests[route] ?? 0
  return { ...portal, names, ask, asked, anna }
}

const deals = (count: number, first = 1) => Array.from({ length: count }, (_, n) => `DEAL_${first + n}`)

describe('titles of documents', () => {
  it('come 50 by one call, and no call more once they are known', async () => {
    const { names, asked, clock } = await open()
    const { documents } = await names({ documents: deals(50) })
    expect(Object.keys(documents).length).toBeGreaterThan(40)
    expect(asked(BATCH)).toBe(1)
    expect((await names({ documents: deals(50) })).documents).toEqual(documents)
    expect(asked(BATCH)).toBe(1)
    await names({ documents: deals(51, 1001) })
    expect(asked(BATCH)).toBe(3)
    await clock.advance(61 * MINUTE_MS)
    await names({ documents: deals(50) })
    expect(asked(BATCH)).toBe(4)
  })

  it.each([
    ['DEAL_5141', '/v1/deals/5141'],
    ['LEAD_310', '/v1/leads/310'],
    ['COMPANY_88', '/v1/companies/88'],
    ['QUOTE_77', '/v1/quotes/77'],
    ['SMART_INVOICE_3', '/v1/invoices/3'],
    ['DYNAMIC_147_9', '/v1/items/147/9'],
  ])('of %s is the one the API has', async (documentId, path) => {
    const { names, sandbox } = await open()
    const { title } = readObject((await (await callSandbox(sandbox, path)).json()).data)
    expect(title).toEqual(expect.any(String))
    expect((await names({ documents: [documentId] })).documents).toEqual({ [documentId]: title })
  })

  it('of contacts are their names', async () => {
    const { names, sandbox } = await open()
    const ids = Array.from({ length: 40 }, (_, n) => n + 1)
    const { documents } = await names({ documents: ids.map((id) => `CONTACT_${id}`) })
    const expected = await Promise.all(
      ids.map(async (id) => {
        const response = await callSandbox(sandbox, `/v1/contacts/${id}`)
        const { name, lastName } = readObject((await response.json()).data)
        return response.ok ? [[`CONTACT_${id}`, [name, lastName].filter(Boolean).join(' ')] as const] : []
      }),
    )
    expect(documents).toEqual(Object.fromEntries(expected.flat()))
    expect(Object.values(documents).some((name) => !name.includes(' '))).toBe(true)
  })

  it('are missing where the document was deleted, beside those that are there', async () => {
    const { names } = await open()
    expect((await names({ documents: ['DEAL_0', 'DEAL_5141', 'PALLET-7', '777'] })).documents).toEqual({
      DEAL_5141: expect.stringContaining('#5141'),
    })
  })
})

describe('names', () => {
  it('of many operators who ask at once are read once', async () => {
    const { names, asked, sandbox, anna } = await open()
    const wanted = { users: ['1', '7'], templates: ['11', '703'], documents: deals(30) }
    const pyotr = sandbox.issueSession({ userId: PYOTR.id })
    const all = await Promise.all([anna, pyotr, anna, pyotr].map((token) => names(wanted, token)))
    expect(all[0]).toMatchObject({
      users: { 1: 'Anna Ivanova', 7: 'Пётр Смирнов' },
      templates: { 11: 'Deal approval' },
    })
    expect(all.slice(1)).toEqual([all[0], all[0], all[0]])
    expect([asked(BATCH), asked(TEMPLATES)]).toEqual([2, 1])
  })

  it('asks for the system, and for what no number is, not at all', async () => {
    const { names, asked } = await open()
    expect(await names({ users: ['0', 'x', ''], templates: ['0'], documents: [''] })).toEqual(NO_NAMES)
    expect([asked(BATCH), asked(TEMPLATES)]).toEqual([0, 0])
  })

  it('that are known are given to nobody without the right to read', async () => {
    const { names, ask, sandbox, asked } = await open()
    const wanted = { users: ['1'], documents: ['DEAL_5141'] }
    await names(wanted)
    const answer = await ask(wanted, sandbox.issueSession({ userId: BORIS.id }))
    expect(answer.status).toBe(403)
    expect(await answer.text()).not.toMatch(/Anna|5141/)
    expect(asked(BATCH)).toBe(2)
  })

  it('of users come with a personal key, those of templates do not', async () => {
    const { names, asked } = await open({ personalKey: SANDBOX_KEYS.personal })
    const wanted = { users: ['1'], templates: ['11'] }
    expect(await names(wanted)).toEqual({ ...NO_NAMES, users: { 1: 'Anna Ivanova' } })
    await names(wanted)
    expect(asked(TEMPLATES)).toBe(1)
  })
})

describe('what the key may not read', () => {
  it('is asked for once in 15 minutes, and breaks nothing', async () => {
    const { names, asked, clock, browse } = await open({ personalKey: SANDBOX_KEYS.bizprocOnly })
    let next = 0
    const wanted = () => ({ users: [`${(next += 1)}`], templates: ['11'], documents: [`DEAL_${next}`] })
    const all = await Promise.all(Array.from({ length: 20 }, () => names(wanted())))
    expect(all).toEqual(all.map(() => NO_NAMES))
    const calls = () => [asked(BATCH), asked(TEMPLATES)]
    // One for the users, one for the titles.
    expect(calls()).toEqual([2, 1])
    for (let minute = 0; minute < 14; minute += 1) {
      await clock.advance(MINUTE_MS)
      await names(wanted())
    }
    expect(calls()).toEqual([2, 1])
    expect((await browse(paths.workflows)).status).toBe(200)
    await clock.advance(MINUTE_MS)
    await names(wanted())
    expect(calls()).toEqual([4, 2])
  })

  it('is asked for once, too, where there is no batch', async () => {
    const { names, asked, sandbox } = await open({ personalKey: SANDBOX_KEYS.bizprocOnly })
    sandbox.failNext({ path: '/v1/batch', code: 'NOT_FOUND', times: 99 })
    await Promise.all([names({ users: ['1', '7', '12'] }), names({ users: ['3', '4'] })])
    expect(asked('GET /v1/users/:id')).toBe(1)
  })
})

describe('without the batch', () => {
  it('users are read one by one, ten at most, titles not at all, and the batch is not tried each time', async () => {
    const { names, asked, sandbox, clock } = await open()
    sandbox.failNext({ path: '/v1/batch', code: 'NOT_FOUND', times: 99 })
    const many = Array.from({ length: 120 }, (_, index) => `${index + 1}`)
    const { users, documents } = await names({ users: many, documents: deals(120) })
    expect(users).toMatchObject({ 1: 'Anna Ivanova', 7: 'Пётр Смирнов' })
    expect(documents).toEqual({})
    expect([asked(BATCH), asked('GET /v1/users/:id')]).toEqual([2, 10])
    await clock.advance(30_000)
    expect((await names({ users: ['12', '999'], documents: deals(9, 2001) })).users).toEqual({
      12: 'Boris Petrov',
    })
    expect(asked(BATCH)).toBe(2)
  })
})

describe('after a failure that passes', () => {
  it.each([
    { code: 'RATE_LIMITED', retryAfter: 9 },
    { code: 'BITRIX_UNAVAILABLE' },
    { code: 'BITRIX_UNAVAILABLE', html: true },
    { code: 'TOKEN_EXPIRED' },
  ])('names come half a minute later: $code', async (fault) => {
    const { names, sandbox, clock } = await open()
    const wanted = { users: ['1'], templates: ['11'], documents: ['DEAL_5141'] }
    sandbox.failNext({ path: '/v1/batch', ...fault, times: 2 })
    sandbox.failNext({ path: '/v1/bizproc-templates', ...fault, times: 3 })
    // A read that is tried again waits for its moment.
    const first = names(wanted)
    await clock.advance(20_000)
    expect(await first).toEqual(NO_NAMES)
    sandbox.clearFaults()
    await clock.advance(30_000)
    expect(await names(wanted, sandbox.issueSession())).toMatchObject({
      users: { 1: 'Anna Ivanova' },
      templates: { 11: 'Deal approval' },
      documents: { DEAL_5141: expect.any(String) },
    })
  })

  it('templates keep the names they had', async () => {
    const { names, sandbox, clock } = await open()
    const before = await names({ templates: ['11', '12'] })
    await clock.advance(10 * MINUTE_MS)
    sandbox.failNext({ path: '/v1/bizproc-templates', code: 'INTERNAL_ERROR' })
    expect(await names({ templates: ['11', '12'] })).toEqual(before)
  })
})
