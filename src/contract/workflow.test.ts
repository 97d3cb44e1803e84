import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { describeDocument, portalAddress } from './documents.ts'
import {
  decodeWorkflow,
  decodeWorkflowPage,
  isWorkflowId,
  nextOffset,
  PAGE_SIZE,
  stateOf,
  STUCK_AFTER_MS,
  type Workflow,
} from './workflow.ts'

const ROW = {
  ID: '69f0c2d5ade389.22457798',
  MODIFIED: '2026-03-31T10:30:00+03:00',
  STARTED: '2026-03-30T10:30:00+03:00',
  OWNED_UNTIL: null,
  MODULE_ID: 'crm',
  ENTITY: 'CCrmDocumentDeal',
  DOCUMENT_ID: 'DEAL_5141',
  STARTED_BY: '12',
  TEMPLATE_ID: '713',
}

function decode(fields: object): Workflow {
  const workflow = decodeWorkflow({ ...ROW, ...fields })
  if (workflow === null) throw new Error('not decoded')
  return workflow
}

describe('a row of the list', () => {
  it('reads instants with the offset of the portal', () => {
    expect(decode({}).modifiedAt).toBe(Date.UTC(2026, 2, 31, 7, 30))
    expect(decode({ MODIFIED: '2026-03-31T10:30:00-05:00' }).modifiedAt).toBe(Date.UTC(2026, 2, 31, 15, 30))
  })

  it.each([[''], ['yesterday'], ['2026-03-31T10:30:00'], [null], [42], ['2026-99-99T10:30:00Z']])(
    'calls the instant %j unknown',
    (MODIFIED) => expect(decode({ MODIFIED }).modifiedAt).toBeNull(),
  )

  it('takes the older form of a document id', () => {
    const { moduleId, entity, documentId } = decode({
      MODULE_ID: '',
      ENTITY: '',
      DOCUMENT_ID: ['crm', 'CCrmDocumentDeal', 'DEAL_100'],
    })
    expect({ moduleId, entity, documentId }).toEqual({
      moduleId: 'crm',
      entity: 'CCrmDocumentDeal',
      documentId: 'DEAL_100',
    })
  })

  it('keeps a row that was written back blank', () => {
    const row = decode({ MODULE_ID: '', ENTITY: '', DOCUMENT_ID: '', TEMPLATE_ID: '0', STARTED_BY: '0' })
    expect(row).toMatchObject({
      moduleId: null,
      entity: null,
      documentId: null,
      templateId: '0',
      startedBy: '0',
    })
  })

  it('has no row without a usable ID', () => {
    for (const ID of [undefined, 5, '', '..', 'a/b', 'x'.repeat(65)])
      expect(decodeWorkflow({ ...ROW, ID })).toBeNull()
  })

  it('never throws and never shows undefined or NaN, whatever comes', () => {
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom(...Object.keys(ROW)) }), (row) => {
        const workflow = decodeWorkflow({ ...row, ID: ROW.ID })
        const { lock, ...fields } = workflow ?? decode({})
        expect(['free', 'held', 'unknown']).toContain(lock.kind)
        for (const value of Object.values(fields)) expect([undefined, Number.NaN]).not.toContain(value)
      }),
    )
  })
})

describe('an instance id', () => {
  it('is what the API gives out', () => expect(isWorkflowId(ROW.ID)).toBe(true))

  it.each(['', '.', '...', 'a b', 'a/b', '%2e', 'ü', 'a'.repeat(65), 'a\n'])('%j is none', (id) =>
    expect(isWorkflowId(id)).toBe(false),
  )
})

describe('a page of the list', () => {
  it('counts rows as the API does, unreadable ones included', () => {
    const page = decodeWorkflowPage({ data: [ROW, { ID: null }], meta: { total: '2340' } })
    expect(page).toMatchObject({ rowCount: 2, total: 2340, now: null })
    expect(page.workflows).toHaveLength(1)
  })

  it.each([[null], [{}], [{ data: {} }], ['<html>']])('is not %j', (body) =>
    expect(() => decodeWorkflowPage(body)).toThrow(TypeError),
  )

  it('leads to the next until the total is reached', () => {
    const page = (rowCount: number, total: number | null) => ({
      workflows: [],
      rowCount,
      total,
      now: null,
      zoneOffset: null,
    })
    expect(nextOffset(page(PAGE_SIZE, 120), 0)).toBe(50)
    expect(nextOffset(page(20, 120), 100)).toBeNull()
    expect(nextOffset(page(0, 120), 100)).toBeNull()
    expect(nextOffset(page(PAGE_SIZE, null), 0)).toBe(50)
    expect(nextOffset(page(49, null), 0)).toBeNull()
  })
})

