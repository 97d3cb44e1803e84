import fc from 'fast-check'
import { expect, it } from 'vitest'

import { decodeDayBounds, decodeJournalDays, encodeDayBounds, MOST_JOURNAL_DAYS } from './journal-days.ts'

const instant = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) })

it('bounds of days survive the way through an address, as many as may be asked for', () => {
  const most = MOST_JOURNAL_DAYS + 1
  fc.assert(
    fc.property(fc.uniqueArray(instant, { minLength: 2, maxLength: most + 3 }), (instants) => {
      const bounds = instants.toSorted((a, b) => a - b)
      expect(decodeDayBounds(encodeDayBounds(bounds).bounds)).toEqual(bounds.length <= most ? bounds : null)
    }),
  )
})

it('counts that make no sense are left out, and an answer without days is none', () => {
  const answer = {
    data: [{ gone: 2, refused: 'many', eaten: 3 }, null],
    meta: { now: '2026-03-31T10:30:00Z' },
  }
  expect(decodeJournalDays(answer)).toEqual({ days: [{ gone: 2 }, {}], now: Date.UTC(2026, 2, 31, 10, 30) })
  expect(() => decodeJournalDays({ data: 'none' })).toThrow(TypeError)
})
