import { expect, test } from 'vitest'

import { formatRelative } from './relative.ts'

const NOW = Date.UTC(2026, 10, 25)
const DAY_MS = 86_400_000
/** Each unit with its size and with the counts before the next unit begins. */
const UNITS = [
  ['second', 1000, 59],
  ['minute', 60_000, 59],
  ['hour', 3_600_000, 23],
  ['day', DAY_MS, 29],
  ['month', 30 * DAY_MS, 12],
  ['year', 365 * DAY_MS, 130],
] as const

test.each(['en', 'ru'])('says in %s what Intl says', (locale) => {
  const intl = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  for (const [unit, size, most] of UNITS)
    for (let count = 1; count <= most; count += 1)
      expect(formatRelative(NOW - count * size, NOW, locale)).toBe(intl.format(-count, unit))
  expect(formatRelative(NOW, NOW, locale)).toBe(intl.format(0, 'second'))
})

test('asks Intl for what is still to come, and for a language it has no words of', () => {
  expect(formatRelative(NOW + 120_000, NOW, 'en')).toBe('in 2 min.')
  expect(formatRelative(NOW - 120_000, NOW, 'de')).toBe('vor 2 Min.')
})
