import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { defuseCell, formatCsv, formatCsvName } from './csv.ts'

/** Strict RFC 4180: throws on a quote where none may be. */
function parseCsv(text: string, separator = ','): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let rest = text
  while (rest !== '') {
    const quoted = /^"((?:[^"]|"")*)"/.exec(rest)
    const plain = /^[^\r\n]*?(?=,|\r\n)/.exec(rest)?.[0]
    const raw = quoted ? quoted[0] : plain
    if (raw === undefined || (!quoted && raw.includes('"'))) throw new Error(`No CSV from: ${rest}`)
    row.push(quoted ? (quoted[1] ?? '').replaceAll('""', '"') : raw)
    rest = rest.slice(raw.length)
    if (rest.startsWith('\r\n')) {
      rows.push(row)
      row = []
      rest = rest.slice(2)
    } else if (rest.startsWith(separator)) rest = rest.slice(1)
    else throw new Error(`No CSV from: ${rest}`)
  }
  return rows
}

const BEGINS_FORMULA = /^[\s"]*[=+\-@\t\r\n＝＋－＠]/u

// Characters that matter are rare among all there are.
const nasty = fc
  .array(fc.oneof(fc.constantFrom(...Array.from('=+-@\t\r\n;,"\' aя0')), fc.string({ maxLength: 3 })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''))
const rows = fc.array(fc.array(nasty, { minLength: 1, maxLength: 5 }), { maxLength: 6 })

describe('CSV', () => {
  it('gives back every cell as it was made harmless, whatever stands in it', () => {
    fc.assert(
      fc.property(rows, (cells) => {
        const text = formatCsv(cells)
        expect(text.startsWith('\uFEFF')).toBe(true)
        expect(parseCsv(text.slice(1))).toEqual(cells.map((row) => row.map(defuseCell)))
      }),
    )
  })

  it('changes nothing but by adding apostrophes', () => {
    fc.assert(
      fc.property(nasty, (cell) => {
        expect(defuseCell(cell).replaceAll("'", '')).toBe(cell.replaceAll("'", ''))
      }),
    )
  })

  it('lets no cell through that a spreadsheet would run', () => {
    fc.assert(
      fc.property(rows, (cells) => {
        const unsafe = parseCsv(formatCsv(cells).slice(1))
          .flat()
          .filter((cell) => BEGINS_FORMULA.test(cell))
        expect(unsafe).toEqual([])
      }),
    )
  })

  it('lets none through either where the list separator is a semicolon, and quotes inside a cell count for nothing', () => {
    fc.assert(
      fc.property(rows, (cells) => {
        const unsafe = formatCsv(cells)
          .slice(1)
          .split(/[;\r\n]/)
          .filter((cell) => /^[\s"]*[=+\-@]/.test(cell))
        expect(unsafe).toEqual([])
      }),
    )
  })

  it('makes the known tricks harmless', () => {
    expect(defuseCell('=HYPERLINK("http://x")')).toBe('\'=HYPERLINK("http://x")')
    expect(defuseCell('  +1')).toBe("'  +1")
    expect(defuseCell('"@SUM(1)')).toBe('\'"@SUM(1)')
    expect(defuseCell('\t=1')).toMatch(/^'/)
    expect(defuseCell('＝1')).toBe("'＝1")
    expect(defuseCell('a;=1')).toBe("a;'=1")
  })

  it('leaves what is harmless alone', () => {
    for (const text of [
      '',
      'Agreed, with "sales"',
      'a-b',
      '1 + 1 = 2',
      '69f0c2d5ade389.00000000',
      'Ошибка; шаг 2',
    ])
      expect(defuseCell(text)).toBe(text)
  })

  it('writes nothing for nothing, and numbers as they are', () => {
    expect(formatCsv([['a', null, 204]])).toBe('\uFEFFa,,204\r\n')
  })

  it('names a file by the day in the zone', () => {
    expect(formatCsvName('journal', Date.UTC(2026, 10, 4, 23, 59), 0)).toBe('flowstop-journal-2026-11-04.csv')
    expect(formatCsvName('journal', Date.UTC(2026, 10, 4, 23, 59), 180)).toBe(
      'flowstop-journal-2026-11-05.csv',
    )
  })
})
