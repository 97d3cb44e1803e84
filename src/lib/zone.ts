/** Where the clock stands that times are shown by: the browser's own zone, or so many minutes east of UTC. */
export type Zone = 'local' | number

export const UTC = 0

const MINUTE_MS = 60_000

/** Minutes east of UTC at this instant. */
export function offsetAt(instant: number, zone: Zone): number {
  return zone === 'local' ? -new Date(instant).getTimezoneOffset() : zone
}

/** `+03:00`, from minutes east of UTC. */
export function formatOffset(minutes: number): string {
  const two = (number: number) => String(Math.trunc(number)).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`
}

/** The wall clock of the zone as if it were UTC: what a formatter that knows UTC alone can write. */
export function toWall(instant: number, zone: Zone): number {
  return instant + offsetAt(instant, zone) * MINUTE_MS
}

/** The day on the zone's calendar: `2026-11-24`. */
export function dayOf(instant: number, zone: Zone): string {
  return new Date(toWall(instant, zone)).toISOString().slice(0, 10)
}

/** The instant at which a day (`2026-11-24`) begins in the zone, `later` days on: days are not all 24 hours long. */
export function startOfDay(day: string, zone: Zone, later = 0): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  if (zone === 'local') return new Date(year, month - 1, date + later).getTime()
  return Date.UTC(year, month - 1, date + later) - zone * MINUTE_MS
}

/** ISO 8601 with the zone's offset, to the second: `2026-03-31T10:30:00+03:00`. */
export function formatIso(instant: number, zone: Zone): string {
  return `${new Date(toWall(instant, zone)).toISOString().slice(0, 19)}${formatOffset(offsetAt(instant, zone))}`
}
