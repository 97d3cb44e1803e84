import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createManualClock, sleep, type ManualClock } from '#server/clock.ts'

import { createPacer } from './pacer.ts'
import type { Pacer, PacerOptions } from './pacer-types.ts'
import { PRIORITIES, type Priority } from './upstream.ts'

function setUp(options: Partial<PacerOptions> = {}) {
  const clock = createManualClock()
  const pacer = createPacer({
    clock,
    random: () => 0,
    concurrency: 2,
    ratePerSecond: 2,
    burst: 40,
    ...options,
  })
  const starts: string[] = []
  const call = (name: string, priority: Priority, tookMs = 0, wait?: Parameters<Pacer['takeTurn']>[1]) =>
    pacer.run(pacer.takeTurn(priority, wait), async () => {
      starts.push(name)
      if (tookMs > 0) await sleep(clock, tookMs)
    })
  return { clock, pacer, starts, call }
}

/** Holds every slot for `ms`, so that what comes next has to queue. */
function occupy({ call }: ReturnType<typeof setUp>, slots = 2, ms = 1000) {
  return Array.from({ length: slots }, () => call('busy', 'page', ms))
}

async function withdrawn(call: Promise<unknown>) {
  await expect(call).rejects.toMatchObject({ name: 'UpstreamFailure', kind: 'withdrawn' })
}

