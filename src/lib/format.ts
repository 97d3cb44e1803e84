const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Making an Intl formatter costs a hundred times what using it does, and a list formats hundreds of instants. */
function perLocale<T>(create: (locale: string) => T): (locale: string) => T {
  const made = new Map<string, T>()
  return (locale) => {
    const known = made.get(locale)
    if (known !== undefined) return known
    const fresh = create(locale)
    made.set(locale, fresh)
    return fresh
  }
}

const counts = perLocale((locale) => new Intl.NumberFormat(locale))
const relative = perLocale(
  (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }),
)
const instants = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' }),
)

/** Thousands as the language writes them: `2,340`. */
export function formatCount(count: number, locale: string): string {
  return counts(locale).format(count)
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * DAY_MS],
  ['month', 30 * DAY_MS],
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
]

/** "5 min. ago" with one unit; instants are epoch milliseconds. */
export function formatRelative(instant: number, now: number, locale: string): string {
  const distance = instant - now
  const [unit, size] = UNITS.find(([, ms]) => Math.abs(distance) >= ms) ?? (['second', 1000] as const)
  return relative(locale).format(Math.trunc(distance / size), unit)
}

/** The instant in full, in the browser's zone and in UTC. */
export function formatInstant(instant: number, locale: string): string {
  const local = formatMoment(instant, locale)
  const utc = new Date(instant).toISOString().replace('T', ' ').replace('.000Z', ' UTC')
  return `${local} (${utc})`
}

/** The instant in full in the browser's zone, which it names. */
export function formatMoment(instant: number, locale: string): string {
  return instants(locale).format(instant)
}

/** Hours and minutes in the browser's zone. */
export function formatTime(instant: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(instant)
}

/** Day and month, with the year when it is not this one. */
export function formatDay(instant: number, now: number, locale: string): string {
  const isThisYear = new Date(instant).getFullYear() === new Date(now).getFullYear()
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(instant)
}

/** "40 seconds", "8 minutes", "2 hours": rounded up to the unit that says enough. */
export function formatDuration(ms: number, locale: string): string {
  const [unit, size] =
    ms < 90_000
      ? (['second', 1000] as const)
      : ms < 90 * 60_000
        ? (['minute', 60_000] as const)
        : (['hour', 3_600_000] as const)
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.ceil(ms / size),
  )
}

/** A calendar day such as `2026-11-24`, whatever the zone, as the language writes it. */
export function formatDate(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day))
}

/** `2026-11-24 13:39:14` in the browser's zone: a form that spreadsheets take for a time in every language. */
export function formatLocalTime(instant: number): string {
  const date = new Date(instant)
  return formatUtcTime(instant - date.getTimezoneOffset() * MINUTE_MS)
}

/** `2026-11-24 10:39:14` in UTC. */
export function formatUtcTime(instant: number): string {
  return new Date(instant).toISOString().slice(0, 19).replace('T', ' ')
}

/** The browser's zone and its distance from UTC at this instant: `Europe/Moscow (UTC+03:00)`. */
export function formatZone(instant: number): string {
  const minutes = -new Date(instant).getTimezoneOffset()
  const two = (number: number) => String(Math.trunc(number)).padStart(2, '0')
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`
  return `${new Intl.DateTimeFormat('en').resolvedOptions().timeZone} (UTC${offset})`
}
