import { expect, it } from 'vitest'

import { countsOf, type Batch } from '#src/contract/batch.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import { readRecords } from '#src/testing/saved-files.ts'

import { formatReport } from './batch-items-csv.ts'

const AT = Date.UTC(2026, 2, 31, 21, 30)
const anna = { id: '1', name: 'Anna Ivanova', session: 'x' }

const batch: Batch = {
  id: 'batch-0001',
  mode: 'soft',
  reason: '=1+1',
  state: 'done',
  operator: anna,
  createdAt: AT,
  startsAt: AT,
  startedAt: AT,
  finishedAt: AT,
  pause: null,
  waitingFor: null,
  retryOf: null,
  total: 1,
  counts: countsOf((state) => (state === 'gone' ? 1 : 0)),
  leftMs: null,
}
const item = {
  id: 'entry',
  workflowId: '69f0c2d5ade389.22457798',
  documentId: 'DEAL_10',
  moduleId: 'crm',
  entity: 'CCrmDocumentDeal',
  templateId: '713',
  mode: 'soft',
  state: 'gone',
  settledAt: AT,
  sentAt: AT,
  errorCode: null,
  httpStatus: 204,
  requestId: null,
} as JournalEntry

const report = (zone: number) =>
  formatReport({ batch, items: [item], portal: 'acme.bitrix24.com', now: AT, zone })

it('the report of a batch names its zone, and has its times by it and by UTC', () => {
  const text = report(180)
  expect(text).toContain('Time zone,UTC+03:00')
  expect(text).toContain('Anna Ivanova,2026-04-01 00:30:00,2026-03-31 21:30:00')
  expect(readRecords(text)).toMatchObject([
    { 'Time (UTC+03:00)': '2026-04-01 00:30:00', 'Time (UTC)': '2026-03-31 21:30:00' },
  ])
})

it('has them once where the zone is UTC', () => {
  const [record = {}] = readRecords(report(0))
  expect(Object.keys(record).filter((head) => head.startsWith('Time'))).toEqual(['Time (UTC)'])
})
