import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { JournalEntry, JournalState } from '#src/contract/journal.ts'
import { JOURNAL_STATES } from '#src/contract/journal.ts'
import type { Workflow, WorkflowPage } from '#src/contract/workflow.ts'
import { mergeFirstPage } from '#src/features/workflows/list/merge-first-page.ts'
import { hasEnded, rowStateOf } from '#src/features/workflows/table/row-state.ts'
import { createWorkflow as row } from '#src/testing/create-workflow.ts'

import { NO_FILTERS } from './filters.ts'
import { readFacts } from './row-facts.ts'
import { selectRows } from './select-rows.ts'

const NOW = Date.UTC(2026, 2, 31)
const DAY = 86_400_000

function page(workflows: Workflow[], total: number): WorkflowPage {
  return { workflows, rowCount: workflows.length, total, now: NOW, zoneOffset: null }
}

describe('the rows that match', () => {
  const rows = [
    row('a', { startedBy: '0' }),
    row('b', { lock: { kind: 'held', until: NOW - 6 * 60_000 }, modifiedAt: NOW - 8 * DAY }),
    row('c', { entity: 'CCrmDocumentLead', documentId: 'LEAD_9', modifiedAt: null }),
  ]
  const names = { users: { '1': 'Ольга Соколова' }, templates: { '713': 'Contract approval' }, documents: {} }
  const ids = (filters: object) =>
    selectRows(rows, { ...NO_FILTERS, ...filters }, { now: NOW, names }).map(({ id }) => id)

  it('follow each preset', () => {
    expect(ids({ preset: 'stuck' })).toEqual(['b'])
    expect(ids({ preset: 'system' })).toEqual(['a'])
    expect(ids({ preset: 'no_movement', idleDays: 7 })).toEqual(['b'])
    expect(ids({ preset: 'no_movement', idleDays: 30 })).toEqual([])
    expect(readFacts(rows, 7, NOW).counts).toEqual({ all: 3, stuck: 1, no_movement: 1, system: 1 })
  })

  it('are found by id, document, template and starter, in any case and script', () => {
    expect(ids({ q: 'LEAD_9' })).toEqual(['c'])
    expect(ids({ q: 'соколова' })).toEqual(['b', 'c'])
    expect(ids({ q: 'contract  ОЛЬГА lead' })).toEqual(['c'])
    expect(ids({ q: 'nothing' })).toEqual([])
    expect(ids({ document: 'lead' })).toEqual(['c'])
  })

  it('are sorted with the unknown last, whichever way', () => {
    expect(ids({ sort: 'changed_oldest' })).toEqual(['b', 'a', 'c'])
    expect(ids({ sort: 'started_newest' })).toEqual(['a', 'b', 'c'])
    expect(ids({ sort: 'changed_newest' })).toEqual(['a', 'b', 'c'])
  })
})

describe('merging a fresh first page', () => {
  const list = (...pages: WorkflowPage[]) => ({ pages, pageParams: pages.map((_, index) => index * 50) })
  const idsOf = (merged: ReturnType<typeof mergeFirstPage>) =>
    merged.list.pages.flatMap(({ workflows }) => workflows.map(({ id }) => id))

  it('keeps rows where they stand, and puts new ones in front', () => {
    const before = list(page([row('a'), row('b')], 2))
    const merged = mergeFirstPage(before, page([row('new'), row('b', { modifiedAt: NOW + 1 }), row('a')], 3))
    expect(idsOf(merged)).toEqual(['new', 'a', 'b'])
    expect(merged.arrivals).toEqual(['new'])
    expect(merged.changed).toEqual(['b'])
  })

  it('drops what the page proves gone, and keeps what it says nothing about', () => {
    const before = list(
      page([row('a', { modifiedAt: 30 }), row('b', { modifiedAt: 20 }), row('c', { modifiedAt: 5 })], 9),
    )
    const merged = mergeFirstPage(
      before,
      page([row('a', { modifiedAt: 30 }), row('x', { modifiedAt: 10 })], 8),
    )
    expect(idsOf(merged)).toEqual(['x', 'a', 'c'])
  })

  it('never doubles a row, never drops one that may run, and changes nothing the second time', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { minLength: 1 })
    fc.assert(
      fc.property(ids, ids, fc.nat(20), (old, fresh, more) => {
        // An earlier letter changed later, on both sides.
        const toRow = (id: string) => row(id, { modifiedAt: NOW - (id.codePointAt(0) ?? 0) })
        const before = list(page(old.toSorted().map(toRow), old.length + more))
        const first = page(fresh.toSorted().map(toRow), fresh.length + more)
        const once = mergeFirstPage(before, first)
        const merged = idsOf(once)
        expect(new Set(merged).size).toBe(merged.length)
        for (const id of fresh) expect(merged).toContain(id)
        const oldest = fresh.toSorted().at(-1) ?? ''
        // With more running than the page holds, it proves nothing about rows older than its last.
        const unproven = more > 0 ? old.filter((id) => id > oldest) : []
        expect(merged).toEqual(expect.arrayContaining(unproven))
        expect(idsOf(mergeFirstPage(once.list, first))).toEqual(merged)
      }),
    )
  })
})

describe('the state of a row that is being terminated', () => {
  const entry = (state: JournalState, fields: Partial<JournalEntry> = {}): JournalEntry => ({
    id: 'op',
    workflowId: 'a',
    mode: 'soft',
    reason: null,
    state,
    operator: { id: '1', name: 'Anna', session: 'abcd' },
    moduleId: null,
    entity: null,
    documentId: null,
    templateId: null,
    startedBy: null,
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

  it.each([
    ['queued', 'terminating', false],
    ['sending', 'terminating', false],
    ['accepted', 'terminating', false],
    ['unknown', 'checking', false],
    ['still_running', 'still_running', true],
    ['refused', 'waiting', true],
    ['withdrawn', 'waiting', true],
    ['skipped', 'waiting', true],
  ] as const)('%s is shown as %s', (state, kind, canTerminate) => {
    expect(rowStateOf(row('a'), entry(state), NOW)).toMatchObject({ kind, canTerminate })
  })

  it('offers Force a minute after a soft termination, and never after a forced one', () => {
    expect(rowStateOf(row('a'), entry('accepted'), NOW + 60_000).offersForce).toBe(false)
    expect(rowStateOf(row('a'), entry('accepted'), NOW + 60_001).offersForce).toBe(true)
    expect(rowStateOf(row('a'), entry('accepted', { mode: 'force' }), NOW + 90_000).offersForce).toBe(false)
  })

  it('leaves when its end is known', () => {
    const ended = JOURNAL_STATES.filter((state) => hasEnded(entry(state)))
    expect(ended).toEqual(['gone', 'no_longer_running', 'already_gone'])
    expect(hasEnded(undefined)).toBe(false)
  })
})
