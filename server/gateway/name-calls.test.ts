import fc from 'fast-check'
import { pino } from 'pino'
import { expect, it } from 'vitest'

import { createManualClock } from '#server/clock.ts'
import { describeDocument } from '#src/contract/documents.ts'

import type { Caller } from './caller.ts'
import { createNameReader } from './names.ts'
import { planTitleCall } from './title-calls.ts'
import type { UpstreamRequest } from './upstream.ts'

const PAGE = { users: ['1', '2'], templates: ['11'], documents: ['DEAL_5', 'CONTACT_6'] }

/** The reader over an API that answers with whatever it is told to. */
function readOver(answer: (path: string, call: UpstreamRequest) => unknown) {
  const calls: { path: string; call: UpstreamRequest }[] = []
  const read = createNameReader({
    clock: createManualClock(),
    logger: pino({ level: 'silent' }),
    upstream: (path, call) => {
      calls.push({ path, call })
      const body = answer(path, call)
      return Promise.resolve({ status: 200, body, requestId: null, retryAfter: null, now: null, attempts: 1 })
    },
  })
  return { read, calls }
}

const callerOf = (portal: string): Caller => ({
  token: 'a session',
  session: '3fa10000',
  portal,
  operator: { id: '1', name: 'Anna' },
})

/** Each call's own answer, from the calls of a batch. */
function answerEach({ body }: UpstreamRequest, make: (id: string) => unknown) {
  const { calls } = body as { calls: { id: string }[] }
  return { data: { results: Object.fromEntries(calls.map(({ id }) => [id, make(id)])), errors: {} } }
}

it('shares no name between two portals', async () => {
  let portal = 'first'
  const { read } = readOver((path, call) =>
    path === '/v1/batch'
      ? answerEach(call, (id) => ({ NAME: portal, title: `${portal} ${id}` }))
      : { data: [{ id: 11, name: `Template of ${portal}` }] },
  )
  const first = await read(callerOf('a.bitrix24.example'), PAGE)
  portal = 'second'
  const second = await read(callerOf('b.bitrix24.example'), PAGE)
  expect(JSON.stringify(first)).not.toContain('second')
  expect(JSON.stringify(second)).not.toContain('first')
  expect([second.users[1], second.templates[11], second.documents.DEAL_5]).toEqual([
    'second',
    'Template of second',
    'second DEAL_5',
  ])
})

it('asks below everything else, and only for what nobody has asked yet', async () => {
  const { read, calls } = readOver((_path, call) => answerEach(call, (id) => ({ title: id })))
  const caller = callerOf('a.bitrix24.example')
  const documents = ['DEAL_1', 'DEAL_2', 'DEAL_2', 'DEAL_3']
  await Promise.all([
    read(caller, { users: [], templates: [], documents }),
    read(caller, { users: [], templates: [], documents: ['DEAL_3', 'DEAL_4'] }),
  ])
  expect(calls.map(({ call }) => call.priority)).toEqual(['name', 'name'])
  const asked = calls.map(({ call }) => (call.body as { calls: { id: string }[] }).calls.map(({ id }) => id))
  expect(asked).toEqual([['DEAL_1', 'DEAL_2', 'DEAL_3'], ['DEAL_4']])
})

it('takes results in each form that is known', async () => {
  const forms: ((id: string) => unknown)[] = [
    (id) => ({ data: { results: { [id]: { title: 'Oil' } } } }),
    (id) => ({ data: { results: { [id]: { success: true, data: { title: 'Oil' } } } } }),
    (id) => ({ data: { [id]: { data: { item: null, TITLE: 'Oil' } } } }),
    (id) => ({ data: { [id]: { item: { title: ' Oil ' } } } }),
  ]
  for (const form of forms) {
    const { read } = readOver(() => form('DEAL_5'))
    const names = await read(callerOf('a'), { users: [], templates: [], documents: ['DEAL_5'] })
    expect(names.documents).toEqual({ DEAL_5: 'Oil' })
  }
})

it('makes nothing of an answer that is not readable', async () => {
  const strange = fc.oneof(
    fc.anything(),
    fc.record({ data: fc.anything(), meta: fc.anything() }),
    fc.record({ data: fc.record({ results: fc.dictionary(fc.constantFrom('1', 'DEAL_5'), fc.anything()) }) }),
    fc.record({ data: fc.array(fc.record({ id: fc.anything(), name: fc.anything() })) }),
  )
  await fc.assert(
    fc.asyncProperty(strange, async (body) => {
      const { read } = readOver(() => body)
      const names = await read(callerOf('a'), PAGE)
      for (const [kind, ids] of Object.entries(PAGE))
        for (const [id, name] of Object.entries(names[kind as keyof typeof PAGE])) {
          expect(ids).toContain(id)
          expect(name.trim()).toMatch(/./)
        }
    }),
    { numRuns: 300 },
  )
})

const ENTITIES = {
  DEAL: 'CCrmDocumentDeal',
  LEAD: 'CCrmDocumentLead',
  CONTACT: 'CCrmDocumentContact',
  COMPANY: 'CCrmDocumentCompany',
  QUOTE: 'Bitrix\\Crm\\Integration\\BizProc\\Document\\Quote',
  SMART_INVOICE: 'Bitrix\\Crm\\Integration\\BizProc\\Document\\SmartInvoice',
  DYNAMIC_147: 'Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic',
} as const

it('asks for the very document that a row names', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(ENTITIES) as (keyof typeof ENTITIES)[])),
      fc.nat({ max: 999_999_999 }),
      (prefix, number) => {
        const documentId = `${prefix}_${number}`
        const described = describeDocument({ entity: ENTITIES[prefix], documentId })
        const planned = planTitleCall(documentId)
        expect(planned).toMatchObject({ id: documentId, action: 'get', entityId: described.number })
        expect(planned?.entityTypeId).toBe(prefix === 'DYNAMIC_147' ? '147' : undefined)
      },
    ),
  )
})

it('asks for no document of another kind', () => {
  fc.assert(
    fc.property(fc.string(), (documentId) => {
      const isTitled = /^([A-Z_]+|DYNAMIC_\d+)_\d+$/.test(documentId)
      expect(planTitleCall(documentId) === null || isTitled).toBe(true)
    }),
  )
  for (const id of ['777', 'TASK_7', 'DEAL_', 'DEAL_x', 'DYNAMIC_147', 'constructor_1', 'DEAL_1\n'])
    expect(planTitleCall(id)).toBeNull()
})
