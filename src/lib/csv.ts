import { dayOf, type Zone } from './zone.ts'

export type CsvCell = string | number | null

/** Excel takes a file for UTF-8 only when it begins with this. */
const BOM = '\uFEFF'

/**
 * Where a spreadsheet would begin a formula (OWASP, "CSV Injection"): `= + - @`, also in full width, behind blanks,
 * quotes and control characters. Not only at the beginning: a spreadsheet whose list separator is a semicolon, as in
 * Russian, splits a quoted cell at its semicolons and line breaks.
 */
const UNSAFE = /(?<=^|[;\t\r\n])(?=[\s"'\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|[ "']*[\t\r\n])/gu

/** Makes a cell harmless: what a spreadsheet would run gets a leading apostrophe, everything else stays as it is. */
export function defuseCell(text: string): string {
  return text.replace(UNSAFE, "'")
}

/** Rows as CSV (RFC 4180) with a byte order mark; `null` is an empty cell. No cell can be run by a spreadsheet. */
export function formatCsv(rows: readonly (readonly CsvCell[])[]): string {
  return BOM + rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('')
}

/** `flowstop-journal-2026-11-24.csv`, by the day of `instant` (epoch milliseconds) in the zone. */
export function formatCsvName(subject: string, instant: number, zone: Zone): string {
  return `flowstop-${subject}-${dayOf(instant, zone)}.csv`
}

function formatCell(cell: CsvCell): string {
  const text = defuseCell(cell === null ? '' : String(cell))
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
