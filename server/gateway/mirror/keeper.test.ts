import { describe, expect, it } from 'vitest'

import { call, createTestSandbox } from '#server/sandbox/testing.ts'
import { decodeWorkflowPage } from '#src/contract/workflow.ts'

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

it('does not take a row that moves past a look of several pages for one that has ended', async () => {
  let next: (() => void) | null = null
  const portal = createPortal(300, () => {
    const happen = next
    next = null
    happen?.()
  })
  const keeper = createKeeper(portal.read)
  await walk(keeper)
  for (let page = 0; page < 4; page += 1) await keeper.readOn()
  portal.sandbox.advance(5000)
  portal.sandbox.touchWorkflow('w230')
  // Here it stood: it has left its place.
  await keeper.readOn()
  portal.sandbox.advance(5000)
  for (let index = 0; index < 60; index += 1) portal.sandbox.touchWorkflow(`w${index}`)
  next = () => {
    next = () => {
      portal.sandbox.advance(5000)
      portal.sandbox.touchWorkflow('w230')
    }
  }
  await keeper.readTop()
  expect(idsOf(keeper)).toContain('w230')
  expect(keeper.rows.changes(0, Infinity).ended).toEqual([])
})

it('does not bring back what has ended by a page that was read before, and comes late', async () => {
  const { portal, keeper } = await createKept(120)
  const late = await portal.read(0)
  portal.sandbox.endWorkflow('w7')
  await keeper.readTop()
  keeper.take(late, 0)
  expect(idsOf(keeper)).not.toContain('w7')
  portal.sandbox.advance(2000)
  portal.sandbox.addWorkflow({ ID: 'w7', TEMPLATE_ID: '0' })
  keeper.take(await portal.read(0), 0)
  expect(idsOf(keeper)).toContain('w7')
})
