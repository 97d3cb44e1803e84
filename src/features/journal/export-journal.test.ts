import { describe, expect, it } from 'vitest'

import { createHttp } from '#src/api/http.ts'
import { encodeJournalEntry, type JournalEntry } from '#src/contract/journal.ts'

import { formatJournalCsv, readAllEntries, type ReadProgress } from './export-journal.ts'

const NOW = Date.UTC(2026, 10, 24, 10, 39, 14)

const entry = (id: string, fields: Partial<JournalEntry> = {}): JournalEntry => ({
  id,
  workflowId: '69f0c2d5ade389.12345678',
  mode: 'force',
  reason: null,
  state: 'gone',
  operator: { id: '1', name: 'Anna Ivanova', session: '3fa1' },
  moduleId: 'crm',
  entity: 'CCrmDocumentDeal',
  documentId: 'DEAL_5141',
  templateId: '713',
  startedBy: '0',
  startedAt: null,
  requestedAt: NOW,
  sentAt: NOW,
  settledAt: NOW,
  checkedAt: null,
  httpStatus: 204,
  errorCode: null,
  requestId: null,
  attempts: 1,
  batchId: null,
  ...fields,
})

/** A journal of three entries, two to a page; the second page may be missing. */
function stubJournal({ isCut }: { isCut: boolean }) {
  const answer = (ids: readonly string[], next: string | null) =>
    Response.json({ data: ids.map((id) => encodeJournalEntry(entry(id))), meta: { total: 3, next } })
  return async (input: string) => {
    if (!input.includes('before=')) return answer(['a', 'b'], 'b')
    if (isCut) throw new TypeError('Failed to fetch')
    return answer(['c'], null)
  }
}

async function readStubbed(isCut: boolean, tell: (progress: ReadProgress) => void = () => {}) {
  const real = globalThis.fetch
  globalThis.fetch = stubJournal({ isCut }) as typeof fetch
  try {
    const http = createHttp({ token: null, signIn: 'trip', onSignInCode: () => {} })
    return await readAllEntries(http, { mode: 'force' }, new AbortController().signal, tell)
  } finally {
    globalThis.fetch = real
  }
}

describe('what an export reads', () => {
  it('is every page, and it tells how far it is', async () => {
    const told: ReadProgress[] = []
    const entries = await readStubbed(false, (progress) => told.push(progress))
    expect(entries.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(told).toEqual([
      { read: 2, total: 3 },
      { read: 3, total: 3 },
    ])
  })

  it('is nothing when a page in the middle fails', async () => {
    await expect(readStubbed(true)).rejects.toThrow('NO_ANSWER')
  })
})

describe('the file of an export', () => {
  const scope = {
    filters: 'Way: Force',
    portal: 'acme.bitrix24.com',
    operator: 'Anna Ivanova',
    now: NOW,
    zone: 180,
  }
  const names = { users: {}, templates: { '713': '@Approval' }, documents: {} }
  const lines = (...entries: JournalEntry[]) => formatJournalCsv(entries, names, scope).split('\r\n')

  it('says at its head what it holds, of when, and in which zone', () => {
    const [title, filters, made, by, zone, count, blank] = lines(entry('a'))
    expect(title).toBe('\uFEFFJournal of terminations,acme.bitrix24.com')
    expect(filters).toBe('Filters,Way: Force')
    expect(made).toMatch(/^Exported,2026-11-2\d \d\d:39:14,2026-11-24 10:39:14$/)
    expect(by).toBe('Exported by,Anna Ivanova')
    expect(zone).toBe('Time zone,UTC+03:00')
    expect(count).toBe('Entries,1')
    expect(blank).toBe('')
  })

  it('has a cell for every column, and runs nothing that people have typed', () => {
    const [heads = '', row = ''] = lines(
      entry('a', { reason: '=1+1', operator: { id: null, name: '+Eve', session: 'x' } }),
    ).slice(7)
    expect(row.split(',')).toHaveLength(heads.split(',').length)
    expect(row).toContain(",'=1+1,")
    expect(row).toContain(",'+Eve,")
    expect(row).toContain(",'@Approval,")
    expect(row).toContain(',Deal 5141,DEAL_5141,')
    expect(row).toContain(',System,')
  })
})
