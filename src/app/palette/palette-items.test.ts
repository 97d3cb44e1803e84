import { describe, expect, it } from 'vitest'

import { createWorkflow } from '#src/testing/create-workflow.ts'

import { answerPalette, COMMANDS } from './palette-items.ts'

const INVOICE = {
  entity: 'Bitrix\\Crm\\Integration\\BizProc\\Document\\SmartInvoice',
  documentId: 'SMART_INVOICE_12',
}
const rows = [
  createWorkflow('69f0c2d5ade389.22457798', { documentId: 'DEAL_5141' }),
  createWorkflow('69f0c2d5ade390.22457799', { documentId: 'DEAL_15141' }),
  createWorkflow('69f0c2d5ade391.22457700', INVOICE),
]
const facts = {
  portal: 'acme.bitrix24.com',
  origin: 'https://flowstop.example',
  rows,
  names: { users: {}, templates: { '713': 'Approval' }, documents: {} },
  views: [{ name: 'Stuck, oldest first', query: 'preset=stuck' }],
  commands: COMMANDS,
}
const found = (text: string) => answerPalette(text, facts).groups.flatMap(({ items }) => items)
const ways = (text: string) => found(text).map(({ act }) => (act.kind === 'go' ? act.to : act.command))

describe('the palette', () => {
  it('offers a workflow by its whole id: to open it first, and the way to the dialog as a link', () => {
    expect(ways('69f0c2d5ade389.22457798').slice(0, 2)).toEqual([
      '/workflows/69f0c2d5ade389.22457798',
      '/workflows/69f0c2d5ade389.22457798/terminate',
    ])
    expect(found('69F0C2D5ADE389.22457798')[0]?.note).toBe('Deal 5141 · Approval')
  })

  it('offers those whose id holds what was typed, without the way to the dialog', () => {
    expect(ways('2245779').slice(0, 2)).toEqual([
      '/workflows/69f0c2d5ade389.22457798',
      '/workflows/69f0c2d5ade390.22457799',
    ])
  })

  it('offers to open an id that is not loaded, and takes no word for one', () => {
    expect(ways('6aaaaaaaaaaaaa.00000001')[0]).toBe('/workflows/6aaaaaaaaaaaaa.00000001')
    expect(ways('journal')[0]).toBe('/journal')
    expect(ways('workflows-of-anna')).toEqual(['/workflows?q=workflows-of-anna'])
  })

  it.each(['deal 5141', 'Deal #5141', 'DEAL 5141', 'deal5141'])('finds a document by "%s"', (text) => {
    expect(ways(text).slice(0, 2)).toEqual([
      '/workflows?document=deal&documentId=DEAL_5141',
      '/workflows/69f0c2d5ade389.22457798',
    ])
  })

  it('finds whatever has a number, when only that is typed', () => {
    expect(ways('12')[0]).toBe('/workflows/69f0c2d5ade391.22457700')
    expect(ways('5141')[0]).toBe('/workflows/69f0c2d5ade389.22457798')
  })

  it('takes the id of a document from a row where the address does not tell it', () => {
    const invoice = 'https://acme.bitrix24.com/crm/type/31/details/'
    expect(ways(`${invoice}12/`)).toEqual(['/workflows?document=invoice&documentId=SMART_INVOICE_12'])
    expect(ways(`${invoice}13/`)).toEqual(['/workflows?document=invoice&q=13'])
    expect(ways('https://acme.bitrix24.com/crm/type/147/details/1/')).toEqual([
      '/workflows?document=smart_item&documentId=DYNAMIC_147_1',
    ])
  })

  it('says of a link of another portal that it is one, and offers nothing', () => {
    const answer = answerPalette('https://other.bitrix24.com/crm/deal/details/5141/', facts)
    expect(answer.groups).toEqual([])
    expect(answer.refusal).toContain('other.bitrix24.com')
  })

  it('finds pages, views and commands by parts of their words, and always offers the search', () => {
    expect(ways('over')).toEqual(['/overview', '/workflows?q=over'])
    expect(ways('oldest stuck')[0]).toBe('/workflows?preset=stuck')
    expect(ways('dark')[0]).toBe('theme_dark')
    expect(ways('')).not.toContain('/workflows?q=')
  })
})
