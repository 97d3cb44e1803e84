import { describe, expect, it } from 'vitest'

import { toManyRows, type ManySamples } from './many-report.ts'
import { MANY_MEASURES, type ManyVisit } from './measure-many.ts'

const visit = (changed: Partial<ManyVisit>): ManyVisit => ({
  ...(Object.fromEntries(MANY_MEASURES.map((name) => [name, 1])) as ManyVisit),
  ...changed,
})
const samples: ManySamples = {
  visits: { 100_000: [visit({ filter: 140 }), visit({ filter: 160 }), visit({ filter: 900 })] },
  rest: { cpu1: [20], cpu4: [90] },
  firstRow: { floor: [100], page: [170] },
  gateway: { start: [400], atRest: [100 * 1024 * 1024], withMirror: [310 * 1024 * 1024] },
}

describe('the report on many rows', () => {
  it('says which budget is broken, by the middle of the samples', () => {
    const over = toManyRows(samples).filter(({ isOver }) => isOver)
    expect(over.map(({ measure, page }) => [measure, page])).toEqual([
      ['100,000: filter settled, ms', 160],
      ['gateway: memory with the mirror, most rows, MB', 310],
    ])
  })

  it('holds the first row against the floor, where it was measured', () => {
    const names = (rows: ManySamples) => toManyRows(rows).filter(({ floor }) => floor !== null)
    expect(names(samples)).toMatchObject([{ floor: 100, page: 170, budget: 180, isOver: false }])
    expect(names({ ...samples, firstRow: { floor: [], page: [] } })).toEqual([])
  })
})