describe('the pacer', () => {
  it('lets a burst go at once and then keeps to the rate', async () => {
    const { clock, starts, call } = setUp({ concurrency: 100, burst: 4 })
    for (let index = 0; index < 10; index += 1) void call(`${index}`, 'page')
    await clock.advance(0)
    expect(starts).toHaveLength(4)
    await clock.advance(499)
    expect(starts).toHaveLength(4)
    await clock.advance(1)
    expect(starts).toHaveLength(5)
    await clock.advance(1000)
    expect(starts).toHaveLength(7)
  })

  it('takes the most urgent first, and those of one priority in their order', async () => {
    const bench = setUp({ concurrency: 1 })
    void occupy(bench, 1)
    for (const [name, priority] of [
      ['name', 'name'],
      ['mirror', 'mirror'],
      ['look-up', 'look_up'],
      ['batch', 'batch'],
      ['page 1', 'page'],
      ['page 2', 'page'],
      ['termination', 'termination'],
    ] as const)
      void bench.call(name, priority)
    await bench.clock.advance(60_000)
    const inOrder = ['termination', 'page 1', 'page 2', 'batch', 'look-up', 'mirror', 'name']
    expect(bench.starts).toEqual(['busy', ...inOrder])
  })

  it('keeps a slot free of look-ups, so that a page need not wait for one to end', async () => {
    const { clock, starts, call } = setUp()
    void call('look-up 1', 'look_up', 10_000)
    void call('look-up 2', 'look_up', 10_000)
    await clock.advance(100)
    void call('page', 'page')
    await clock.advance(0)
    expect(starts).toEqual(['look-up 1', 'page'])
  })

  it('keeps the last tokens from look-ups, but lets them go on at the rate', async () => {
    const { clock, starts, call } = setUp({ burst: 5 })
    for (let index = 0; index < 6; index += 1) void call('look-up', 'look_up')
    await clock.advance(0)
    expect(starts).toHaveLength(2)
    void call('page', 'page')
    await clock.advance(0)
    expect(starts.at(-1)).toBe('page')
    await clock.advance(10_000)
    expect(starts).toHaveLength(7)
  })

  it('lets a look-up in between during a long batch', async () => {
    const { clock, starts, call } = setUp({ burst: 1, concurrency: 1 })
    for (let index = 0; index < 30; index += 1) void call('batch', 'batch')
    void call('look-up', 'look_up')
    await clock.advance(8000)
    expect(starts.indexOf('look-up')).toBe(11)
  })

  it('gives the mirror one slot and half the rate', async () => {
    const { clock, starts, call } = setUp()
    for (let index = 0; index < 20; index += 1) void call('mirror', 'mirror')
    await clock.advance(5000)
    expect(starts).toHaveLength(6)
  })

  it('reads names one at a time, and none beside a look-up', async () => {
    const { clock, starts, call } = setUp({ concurrency: 4 })
    void call('look-up', 'look_up', 1000)
    void call('name 1', 'name', 1000)
    void call('name 2', 'name', 1000)
    await clock.advance(999)
    expect(starts).toEqual(['look-up'])
    await clock.advance(1)
    expect(starts).toEqual(['look-up', 'name 1'])
    await clock.advance(1000)
    expect(starts).toEqual(['look-up', 'name 1', 'name 2'])
  })

  it('spends on names only what all others leave', async () => {
    const { clock, pacer, starts, call } = setUp({ burst: 20 })
    for (let index = 0; index < 40; index += 1) void call('name', 'name')
    await clock.advance(0)
    expect(starts).toHaveLength(8)
    await clock.advance(1000)
    expect(starts).toHaveLength(10)
    // Twelve calls can leave at once, whatever has been read before them.
    for (let index = 0; index < 12; index += 1) void call('page', 'page')
    await clock.advance(0)
    expect(starts.slice(10)).toEqual(Array.from({ length: 12 }, () => 'page'))
    await clock.advance(5000)
    expect(pacer.stats().started.name.count).toBe(10)
  })

  it('goes on with the mirror while names are waiting', async () => {
    const { clock, pacer, call } = setUp({ burst: 14, concurrency: 1 })
    for (let index = 0; index < 60; index += 1) {
      void call('name', 'name', 300)
      void call('mirror', 'mirror', 300)
    }
    await clock.advance(20_000)
    const { mirror, name } = pacer.stats().started
    // One a second, as if there were no names; those take what it leaves.
    expect(mirror.count).toBeGreaterThanOrEqual(19)
    expect(name.count).toBeGreaterThan(10)
  })

  it('withdraws a call that has waited too long or whose caller has gone', async () => {
    const bench = setUp()
    void occupy(bench)
    const caller = new AbortController()
    const late = bench.call('late', 'page', 0, { maxWaitMs: 300 })
    const left = bench.call('left', 'page', 0, { signal: caller.signal })
    const checks = [withdrawn(late), withdrawn(left)]
    caller.abort()
    await bench.clock.advance(5000)
    await Promise.all(checks)
    expect(bench.starts).toEqual(['busy', 'busy'])
    expect(bench.pacer.stats().withdrawn).toBe(2)
    await withdrawn(bench.call('gone before', 'page', 0, { signal: caller.signal }))
  })

  it('stops when asked to, goes on more slowly, and recovers', async () => {
    const { clock, pacer, starts, call } = setUp()
    pacer.stop(2)
    pacer.stop(2)
    expect(pacer.stats()).toMatchObject({ rate: 1, stoppedForMs: 2000 })
    void call('page', 'page')
    await clock.advance(1999)
    expect(starts).toEqual([])
    await clock.advance(1)
    expect(starts).toEqual(['page'])
    await clock.advance(60_000)
    expect(pacer.stats().rate).toBe(2)
  })

  it('never halves the rate below one call in two seconds, nor stops for longer than a minute', () => {
    const { pacer } = setUp()
    const { pacer: slow } = setUp({ ratePerSecond: 0.2 })
    pacer.stop(86_400)
    slow.stop(1)
    expect(pacer.stats().stoppedForMs).toBe(60_000)
    expect(slow.stats().rate).toBe(0.2)
  })

  it('adds jitter to a stop', () => {
    const { pacer } = setUp({ random: () => 1 })
    pacer.stop(4)
    expect(pacer.stats().stoppedForMs).toBe(5000)
  })

  it('keeps the place of a call that goes in again', async () => {
    const bench = setUp({ concurrency: 1 })
    const turn = bench.pacer.takeTurn('termination')
    void occupy(bench, 1)
    void bench.call('later', 'termination')
    void bench.pacer.run(turn, async () => void bench.starts.push('first'))
    await bench.clock.advance(5000)
    expect(bench.starts).toEqual(['busy', 'first', 'later'])
  })

  it('frees the slot of a call that failed, and tells its error', async () => {
    const { pacer } = setUp({ concurrency: 1 })
    const failing = pacer.run(pacer.takeTurn('page'), () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    await expect(pacer.run(pacer.takeTurn('page'), () => Promise.resolve('yes'))).resolves.toBe('yes')
  })

  it('tells how many wait and for how long', async () => {
    const bench = setUp()
    void occupy(bench)
    void bench.call('page', 'page')
    await bench.clock.advance(400)
    expect(bench.pacer.stats()).toMatchObject({ inFlight: 2, longestWaitMs: 400, waiting: { page: 1 } })
  })
})

const arrivals = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 20_000 }),
    tookMs: fc.integer({ min: 0, max: 3000 }),
    priority: fc.constantFrom(...PRIORITIES),
  }),
  { maxLength: 60 },
)
const limits = fc.record({
  concurrency: fc.integer({ min: 1, max: 4 }),
  ratePerSecond: fc.integer({ min: 1, max: 5 }),
  burst: fc.integer({ min: 1, max: 12 }),
})
type Arrival = { at: number; tookMs: number; priority: Priority }
type Start = { at: number; priority: Priority; waiting: Priority[] }

