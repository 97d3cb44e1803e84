import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { formatDay, formatMoment, formatSheetTime, formatShort, formatTime, formatZone } from './format.ts'
import { dayOf, formatIso, offsetAt, startOfDay, type Zone } from './zone.ts'

const INDIA = 330
const PORTAL = 180
/** 31 March 2026, 20:45 UTC. */
const AT = Date.UTC(2026, 2, 31, 20, 45)
const YEARS = { min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) }

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('an instant in a zone', () => {
  it('is written with the zone that it is read by', () => {
    expect(formatIso(AT, 0)).toBe('2026-03-31T20:45:00+00:00')
    expect(formatIso(AT, PORTAL)).toBe('2026-03-31T23:45:00+03:00')
    expect(formatIso(AT, INDIA)).toBe('2026-04-01T02:15:00+05:30')
    expect(formatIso(AT, -210)).toBe('2026-03-31T17:15:00-03:30')
    expect(formatSheetTime(AT, INDIA)).toBe('2026-04-01 02:15:00')
    expect(formatMoment(AT, 'en-GB', PORTAL)).toBe('31 Mar 2026, 23:45:00 UTC+03:00')
    expect(formatMoment(AT, 'en-GB', 0)).toBe('31 Mar 2026, 20:45:00 UTC')
    expect(formatTime(AT, 'en-GB', INDIA)).toBe('02:15')
    expect(formatZone(AT, PORTAL)).toBe('UTC+03:00')
    expect(formatZone(AT, 0)).toBe('UTC')
  })

  it('stands in a column with its time, and of another year with that year: by the zone’s calendar', () => {
    const midnight = Date.UTC(2025, 11, 31, 22)
    const now = Date.UTC(2026, 5, 1)
    expect(formatShort(midnight, now, 'en-GB', 0)).toBe('31 Dec 2025')
    expect(formatShort(midnight, now, 'en-GB', PORTAL)).toBe('1 Jan, 01:00')
    expect(formatDay(midnight, now, 'en-GB', 0)).toBe('31 December 2025')
    expect(formatDay(midnight, now, 'en-GB', PORTAL)).toBe('1 January')
  })

  it('comes back from its text, whatever the zone', () => {
    const zone = fc.oneof(fc.constant<Zone>('local'), fc.integer({ min: -14 * 60, max: 14 * 60 }))
    fc.assert(
      fc.property(fc.integer(YEARS), zone, (at, by) => {
        const second = Math.floor(at / 1000) * 1000
        expect(Date.parse(formatIso(second, by))).toBe(second)
        const day = dayOf(at, by)
        expect(startOfDay(day, by)).toBeLessThanOrEqual(at)
        expect(startOfDay(day, by, 1)).toBeGreaterThan(at)
      }),
    )
  })
})

describe('where clocks change', () => {
  it('the local zone is as far from UTC as it was at the instant, and a day as long as it was', () => {
    vi.stubEnv('TZ', 'Europe/Berlin')
    const before = Date.UTC(2026, 2, 29, 0, 30)
    const after = Date.UTC(2026, 2, 29, 1, 30)
    expect([offsetAt(before, 'local'), offsetAt(after, 'local')]).toEqual([60, 120])
    expect(formatIso(before, 'local')).toBe('2026-03-29T01:30:00+01:00')
    expect(formatIso(after, 'local')).toBe('2026-03-29T03:30:00+02:00')
    expect(startOfDay('2026-03-29', 'local', 1) - startOfDay('2026-03-29', 'local')).toBe(23 * 3_600_000)
    expect(startOfDay('2026-10-25', 'local', 1) - startOfDay('2026-10-25', 'local')).toBe(25 * 3_600_000)
    expect(formatZone(after, 'local')).toBe('Europe/Berlin (UTC+02:00)')
  })
})
