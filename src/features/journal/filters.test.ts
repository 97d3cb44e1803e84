import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { JOURNAL_FILTERS, JOURNAL_STATES, TERMINATION_MODES } from '#src/contract/journal.ts'

import {
  formatJournalFilters,
  hasJournalFilters,
  isBackwards,
  NO_FILTERS,
  parseJournalFilters,
  toJournalQuery,
  type JournalFilters,
} from './filters.ts'

const day = fc.option(
  fc
    .date({ min: new Date('1998-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
)
const key = fc.option(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => text.trim() === text),
)
const text = fc.string({ unit: 'grapheme', maxLength: 40 })
const filters: fc.Arbitrary<JournalFilters> = fc.record({
  q: text,
  from: day,
  to: day,
  operator: key,
  workflowId: fc.option(fc.stringMatching(/^[0-9a-f]{1,20}\.[0-9]{1,9}$/)),
  document: key,
  template: fc.option(fc.stringMatching(/^[0-9]{1,18}$/)),
  mode: fc.option(fc.constantFrom(...TERMINATION_MODES)),
  reason: text,
  state: fc.option(fc.constantFrom(...JOURNAL_STATES)),
  batch: key,
  entry: key,
})

const parse = (address: string) => parseJournalFilters(new URLSearchParams(address))

describe('filters of the journal in the address', () => {
  it('survive a round trip', () => {
    fc.assert(
      fc.property(filters, (before) => {
        expect(parse(formatJournalFilters(before).toString())).toEqual(before)
      }),
    )
  })

  it('never throw, and what is read once is read the same again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...JOURNAL_FILTERS), fc.oneof(text, fc.string()))),
        (pairs) => {
          const once = parseJournalFilters(new URLSearchParams(pairs))
          expect(parse(formatJournalFilters(once).toString())).toEqual(once)
          expect(
            Object.keys(toJournalQuery(once, 0)).every((name) => JOURNAL_FILTERS.includes(name as never)),
          ).toBe(true)
        },
      ),
    )
  })

  it('fall back one by one', () => {
    expect(
      parse(
        'q=x&from=2026-02-30&to=2026-11-24&workflowId=..&template=abc&mode=kill&state=ended&document=DEAL_5141',
      ),
    ).toEqual({ ...NO_FILTERS, q: 'x', to: '2026-11-24', document: 'DEAL_5141' })
    expect(parse('from=0202-11-24').from).toBeNull()
  })

  it('leave out what is not asked', () => {
    expect(formatJournalFilters(NO_FILTERS).toString()).toBe('')
    expect(hasJournalFilters({ ...NO_FILTERS, q: '  ' })).toBe(false)
    expect(hasJournalFilters({ ...NO_FILTERS, mode: 'force' })).toBe(true)
  })

  it('ask for whole days of the chosen zone, the last one included', () => {
    const filters = { ...NO_FILTERS, from: '2026-03-29', to: '2026-03-29', q: ' x ' }
    expect(toJournalQuery(filters, 'local')).toEqual({
      from: new Date(2026, 2, 29).toISOString(),
      to: new Date(2026, 2, 30).toISOString(),
      q: 'x',
    })
    expect(toJournalQuery(filters, 330)).toMatchObject({
      from: '2026-03-28T18:30:00.000Z',
      to: '2026-03-29T18:30:00.000Z',
    })
  })

  it('tell days that are the wrong way round', () => {
    expect(isBackwards({ ...NO_FILTERS, from: '2026-11-25', to: '2026-11-24' })).toBe(true)
    expect(isBackwards({ ...NO_FILTERS, from: '2026-11-24', to: '2026-11-24' })).toBe(false)
    expect(isBackwards({ ...NO_FILTERS, from: '2026-11-24' })).toBe(false)
  })
})
