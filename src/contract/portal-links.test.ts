import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { describeDocument, portalWorkflowPath } from './documents.ts'
import { parsePastedLink } from './portal-links.ts'

const here = { portal: 'acme.bitrix24.com', origin: 'https://flowstop.acme.example' }
const parse = (text: string) => parsePastedLink(text, here)
const ID = '69f0c2d5ade389.22457798'

describe('a link that was pasted', () => {
  it.each([
    `https://acme.bitrix24.com/company/personal/bizproc/${ID}/`,
    `https://acme.bitrix24.com/company/personal/bizproc/${ID}/?back_url=%2Fx`,
    `  https://ACME.bitrix24.com/company/personal/bizproc/${ID}\n`,
    `acme.bitrix24.com/company/personal/bizproc/${ID}/`,
    portalWorkflowPath(ID),
  ])('%s names a workflow', (text) => expect(parse(text)).toEqual({ kind: 'workflow', workflowId: ID }))

  it.each([
    ['/crm/deal/details/5141/', 'deal', '5141', 'DEAL_5141'],
    ['/crm/deal/show/5141/?tab=1#x', 'deal', '5141', 'DEAL_5141'],
    ['/crm/lead/details/9', 'lead', '9', 'LEAD_9'],
    ['/crm/contact/details/3/', 'contact', '3', 'CONTACT_3'],
    ['/crm/company/details/88/', 'company', '88', 'COMPANY_88'],
    ['/crm/type/7/details/77/', 'quote', '77', 'QUOTE_77'],
    ['/crm/type/147/details/1/', 'smart_item', '1', 'DYNAMIC_147_1'],
    ['/page/hr/onboarding/type/147/details/1/', 'smart_item', '1', 'DYNAMIC_147_1'],
    ['/crm/type/31/details/12/', 'invoice', '12', null],
  ])('%s names a document', (path, document, number, documentId) =>
    expect(parse(`https://acme.bitrix24.com${path}`)).toMatchObject({
      kind: 'document',
      document,
      number,
      documentId,
    }),
  )

  it('names the same address that a row leads to', () => {
    const row = { entity: 'CCrmDocumentDeal', documentId: 'DEAL_5141' }
    const { portalPath } = describeDocument(row)
    expect(parse(`https://acme.bitrix24.com${portalPath}`)).toMatchObject({ path: portalPath })
  })

  it('of the console leads where it says, and nowhere else', () => {
    expect(parse(`https://flowstop.acme.example/workflows/${ID}?template=7`)).toEqual({
      kind: 'own',
      address: `/workflows/${ID}?template=7`,
    })
    expect(parse('/journal?q=x')).toEqual({ kind: 'own', address: '/journal?q=x' })
    expect(parse('https://flowstop.acme.example/v1/oauth/authorize')).toEqual({ kind: 'unknown' })
    expect(parse('https://flowstop.acme.example//evil.example/workflows')).toEqual({ kind: 'unknown' })
  })

  it('of another portal is told apart', () => {
    expect(parse('https://other.bitrix24.com/crm/deal/details/5141/')).toEqual({
      kind: 'foreign',
      host: 'other.bitrix24.com',
    })
    expect(parse('https://acme.bitrix24.com.evil.example/crm/deal/details/1/')).toMatchObject({
      kind: 'foreign',
    })
  })

  it('that shows nothing known here is said so', () => {
    expect(parse('https://acme.bitrix24.com/tasks/')).toEqual({ kind: 'unknown' })
    expect(parse('https://acme.bitrix24.com/bizproc/bizproc/')).toEqual({ kind: 'list' })
    expect(parse('https://acme.bitrix24.com/company/personal/bizproc/../')).toEqual({ kind: 'unknown' })
  })

  it.each(['', ID, 'deal 5141', 'stuck', 'javascript:alert(1)', '#713', '//evil.example/x'])(
    '"%s" is none',
    (text) => expect(parse(text)).toBe(null),
  )

  it('never throws, whatever was in the clipboard', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.webPath()), (text) => {
        const link = parse(text)
        expect(link?.kind !== 'own' || /^\/[a-z]/.test(link.address)).toBe(true)
      }),
    )
  })
})
