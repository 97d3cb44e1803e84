import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Names } from '#src/contract/names.ts'
import { AGES } from '#src/terms/ages.ts'
import { createWorkflow as row } from '#src/testing/create-workflow.ts'

import { NO_FILTERS, SORTS, type WorkflowFilters } from './filters.ts'
import { selectInSlices } from './many-rows.ts'
import { orderOf } from './order-of.ts'
import { createFilter, selectRows } from './select-rows.ts'
import { createSortKey } from './sort-keys.ts'

const NOW = Date.UTC(2026, 2, 31)
const HOUR = 3_600_000
const DAY = 24 * HOUR

const LEAD = { entity: 'CCrmDocumentLead', documentId: 'LEAD_9' }
const BLANK = { entity: null, documentId: null, moduleId: null }

const rows = [
  row('plain'),
  row('stuck', { lock: { kind: 'held', until: NOW - HOUR }, documentId: 'DEAL_9', startedBy: '0' }),
  row('running', { lock: { kind: 'held', until: NOW }, templateId: '8', ...LEAD }),
  row('odd', { lock: { kind: 'unknown' }, templateId: null, startedBy: null, modifiedAt: null, ...BLANK }),
  row('other', { templateId: '9', startedBy: '2', moduleId: 'lists' }),
]
const names: Names = {
  users: { '1': 'Zoë', '2': 'Anna' },
  templates: { '713': 'b', '8': 'a' },
  documents: {},
}
const context = { now: NOW, names }
const ids = (filters: Partial<WorkflowFilters>) =>
  selectRows(rows, { ...NO_FILTERS, ...filters }, context).map(({ id }) => id)

describe('the filters the API does not have', () => {
  it.each<[Partial<WorkflowFilters>, string[]]>([
    [{ template: '8' }, ['running']],
    [{ startedBy: '0' }, ['stuck']],
    [{ documentId: 'DEAL_9' }, ['stuck']],
    [{ documentId: 'DEAL_1' }, []],
    [{ module: 'lists' }, ['other']],
    [{ module: 'none' }, ['odd']],
    [{ lock: 'free' }, ['plain', 'other']],
    [{ lock: 'running' }, ['running']],
    [{ lock: 'stuck' }, ['stuck']],
    [{ lock: 'unknown' }, ['odd']],
    [{ notTemplate: ['713', '8'] }, ['odd', 'other']],
    [{ notStartedBy: ['1'] }, ['stuck', 'odd', 'other']],
    [{ notDocument: ['deal', 'none'] }, ['running']],
    [{ notModule: ['crm', 'none'] }, ['other']],
    [{ notLock: ['free'] }, ['stuck', 'running', 'odd']],
    [{ notTemplate: ['713'], startedBy: '2' }, ['other']],
  ])('%o', (filters, expected) => expect(ids(filters)).toEqual(expected))

  it('put each age in one band, its lower end included', () => {
    const bandsOf = (age: number) => {
      const aged = [row('a', { modifiedAt: NOW - age })]
      return AGES.filter((band) => selectRows(aged, { ...NO_FILTERS, age: band }, context).length > 0)
    }
    expect([-1, HOUR - 1, HOUR, DAY, 7 * DAY - 1, 7 * DAY, 30 * DAY].map(bandsOf)).toEqual([
      ['under_1h'],
      ['under_1h'],
      ['1h_1d'],
      ['1d_7d'],
      ['1d_7d'],
      ['7d_30d'],
      ['over_30d'],
    ])
    fc.assert(
      fc.property(fc.integer(), (age) => {
        expect(bandsOf(age)).toHaveLength(1)
      }),
    )
    expect(AGES.flatMap((age) => ids({ age }))).not.toContain('odd')
  })

  it('find a name that came after the row was searched', () => {
    const found = (late: Names) =>
      rows.filter(createFilter({ ...NO_FILTERS, q: 'ЗОЯ' }, { now: NOW, names: late })).map(({ id }) => id)
    expect(found(names)).toEqual([])
    expect(found({ ...names, users: { '2': 'Зоя' } })).toEqual(['other'])
  })
})

describe('the order of rows', () => {
  it.each<[WorkflowFilters['sort'], string[]]>([
    ['document_asc', ['running', 'stuck', 'plain', 'other', 'odd']],
    ['document_desc', ['plain', 'other', 'stuck', 'running', 'odd']],
    ['template_asc', ['running', 'plain', 'stuck', 'other', 'odd']],
    ['template_desc', ['other', 'plain', 'stuck', 'running', 'odd']],
    ['starter_asc', ['stuck', 'other', 'plain', 'running', 'odd']],
    ['starter_desc', ['plain', 'running', 'other', 'stuck', 'odd']],
    ['state_asc', ['stuck', 'running', 'plain', 'other', 'odd']],
    ['state_desc', ['plain', 'other', 'running', 'stuck', 'odd']],
  ])('%s', (sort, expected) => expect(ids({ sort })).toEqual(expected))

  it('has a number for each row, and leaves equal ones where they stand', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SORTS), fc.array(fc.constantFrom(...rows)), (sort, some) => {
        const keys = some.map(createSortKey(sort, context))
        expect(keys).not.toContain(NaN)
        const stable = some.map((_, index) => index).toSorted((a, b) => compare(keys[a], keys[b]))
        expect([...orderOf(Float64Array.from(keys))]).toEqual(stable)
      }),
    )
  })

  it('takes any number, of both signs and without an end', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true })), (keys) => {
        const stable = keys.map((_, index) => index).toSorted((a, b) => compare(keys[a], keys[b]))
        expect([...orderOf(Float64Array.from(keys))]).toEqual(stable)
      }),
    )
  })

  it('runs by number within a kind, with what is no number after it', () => {
    const numbers = ['12', '9', 'x', '100000000000000', null, 'ab', '9999999999999999', '007']
    const documents = numbers.map((number, index) =>
      row(`d${index}`, { documentId: number === null ? null : `DEAL_${number}` }),
    )
    const idsBy = (sort: WorkflowFilters['sort']) =>
      selectRows([...documents, row('lead', LEAD)], { ...NO_FILTERS, sort }, context).map(({ id }) => id)
    const ascending = idsBy('document_asc')
    expect(ascending.filter((id) => ['d0', 'd1', 'd7'].includes(id))).toEqual(['d7', 'd1', 'd0'])
    expect(ascending.indexOf('d0')).toBeLessThan(ascending.indexOf('d2'))
    expect(idsBy('document_desc').filter((id) => id !== 'd4')).toEqual(
      ascending.filter((id) => id !== 'd4').toReversed(),
    )
  })

  it('is the same when it is made in slices', async () => {
    const many = Array.from({ length: 2000 }, (_, index) => rows[index % rows.length] ?? row('none'))
    const { signal } = new AbortController()
    for (const sort of SORTS) {
      const filters = { ...NO_FILTERS, sort, q: 'deal' }
      expect(await selectInSlices(many, filters, context, signal)).toEqual(selectRows(many, filters, context))
    }
    expect(await selectInSlices(many, NO_FILTERS, context, AbortSignal.abort())).toBe(null)
  })
})

function compare(a = 0, b = 0): number {
  return a === b ? 0 : a - b
}
