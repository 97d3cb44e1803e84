import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { call, createTestSandbox } from '#server/sandbox/testing.ts'
import { decodeWorkflowPage, type Workflow } from '#src/contract/workflow.ts'

import { createKeeper } from './keeper.ts'

type Portal = ReturnType<typeof createPortal>

/** A sandbox of so many workflows, one a minute, read page by page; `before` runs before each page is answered. */
function createPortal(count: number, before: (portal: Portal) => void = () => {}) {
  const { sandbox, clock } = createTestSandbox({ seed: 'empty', limits: false, life: false })
  for (let index = 0; index < count; index += 1)
    sandbox.addWorkflow({
      ID: `w${index}`,
      MODIFIED: new Date(sandbox.now() - (index + 1) * 60_000).toISOString(),
    })
  let calls = 0
  const portal = {
    sandbox,
    clock,
    calls: () => calls,
    read: async (offset: number) => {
      calls += 1
      before(portal)
      const response = await call(sandbox, `/v1/workflows?offset=${offset}`)
      const page = decodeWorkflowPage(await response.json())
      return { ...page, now: sandbox.now() }
    },
  }
  return portal
}

async function walk(keeper: ReturnType<typeof createKeeper>): Promise<void> {
  for (let pages = 0; pages < 1000 && !keeper.state().isComplete; pages += 1) await keeper.readOn()
}

async function createKept(count: number) {
  const portal = createPortal(count)
  const keeper = createKeeper(portal.read)
  await walk(keeper)
  return {
    portal,
    keeper,
    callsOf: async (act: () => Promise<unknown>) => {
      const before = portal.calls()
      await act()
      return portal.calls() - before
    },
  }
}

const idsOf = (keeper: ReturnType<typeof createKeeper>) => [...keeper.rows.workflows()].map(({ id }) => id)

describe('the first walk', () => {
  it('takes one call a page, and one more for what moved meanwhile', async () => {
    const { portal, keeper } = await createKept(1020)
    expect(portal.calls()).toBe(22)
    expect(keeper.state()).toMatchObject({ isComplete: true, total: 1020, endedCount: 0 })
    expect(idsOf(keeper)).toEqual(portal.sandbox.ids())
  })

  it('needs one call for a list of one page', async () => {
    const { portal, keeper } = await createKept(37)
    expect(portal.calls()).toBe(1)
    expect(keeper.state()).toMatchObject({ isComplete: true, total: 37 })
  })

  it('is complete at once where nothing runs', async () => {
    const { keeper } = await createKept(0)
    expect(keeper.state()).toMatchObject({ isComplete: true, total: 0 })
  })

  it('is not complete before the end', async () => {
    const portal = createPortal(200)
    const keeper = createKeeper(portal.read)
    await keeper.readOn()
    expect(keeper.state()).toMatchObject({ isComplete: false, total: 200 })
    expect(keeper.rows.size()).toBe(50)
  })

  it('misses nothing while with each page one of those already read ends', async () => {
    let next = 0
    const portal = createPortal(1000, ({ sandbox, calls }) => {
      if (calls() > 1 && next < 15) sandbox.endWorkflow(`w${next++}`)
    })
    const keeper = createKeeper(portal.read)
    await walk(keeper)
    const kept = new Set(idsOf(keeper))
    expect(portal.sandbox.ids().filter((id) => !kept.has(id))).toEqual([])
  })
})

