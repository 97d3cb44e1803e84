import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { DOCUMENT_KINDS } from '#src/contract/documents.ts'
import { AGES } from '#src/terms/ages.ts'

import {
  EXCLUSIONS,
  formatFilters,
  hasFilters,
  IDLE_DAYS,
  LOCKS,
  needsAllRows,
  NO_FILTERS,
  parseFilters,
  PRESETS,
  SORTS,
  VALUE_FILTERS,
  type WorkflowFilters,
} from './filters.ts'

const id = fc.option(fc.stringMatching(/^[0-9]{1,18}$/))
const key = fc.string({ minLength: 1, maxLength: 100 }).filter((text) => text.trim() === text)
const several = <T>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { maxLength: 5 })
const filters: fc.Arbitrary<WorkflowFilters> = fc
  .record({
    template: id,
    startedBy: id,
    document: fc.option(fc.constantFrom(...DOCUMENT_KINDS)),
    documentId: fc.option(key),
    module: fc.option(key),
    lock: fc.option(fc.constantFrom(...LOCKS)),
    age: fc.option(fc.constantFrom(...AGES)),
    notTemplate: several(fc.stringMatching(/^[0-9]{1,18}$/)),
    notStartedBy: several(fc.stringMatching(/^[0-9]{1,18}$/)),
    notDocument: several(fc.constantFrom(...DOCUMENT_KINDS)),
    notModule: several(key),
    notLock: several(fc.constantFrom(...LOCKS)),
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
    const name = fc.constantFrom(...VALUE_FILTERS, ...EXCLUSIONS, 'q', 'preset', 'sort')
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
    expect(needsAllRows({ ...NO_FILTERS, notTemplate: ['7'] })).toBe(true)
    expect(hasFilters({ ...NO_FILTERS, notLock: ['free'] })).toBe(true)
    expect(hasFilters({ ...NO_FILTERS, sort: 'changed_oldest' })).toBe(false)
    expect(hasFilters({ ...NO_FILTERS, template: '7' })).toBe(true)
  })
})
