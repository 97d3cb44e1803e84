import { expect, test } from 'vitest'

import { formatCount } from './count.ts'

test.each(['en', 'ru', 'de'])('writes counts in %s as Intl does', (locale) => {
  const intl = new Intl.NumberFormat(locale)
  for (const count of [0, 7, 999, 1000, 2340, 12_345, 100_000, 1_234_567, -1, -4321, 1.5])
    expect(formatCount(count, locale)).toBe(intl.format(count))
})
