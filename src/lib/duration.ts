const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** "40 sec", "5 min", "1 hr 20 min": rounded up, so that it is never promised too soon. */
export function formatDuration(ms: number, locale: string): string {
  const unit = (count: number, name: 'second' | 'minute' | 'hour') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(count)
  if (ms < MINUTE_MS) return unit(Math.max(1, Math.ceil(ms / 1000)), 'second')
  if (ms < HOUR_MS) return unit(Math.ceil(ms / MINUTE_MS), 'minute')
  const minutes = Math.ceil(ms / MINUTE_MS)
  const rest = minutes % 60
  return [unit(Math.floor(minutes / 60), 'hour'), rest > 0 && unit(rest, 'minute')].filter(Boolean).join(' ')
}
