import { expect, it } from 'vitest'

import { NO_FILTERS } from '#src/features/workflows/filters/filters.ts'
import { createWorkflow } from '#src/testing/create-workflow.ts'
import { readRecords } from '#src/testing/saved-files.ts'

import { formatListCsv, type ExportFacts } from './export-list.ts'

const NOW = Date.UTC(2026, 3, 1)
const rows = [
  createWorkflow('69f0c2d5ade389.22457798', { lock: { kind: 'held', until: NOW - 3_600_000 } }),
  createWorkflow('69f0c2d5ade389.22457799', { templateId: '9', startedBy: null, startedAt: null }),
]
const facts: ExportFacts = {
  rows,
  loaded: 150,
  total: 2340,
  isComplete: false,
  updatedAt: NOW - 60_000,
  apiNow: NOW,
  now: NOW,
  zone: 180,
  filters: { ...NO_FILTERS, preset: 'stuck', notTemplate: ['8'] },
  names: { users: { '1': '=Anna' }, templates: { '713': '@Approval' }, documents: { DEAL_10: '+Oil' } },
  portal: 'acme.bitrix24.com',
  operator: 'Пётр',
}

it('says at its head what it holds, of how much, and how old that is', () => {
  const head = formatListCsv(facts).split('\r\n\r\n')[0] ?? ''
  expect(head).toContain('acme.bitrix24.com')
  expect(head).toContain('Stuck; Template: not #8')
  expect(head).toMatch(/Shown,"?2 in 150 loaded of 2340/)
  expect(head).toContain('2026-03-31 23:59:00')
  expect(head).toContain('Пётр')
  expect(formatListCsv({ ...facts, isComplete: true })).toContain('2 of 150 running')
})

it('holds the rows in their order, and nothing that a spreadsheet would run', () => {
  const records = readRecords(formatListCsv(facts))
  expect(records.map((record) => record['Workflow ID'])).toEqual(rows.map(({ id }) => id))
  expect(records[0]).toMatchObject({
    Document: 'Deal 10',
    Title: "'+Oil",
    Template: "'@Approval",
    'Started by': "'=Anna",
    State: 'Stuck',
    'Step leased until (UTC)': '2026-03-31 23:00:00',
  })
  expect(records[1]).toMatchObject({
    Template: '#9',
    'Template ID': '9',
    'Started (UTC)': '',
    State: 'Waiting',
  })
})
