const DAY_MS = 86_400_000

const UNITS = [
  ['year', 365 * DAY_MS],
  ['month', 30 * DAY_MS],
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

type Unit = (typeof UNITS)[number][0]

/**
 * What `Intl` says of the past, which is all that a list shows. Making its formatter reads the browser's tables, 20 ms and
 * 80 on a slow machine, just when the first rows are to be painted; a test holds these words to it.
 */
const PAST: Record<string, (unit: Unit, count: number) => string> = { en: pastInEnglish, ru: pastInRussian }

const ENGLISH: Record<Unit, string> = {
  year: 'yr.',
  month: 'mo.',
  day: 'days',
  hour: 'hr.',
  minute: 'min.',
  second: 'sec.',
}

const RUSSIAN: Record<Unit, string> = {
  year: 'г.',
  month: 'мес.',
  day: 'дн.',
  hour: 'ч',
  minute: 'мин.',
  second: 'сек.',
}

/** Longer than this a number has a mark between its thousands. */
const MOST = 999

/** "5 min. ago" with one unit; instants are epoch milliseconds. */
export function formatRelative(instant: number, now: number, locale: string): string {
  const distance = instant - now
  const [unit, size] = UNITS.find(([, ms]) => Math.abs(distance) >= ms) ?? (['second', 1000] as const)
  const count = Math.trunc(distance / size)
  const past = PAST[locale]
  if (past === undefined || count > 0 || count < -MOST)
    return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }).format(count, unit)
  return past(unit, -count)
}

function pastInEnglish(unit: Unit, count: number): string {
  if (count === 0) return 'now'
  if (count === 1 && unit === 'day') return 'yesterday'
  if (count === 1 && (unit === 'month' || unit === 'year')) return `last ${ENGLISH[unit]}`
  return `${count} ${ENGLISH[unit]} ago`
}

function pastInRussian(unit: Unit, count: number): string {
  if (count === 0) return 'сейчас'
  if (unit === 'day' && count <= 2) return count === 1 ? 'вчера' : 'позавчера'
  if (count === 1 && (unit === 'month' || unit === 'year')) return `в прошлом ${RUSSIAN[unit]}`
  const isMany =
    unit === 'year' && (count % 10 === 0 || count % 10 > 4 || Math.floor((count % 100) / 10) === 1)
  return `${count} ${isMany ? 'л.' : RUSSIAN[unit]} назад`
}