describe('the state of a row', () => {
  const now = Date.UTC(2026, 2, 31, 7, 30)
  const held = (until: number) => decode({ OWNED_UNTIL: new Date(until).toISOString() })

  it('is waiting without a lock, even after months', () => {
    expect(stateOf(decode({ MODIFIED: '2025-01-01T00:00:00Z' }), now)).toBe('waiting')
  })

  it('is stuck when the lock is more than five minutes over', () => {
    expect(stateOf(held(now - STUCK_AFTER_MS), now)).toBe('step_running')
    expect(stateOf(held(now - STUCK_AFTER_MS - 1000), now)).toBe('stuck')
    expect(stateOf(held(now + 1000), now)).toBe('step_running')
  })

  it('is unknown when the lock is unreadable', () => {
    expect(stateOf(decode({ OWNED_UNTIL: 'soon' }), now)).toBe('unknown')
  })
})

describe('a document', () => {
  const crm = 'Bitrix\\Crm\\Integration\\BizProc\\Document'
  it.each([
    ['CCrmDocumentLead', 'LEAD_7', 'lead', '7', '/crm/lead/details/7/'],
    ['CCrmDocumentContact', 'CONTACT_7', 'contact', '7', '/crm/contact/details/7/'],
    ['CCrmDocumentCompany', 'COMPANY_7', 'company', '7', '/crm/company/details/7/'],
    ['CCrmDocumentDeal', 'DEAL_7', 'deal', '7', '/crm/deal/details/7/'],
    [`${crm}\\Quote`, 'QUOTE_7', 'quote', '7', '/crm/type/7/details/7/'],
    [`${crm}\\SmartInvoice`, 'SMART_INVOICE_3', 'invoice', '3', '/crm/type/31/details/3/'],
    [`${crm}\\Dynamic`, 'DYNAMIC_147_1', 'smart_item', '1', '/crm/type/147/details/1/'],
    ['BizprocDocument', '777', 'feed_process', '777', null],
    ['Bitrix\\Lists\\BizprocDocumentLists', '777', 'list_element', '777', null],
    ['Bitrix\\Disk\\BizProcDocument', '777', 'drive_file', '777', null],
    ['Bitrix\\Tasks\\Integration\\Bizproc\\Document\\Task', 'TASK_9', 'task', 'TASK_9', null],
    ['Something\\New', 'NEW_1', 'other', 'NEW_1', null],
    ['CCrmDocumentDeal', 'nonsense', 'deal', 'nonsense', null],
  ])('%s %s', (entity, documentId, kind, number, portalPath) => {
    expect(describeDocument({ entity, documentId })).toEqual({ kind, number, portalPath })
  })

  it('may be missing', () => {
    expect(describeDocument({ entity: null, documentId: null }).kind).toBe('none')
  })

  it('is never linked on a host that is none', () => {
    expect(portalAddress('company.bitrix24.ru', '/x/')).toBe('https://company.bitrix24.ru/x/')
    for (const portal of ['evil.example/..', 'user@evil.example', 'javascript:alert(1)', '', 'a b'])
      expect(portalAddress(portal, '/x/')).toBeNull()
  })
})

describe("the portal's distance from UTC", () => {
  const offsetOf = (...times: unknown[]) =>
    decodeWorkflowPage({ data: times.map((MODIFIED, index) => ({ ID: `a.${index}`, MODIFIED })) }).zoneOffset

  it('is that of the newest time, wherever it stands', () => {
    expect(offsetOf('2026-03-31T10:30:00+03:00')).toBe(180)
    expect(
      offsetOf('2026-01-31T10:30:00+01:00', '2026-04-01T10:30:00+02:00', '2026-02-01T10:30:00+01:00'),
    ).toBe(120)
    expect(offsetOf('2026-03-31T10:30:00-0330')).toBe(-210)
    expect(offsetOf('2026-03-31T10:30:00Z')).toBe(0)
  })

  it('is unknown where no time tells it', () => {
    expect(offsetOf()).toBeNull()
    expect(offsetOf(null, 'yesterday', '2026-03-31T10:30:00')).toBeNull()
  })
})
