/** A wire value that is not an object reads as an empty one: each field then falls back on its own. */
export function readObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

/** Strings and finite numbers as trimmed text without NUL, which no database takes; anything else and blanks as `null`. */
export function readText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return null
  const text = value.replaceAll('\0', '').trim()
  return text === '' ? null : text
}

/** Numbers and numeric strings, zero or more; anything else is `null`. */
export function readCount(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : null
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/

/** ISO 8601 with an offset as epoch milliseconds. Without an offset it is no instant: `null` (vibe-api.md section 2). */
export function readInstant(value: unknown): number | null {
  if (typeof value !== 'string' || !INSTANT.test(value.trim())) return null
  const instant = Date.parse(value.trim())
  return Number.isNaN(instant) ? null : instant
}

/** Minutes east of UTC that an instant is written with: `…T10:30:00+03:00` is 180. `null` if it is no instant. */
export function readOffset(value: unknown): number | null {
  if (typeof value !== 'string' || readInstant(value) === null) return null
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(value.trim()) ?? []
  if (sign === undefined) return 0
  const distance = Number(hours) * 60 + Number(minutes)
  return sign === '-' && distance !== 0 ? -distance : distance
}

/** A member of a closed set, else `null`. */
export function readOneOf<T extends string>(members: readonly T[], value: unknown): T | null {
  return members.find((member) => member === value) ?? null
}
