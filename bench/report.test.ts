import { describe, expect, it } from 'vitest'

import type { Visit } from './measure.ts'
import { median, toRows } from './report.ts'

const visit = (bytes: number): Visit => ({
  bytes,
  requests: 5,
  scriptBytes: 300_000,
  firstRow: 100,
  blocking: 0,
  shift: 0,
})
const visits = (bytes: number) => ({ fast: [visit(bytes)], slow: [visit(bytes)], warm: [visit(bytes)] })

describe('the report of the bench', () => {
  it('takes the middle', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([1, 2, 3, 100])).toBe(2.5)
  })

  it('says which budget is broken', () => {
    const times = { dialog: { page1: [60], page4: [100] }, typing: { page1: [16], page4: [90] } }
    const rows = toRows({ floor: visits(90_000), page: visits(150_000), ...times })
    expect(rows.filter(({ isOver }) => isOver).map(({ measure }) => measure)).toEqual([
      'loaded until the first row, bytes (1.6 x floor)',
      'dialog painted, ms',
    ])
  })
})