/** Runs a day of arrivals; every start with its time, those in flight, and what waited at that moment. */
async function replay(clock: ManualClock, pacer: Pacer, calls: readonly Arrival[]) {
  const began = clock.now()
  const starts: Start[] = []
  let [inFlight, mostInFlight, ended] = [0, 0, 0]
  for (const { at, tookMs, priority } of calls)
    clock.after(at, () => {
      void pacer.run(pacer.takeTurn(priority), async () => {
        const { waiting } = pacer.stats()
        starts.push({
          at: clock.now() - began,
          priority,
          waiting: PRIORITIES.filter((other) => waiting[other] > 0),
        })
        inFlight += 1
        mostInFlight = Math.max(mostInFlight, inFlight)
        await sleep(clock, tookMs)
        inFlight -= 1
        ended += 1
      })
    })
  await clock.advance(600_000)
  return { starts, mostInFlight, ended }
}

/** Calls that may start within some milliseconds: what the bucket held, and what flowed in. */
function allowedIn(limit: { burst: number; ratePerSecond: number }, ms: number): number {
  return limit.burst + (limit.ratePerSecond * ms) / 1000 + 1e-6
}

describe('whatever comes, the pacer', () => {
  it('has never more in flight than allowed, never more starts than the bucket gives, and loses none', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, limits, async (calls, limit) => {
        const clock = createManualClock()
        const pacer = createPacer({ clock, random: () => 0, ...limit })
        const { starts, mostInFlight, ended } = await replay(clock, pacer, calls)
        expect(mostInFlight).toBeLessThanOrEqual(limit.concurrency)
        const tooMany = starts.flatMap(({ at: from }, first) =>
          starts.slice(first).filter(({ at: to }, more) => more + 1 > allowedIn(limit, to - from)),
        )
        expect(tooMany).toEqual([])
        expect(ended).toBe(calls.length)
      }),
      { numRuns: 40 },
    )
  })

  it('never starts a less urgent call while a termination or a page waits', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, limits, async (calls, limit) => {
        const clock = createManualClock()
        const pacer = createPacer({ clock, random: () => 0, ...limit })
        const { starts } = await replay(clock, pacer, calls)
        const jumped = starts.filter(({ priority, waiting }) =>
          (['termination', 'page'] as const).some(
            (urgent) => waiting.includes(urgent) && PRIORITIES.indexOf(priority) > PRIORITIES.indexOf(urgent),
          ),
        )
        expect(jumped).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('never reads a name while a termination, a page, a batch item or a look-up waits', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, limits, async (calls, limit) => {
        const clock = createManualClock()
        const pacer = createPacer({ clock, random: () => 0, ...limit })
        const { starts } = await replay(clock, pacer, calls)
        const jumped = starts.filter(
          ({ priority, waiting }) =>
            priority === 'name' && waiting.some((other) => other !== 'mirror' && other !== 'name'),
        )
        expect(jumped).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('refuses at once what could not leave in time, and takes it again when the queue is shorter', async () => {
    const { clock, pacer, starts, call } = setUp({ burst: 4, concurrency: 100 })
    for (let index = 0; index < 4; index += 1) void call('burst', 'page')
    // Two a second for five seconds: ten, the last of them too late.
    for (let index = 0; index < 9; index += 1) void call('waits', 'page', 0, { maxWaitMs: 5000 })
    expect(() => pacer.takeTurn('page', { maxWaitMs: 5000 })).toThrow(
      expect.objectContaining({ name: 'UpstreamFailure', kind: 'busy' }),
    )
    expect(pacer.stats().refused).toMatchObject({ page: 1, termination: 0 })
    // Who stands before all pages, or has more patience, is taken.
    expect(pacer.isFull('termination', 5000)).toBe(false)
    expect(pacer.isFull('page', 60_000)).toBe(false)
    await clock.advance(1000)
    expect(starts).toHaveLength(6)
    expect(pacer.isFull('page', 5000)).toBe(false)
  })

  it('does not refuse a call that goes in again after a 429', async () => {
    const { clock, pacer, starts } = setUp({ burst: 1, concurrency: 1 })
    const turn = pacer.takeTurn('page', { maxWaitMs: 1000 })
    await pacer.run(turn, async () => void starts.push('first'))
    void pacer.run(pacer.takeTurn('page'), async () => void starts.push('other')).catch(() => {})
    void pacer.run(pacer.takeTurn('page'), async () => void starts.push('other')).catch(() => {})
    void pacer.run(turn, async () => void starts.push('again'))
    await clock.advance(600)
    expect(starts).toEqual(['first', 'again'])
  })

  it('has an end also for what has no deadline', async () => {
    const { call, pacer } = setUp({ burst: 1 })
    for (let index = 0; index < 1001; index += 1) void call('look-up', 'look_up')
    expect(() => pacer.takeTurn('look_up')).toThrow('Too many calls are waiting')
  })
})