describe('a look at the top', () => {
  it('finds 20 starts and moves in 2 calls', async () => {
    const { portal, keeper, callsOf } = await createKept(10_000)
    portal.sandbox.advance(60_000)
    for (let index = 0; index < 10; index += 1) {
      portal.sandbox.touchWorkflow(`w${500 + index * 700}`)
      portal.sandbox.addWorkflow({ ID: `new${index}` })
    }
    expect(await callsOf(keeper.readTop)).toBe(2)
    expect(new Set(idsOf(keeper))).toEqual(new Set(portal.sandbox.ids()))
  }, 30_000)

  it('finds an ending in log2 of the pages and one more', async () => {
    const { portal, keeper, callsOf } = await createKept(10_000)
    for (const id of ['w3', 'w4321', 'w9999', 'w6050']) {
      portal.sandbox.advance(30_000)
      portal.sandbox.endWorkflow(id)
      const calls = await callsOf(async () => {
        await keeper.readTop()
        await keeper.seekEndings()
      })
      expect(calls - 1).toBeLessThanOrEqual(Math.ceil(Math.log2(200)) + 1)
      await keeper.readTop()
      expect(keeper.state()).toMatchObject({ endedCount: 0, isComplete: true })
    }
    expect(idsOf(keeper)).toEqual(portal.sandbox.ids())
  }, 30_000)

  it('finds endings around rows that were all changed in one second', async () => {
    const portal = createPortal(2000)
    // As after something was done to many at once: they fill pages on which no place can be counted.
    for (let index = 0; index < 180; index += 1)
      portal.sandbox.addWorkflow({
        ID: `at-once-${index}`,
        MODIFIED: new Date(portal.sandbox.now() - 995 * 60_000 - 30_000).toISOString(),
      })
    const keeper = createKeeper(portal.read)
    await walk(keeper)
    for (const id of ['w950', 'w1010', 'w10', 'w1990']) {
      portal.sandbox.advance(30_000)
      portal.sandbox.endWorkflow(id)
      await keeper.readTop()
      await keeper.seekEndings()
      await keeper.readTop()
      expect(idsOf(keeper)).not.toContain(id)
    }
    expect(new Set(idsOf(keeper))).toEqual(new Set(portal.sandbox.ids()))
  })

  it('finds an ending beside a row that stands alone on the last page', async () => {
    const { portal, keeper } = await createKept(401)
    for (const id of ['w399', 'w400']) {
      portal.sandbox.addWorkflow()
      portal.sandbox.advance(30_000)
      portal.sandbox.endWorkflow(id)
      await keeper.readTop()
      await keeper.seekEndings()
      await keeper.readTop()
      expect(idsOf(keeper)).not.toContain(id)
    }
  })

  it('says how many have ended while it does not know which', async () => {
    const { portal, keeper } = await createKept(1000)
    for (let index = 0; index < 40; index += 1) portal.sandbox.endWorkflow(`w${index * 25}`)
    await keeper.readTop()
    expect(keeper.state().endedCount).toBeGreaterThan(30)
    await keeper.seekEndings()
    // Too many to be sought one by one: the next walk over everything finds them.
    for (let pages = 0; pages < 20; pages += 1) await keeper.readOn()
    await keeper.readTop()
    expect(idsOf(keeper)).toEqual(portal.sandbox.ids())
  })
})

it('sees a lock that was taken without a change when the walk comes by again', async () => {
  const { portal, keeper } = await createKept(300)
  portal.sandbox.setLock('w250', 'stuck')
  await keeper.readTop()
  const lockOf = (id: string) => [...keeper.rows.workflows()].find((row) => row.id === id)?.lock.kind
  expect(lockOf('w250')).toBe('free')
  for (let pages = 0; pages < 6; pages += 1) await keeper.readOn()
  expect(lockOf('w250')).toBe('held')
})

type Event = { kind: 'start' | 'move' | 'end' | 'lock' | 'write_back'; at: number; wait: number }

const events = fc.record({
  kind: fc.constantFrom<Event['kind'][]>('start', 'move', 'end', 'lock', 'write_back'),
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  wait: fc.constantFrom(0, 0, 300, 1000, 5000),
})

function happen({ sandbox }: Portal, { kind, at, wait }: Event): string | null {
  sandbox.advance(wait)
  const ids = sandbox.ids()
  const id = ids[Math.floor(at * ids.length)]
  if (kind === 'start' || id === undefined) sandbox.addWorkflow()
  else if (kind === 'move') sandbox.touchWorkflow(id)
  else if (kind === 'lock') sandbox.setLock(id, at > 0.5 ? 'stuck' : 'free')
  else {
    sandbox.endWorkflow(id)
    if (kind === 'write_back') sandbox.addWorkflow({ ID: id, TEMPLATE_ID: '0' })
    else return id
  }
  return null
}

const truth = ({ sandbox }: Portal, rows: readonly Workflow[]) => ({
  kept: new Set(rows.map(({ id }) => id)),
  real: new Set(sandbox.ids()),
})

it('claims nothing false while the list moves, and equals it once that settles', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 420 }),
      fc.array(fc.array(events, { maxLength: 3 }), { minLength: 5, maxLength: 40 }),
      fc.array(fc.constantFrom('top', 'on', 'seek'), { minLength: 5, maxLength: 40 }),
      async (count, history, reads) => {
        const waiting = [...history]
        const everEnded = new Set<string>()
        const portal = createPortal(count, (self) => {
          for (const event of waiting.shift() ?? []) {
            const ended = happen(self, event)
            if (ended !== null) everEnded.add(ended)
          }
        })
        const keeper = createKeeper(portal.read)
        const told = new Set<string>()
        let since = 0
        const check = () => {
          const { ended, version } = keeper.rows.changes(since, Infinity)
          since = version
          for (const id of ended) told.add(id)
          // Nobody is told that something ended which never did.
          expect([...told].filter((id) => !everEnded.has(id))).toEqual([])
        }
        await keeper.readOn()
        for (const read of reads) {
          if (read === 'top') await keeper.readTop()
          else if (read === 'on') await keeper.readOn()
          else await keeper.seekEndings()
          check()
        }
        waiting.length = 0
        portal.sandbox.advance(60_000)
        const pages = Math.ceil(portal.sandbox.size() / 50) + 1
        for (let turn = 0; turn < 3 * pages + 3; turn += 1) await keeper.readOn()
        await keeper.readTop()
        check()
        const { kept, real } = truth(portal, [...keeper.rows.workflows()])
        expect(kept).toEqual(real)
        expect(keeper.state()).toMatchObject({ isComplete: true, endedCount: 0, total: real.size })
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)
