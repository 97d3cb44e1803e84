import { formatOffset, offsetAt, toWall, type Zone } from './zone.ts'

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

/** A zone of a fixed distance needs no formatter of its own: UTC writes its wall clock. */
function perLocaleAndZone(options: Intl.DateTimeFormatOptions) {
  const local = perLocale((locale) => new Intl.DateTimeFormat(locale, options))
  const fixed = perLocale((locale) => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }))
  return (instant: number, locale: string, zone: Zone) =>
    zone === 'local' ? local(locale).format(instant) : fixed(locale).format(toWall(instant, zone))
}

const moments = perLocaleAndZone({ dateStyle: 'medium', timeStyle: 'medium' })
const times = perLocaleAndZone({ hour: '2-digit', minute: '2-digit' })
const days = perLocaleAndZone({ day: 'numeric', month: 'long' })
const daysOfYears = perLocaleAndZone({ day: 'numeric', month: 'long', year: 'numeric' })
// By 24 hours in every language: a column has no room for more.
const shortTimes = perLocaleAndZone({
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const shortDays = perLocaleAndZone({ day: 'numeric', month: 'short', year: 'numeric' })
const dates = perLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }))

/** Day and time to the second, without the zone. */
export function formatSecond(instant: number, locale: string, zone: Zone): string {
  return moments(instant, locale, zone)
}

/** The instant in full, with the zone's distance from UTC: `31 Mar 2026, 10:30:00 UTC+03:00`. */
export function formatMoment(instant: number, locale: string, zone: Zone): string {
  return `${moments(instant, locale, zone)} ${formatDistance(instant, zone)}`
}

/** `UTC+03:00`, and `UTC` alone for UTC itself. */
export function formatDistance(instant: number, zone: Zone): string {
  const offset = offsetAt(instant, zone)
  return offset === 0 ? 'UTC' : `UTC${formatOffset(offset)}`
}

/** As much as a column has room for: `24 Nov, 13:39`, and `24 Nov 2025` of another year. */
export function formatShort(instant: number, now: number, locale: string, zone: Zone): string {
  return isSameYear(instant, now, zone) ? shortTimes(instant, locale, zone) : shortDays(instant, locale, zone)
}

/** Hours and minutes. */
export function formatTime(instant: number, locale: string, zone: Zone): string {
  return times(instant, locale, zone)
}

/** Day and month, with the year when it is not this one. */
export function formatDay(instant: number, now: number, locale: string, zone: Zone): string {
  return isSameYear(instant, now, zone) ? days(instant, locale, zone) : daysOfYears(instant, locale, zone)
}

function isSameYear(instant: number, now: number, zone: Zone): boolean {
  const year = (at: number) => new Date(toWall(at, zone)).getUTCFullYear()
  return year(instant) === year(now)
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
  return dates(locale).format(new Date(day))
}

/** `2026-11-24 13:39:14`: a form that spreadsheets take for a time in every language. */
export function formatSheetTime(instant: number, zone: Zone): string {
  return new Date(toWall(instant, zone)).toISOString().slice(0, 19).replace('T', ' ')
}

/** The zone without its distance, which may be another in winter: `Europe/Moscow`; of a fixed one there is nothing else. */
export function nameZone(zone: Zone): string {
  return zone === 'local' ? new Intl.DateTimeFormat('en').resolvedOptions().timeZone : formatDistance(0, zone)
}

/** The zone and its distance from UTC at this instant: `Europe/Moscow (UTC+03:00)`, `UTC+03:00`, `UTC`. */
export function formatZone(instant: number, zone: Zone): string {
  const name = nameZone(zone)
  const distance = formatDistance(instant, zone)
  return name === distance ? name : `${name} (${distance})`
}
