import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { DOCUMENT_KINDS } from '#src/contract/documents.ts'

import {
  formatFilters,
  hasFilters,
  IDLE_DAYS,
  needsAllRows,
  NO_FILTERS,
  parseFilters,
  PRESETS,
  SORTS,
  type WorkflowFilters,
} from './filters.ts'

const id = fc.option(fc.stringMatching(/^[0-9]{1,18}$/))
const filters: fc.Arbitrary<WorkflowFilters> = fc
  .record({
    template: id,
    startedBy: id,
    document: fc.option(fc.constantFrom(...DOCUMENT_KINDS)),
    q: fc.string(),
    preset: fc.constantFrom(...PRESETS),
    idleDays: fc.constantFrom(...IDLE_DAYS),
    sort: fc.constantFrom(...SORTS),
  })
  // The days stand in the address with their preset only.
  .map((any) => (any.preset === 'no_movement' ? any : { ...any, idleDays: NO_FILTERS.idleDays }))

describe('filters in the address', () => {
  it('survive a round trip', () => {
    fc.assert(
      fc.property(filters, (before) => {
        expect(parseFilters(new URLSearchParams(formatFilters(before).toString()))).toEqual(before)
      }),
    )
  })

  it('never throw, whatever the address says', () => {
    const name = fc.constantFrom('template', 'startedBy', 'document', 'q', 'preset', 'sort')
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string())), (pairs) => {
        expect(PRESETS).toContain(parseFilters(new URLSearchParams(pairs)).preset)
      }),
    )
  })

  it('leave out what is as usual', () => expect(formatFilters(NO_FILTERS).toString()).toBe(''))

  it('tell what the API cannot do', () => {
    expect(needsAllRows({ ...NO_FILTERS, template: '713', startedBy: '1' })).toBe(false)
    expect(needsAllRows({ ...NO_FILTERS, q: ' ' })).toBe(false)
    expect(needsAllRows({ ...NO_FILTERS, q: 'x' })).toBe(true)
    expect(needsAllRows({ ...NO_FILTERS, sort: 'changed_oldest' })).toBe(true)
    expect(hasFilters({ ...NO_FILTERS, sort: 'changed_oldest' })).toBe(false)
    expect(hasFilters({ ...NO_FILTERS, template: '7' })).toBe(true)
  })
})
