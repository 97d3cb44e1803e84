/** What stands between thousands: Intl knows as well, but reads the browser's tables for it (`relative.ts`). */
const THOUSANDS: Record<string, string> = { en: ',', ru: '\u00a0' }

/** Thousands as the language writes them: `2,340`. */
export function formatCount(count: number, locale: string): string {
  const mark = THOUSANDS[locale]
  if (mark === undefined || !Number.isSafeInteger(count)) return new Intl.NumberFormat(locale).format(count)
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, mark)
}
