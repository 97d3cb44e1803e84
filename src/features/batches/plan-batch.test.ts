import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { decodeJournalEntry, JOURNAL_STATES, type JournalState } from '#src/contract/journal.ts'
import type { Workflow } from '#src/contract/workflow.ts'

import { describeOutlook } from './batch-outlook.tsx'
import { countNew, countStuck, groupItems, planBatch, type BatchItem } from './plan-batch.ts'

const NOW = Date.parse('2026-05-12T10:00:00Z')
const rowOf = (id: string, fields: Partial<Workflow> = {}): Workflow => ({
  id,
  modifiedAt: NOW,
  startedAt: NOW,
  lock: { kind: 'free' },
  moduleId: 'crm',
  entity: 'CCrmDocumentDeal',
  documentId: 'DEAL_1',
  startedBy: '1',
  templateId: '11',
  ...fields,
})
const itemOf = (id: string, fields?: Partial<Workflow>): BatchItem => ({ id, workflow: rowOf(id, fields) })
const entryOf = (workflowId: string, state: JournalState) =>
  decodeJournalEntry({
    id: `entry-${workflowId}`,
    workflowId,
    state,
    mode: 'soft',
    requestedAt: '2026-05-12T09:00:00Z',
  })
const NO_RULES = { protectedTemplates: [], protectedStarters: [] }

const anyItems = fc
  .uniqueArray(fc.integer({ min: 0, max: 50 }))
  .map((numbers) => numbers.map((number) => itemOf(`w${number}`, { templateId: String(number % 4) })))

describe('what is sent of a frozen list', () => {
  it('is every item once: listed or left out, and sent only if it is listed and not taken out (property)', () => {
    const anyState = fc.option(fc.constantFrom(...JOURNAL_STATES))
    fc.assert(
      fc.property(anyItems, fc.array(anyState), fc.array(fc.boolean()), (items, states, outs) => {
        const entries = new Map(
          items.flatMap(({ id }, index) => {
            const state = states[index]
            return state ? [[id, entryOf(id, state)] as const] : []
          }),
        )
        const takenOut = new Set(items.filter((_item, index) => outs[index]).map(({ id }) => id))
        const rules = { protectedTemplates: ['3'], protectedStarters: [] }
        const plan = planBatch(items, { takenOut, entries, rules })
        const told = [...plan.listed.map(({ item }) => item.id), ...plan.leftOut.map(({ item }) => item.id)]
        expect(told.toSorted()).toEqual(items.map(({ id }) => id).toSorted())
        expect(plan.included).toEqual(plan.listed.filter(({ isOut }) => !isOut).map(({ item }) => item))
        expect(plan.included.every(({ id }) => !takenOut.has(id))).toBe(true)
        expect(plan.included.every(({ workflow }) => workflow?.templateId !== '3')).toBe(true)
        const sums = groupItems(plan.included).map(({ count }) => count)
        expect(sums.reduce((sum, count) => sum + count, 0)).toBe(plan.included.length)
        expect(sums).toEqual(sums.toSorted((a, b) => b - a))
      }),
    )
  })

  it('leaves out what is under way or has ended, not what was refused or is still running', () => {
    const left = (state: JournalState) => {
      const entries = new Map([['a', entryOf('a', state)]])
      return planBatch([itemOf('a')], { takenOut: new Set(), entries, rules: NO_RULES }).leftOut[0]?.why
    }
    expect(JOURNAL_STATES.filter((state) => left(state) === 'under_way')).toEqual([
      'queued',
      'sending',
      'accepted',
      'unknown',
    ])
    expect(JOURNAL_STATES.filter((state) => left(state) === 'ended')).toEqual([
      'gone',
      'no_longer_running',
      'already_gone',
    ])
  })

  it('leaves out what nobody has seen, where something is protected', () => {
    const items = [{ id: 'a', workflow: null }]
    const facts = { takenOut: new Set<string>(), entries: new Map() }
    expect(planBatch(items, { ...facts, rules: NO_RULES }).included).toHaveLength(1)
    const rules = { protectedTemplates: ['7'], protectedStarters: [] }
    expect(planBatch(items, { ...facts, rules }).leftOut).toMatchObject([
      { why: 'protected', protection: 'unknown' },
    ])
  })
})

describe('what is told of it', () => {
  it('groups by template and kind of document, the largest first', () => {
    const lead = { entity: 'CCrmDocumentLead', documentId: 'LEAD_1' }
    const items = [itemOf('a'), itemOf('b', lead), itemOf('c', lead), { id: 'd', workflow: null }]
    expect(groupItems(items)).toEqual([
      { templateId: '11', kind: 'lead', count: 2 },
      { templateId: '11', kind: 'deal', count: 1 },
      { templateId: null, kind: null, count: 1 },
    ])
  })

  it('counts what matches by now and is not in it, and what is stuck', () => {
    expect(countNew([itemOf('a'), itemOf('gone')], [rowOf('a'), rowOf('b'), rowOf('c')])).toBe(2)
    const stuck = itemOf('s', { lock: { kind: 'held', until: NOW - 3_600_000 } })
    expect(countStuck([itemOf('a'), stuck, { id: 'x', workflow: null }], NOW)).toBe(1)
  })

  it('says how long it takes, and whether the session lasts so long', () => {
    const pace = { ratePerSecond: 2, burst: 40 }
    const outlook = (count: number, expiresAt: number | null) =>
      describeOutlook({ count, pace, expiresAt, now: NOW })
    expect(outlook(12, null)).toEqual({
      takes: 'At the allowed pace this takes a few seconds.',
      session: null,
    })
    expect(outlook(2340, NOW + 3_600_000)).toEqual({
      takes: 'At the allowed pace this takes about 20 minutes.',
      session: { lasts: true, words: 'Your session lasts that long.' },
    })
    expect(outlook(2340, NOW + 600_000).session).toEqual({
      lasts: false,
      words:
        'Your session ends in 10 minutes: the batch pauses then, and goes on when you have signed in again and resumed it.',
    })
  })
})
