import { describe, expect, it, vi } from 'vitest'

import { visitInSlices } from './slices.ts'

/** A clock that a visit moves on by a millisecond. */
function createSlowVisit() {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  return () => {
    now += 1
  }
}

describe('visiting in slices', () => {
  it('visits each item once, in order', async () => {
    const items = Array.from({ length: 2345 }, (_, index) => index)
    const seen: number[] = []
    expect(await visitInSlices(items, (item) => seen.push(item), new AbortController().signal)).toBe(true)
    expect(seen).toEqual(items)
  })

  it('lets what waits have its turn, and goes no further when it is called off', async () => {
    const takeTime = createSlowVisit()
    const stop = new AbortController()
    let count = 0
    const visiting = visitInSlices(
      Array.from({ length: 100_000 }),
      () => {
        takeTime()
        count += 1
      },
      stop.signal,
    )
    // One slice is over, and the rest waits behind this.
    const first = count
    expect(first).toBeLessThan(1000)
    stop.abort()
    expect(await visiting).toBe(false)
    expect(count).toBe(first)
  })
})
