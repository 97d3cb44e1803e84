import fc from 'fast-check'
import { expect, it } from 'vitest'

import { call, createTestSandbox, terminate } from '#server/sandbox/testing.ts'
import { decodeWorkflowPage, type Workflow } from '#src/contract/workflow.ts'

import { createKeeper, type Keeper } from './keeper.ts'

const SECOND_MS = 1000
const EVENTS = ['start', 'move', 'move_many', 'end', 'lock', 'write_back', 'write_back_at_once'] as const

/** What happens to the workflow at a share of the list, so long after what happened before. */
type Event = { kind: (typeof EVENTS)[number]; at: number; wait: number }
/** What the keeper does next. `page` = an operator reads a page, `late` = the gateway gets it only now. */
const READS = ['top', 'on', 'seek', 'page', 'late'] as const

const event: fc.Arbitrary<Event> = fc.record({
  kind: fc.constantFrom(...EVENTS),
  // Doubles would be tiny, nearly all of them: the top of the list.
  at: fc.integer({ min: 0, max: 999 }).map((share) => share / 1000),
  wait: fc.constantFrom(0, 0, 300, 1000, 5000),
})

/** A list to which something happens before each page of it is answered. */
function createLivingPortal(count: number, history: Event[][]) {
  const { sandbox } = createTestSandbox({ seed: 'empty', limits: false, life: false })
  for (let index = 0; index < count; index += 1)
    sandbox.addWorkflow({
      ID: `w${index}`,
      MODIFIED: new Date(sandbox.now() - Math.floor((index + 1) / 3) * 7 * SECOND_MS).toISOString(),
    })
  const untouched = new Set(sandbox.ids())

  async function happen({ kind, at, wait }: Event): Promise<void> {
    sandbox.advance(wait)
    const ids = sandbox.ids()
    const id = ids[Math.floor(at * ids.length)]
    if (kind === 'start' || id === undefined) return void sandbox.addWorkflow()
    if (kind === 'move_many') {
      // More than a page of them.
      for (const one of ids.filter((_, index) => index % 3 === 0)) {
        untouched.delete(one)
        sandbox.touchWorkflow(one)
      }
      return
    }
    if (kind !== 'lock') untouched.delete(id)
    if (kind === 'move') return sandbox.touchWorkflow(id)
    if (kind === 'lock') return sandbox.setLock(id, at > 0.5 ? 'stuck' : 'free')
    if (kind === 'end') return sandbox.endWorkflow(id)
    if (kind === 'write_back_at_once') {
      sandbox.endWorkflow(id)
      const blank = { MODULE_ID: '', ENTITY: '', DOCUMENT_ID: '', STARTED_BY: '0', TEMPLATE_ID: '0' }
      return void sandbox.addWorkflow({ ID: id, ...blank })
    }
    // The step that runs at a soft ending writes its row back two seconds after it was gone.
    sandbox.setLock(id, 'step_running')
    sandbox.setWrittenBack(id, true)
    await terminate(sandbox, id)
    return sandbox.finishStep(id)
  }

  async function readPage(offset: number) {
    const response = await call(sandbox, `/v1/workflows?offset=${offset}`)
    // The `Date` header tells seconds.
    const now = Math.floor(sandbox.now() / SECOND_MS) * SECOND_MS
    return { ...decodeWorkflowPage(await response.json()), now }
  }

  return {
    sandbox,
    untouched,
    readPage,
    read: async (offset: number) => {
      for (const next of history.shift() ?? []) await happen(next)
      return readPage(offset)
    },
    /** Everything there is, as it is now. */
    readAll: async () => {
      const rows: Workflow[] = []
      for (let offset = 0; offset === 0 || offset < sandbox.size(); offset += 50)
        rows.push(...(await readPage(offset)).workflows)
      return rows
    },
  }
}

type LivingPortal = ReturnType<typeof createLivingPortal>

/** An operator who asks for changes only, and holds the gateway to its word. */
function createWatcher(keeper: Keeper, { sandbox, untouched }: LivingPortal) {
  const held = new Map<string, Workflow>()
  const timesEnded = new Map<string, number>()
  let since = 0
  return {
    held,
    check: () => {
      const { rows, ended, version } = keeper.rows.changes(since, Infinity)
      since = version
      for (const row of rows) held.set(row.id, row)
      for (const id of ended) {
        held.delete(id)
        timesEnded.set(id, (timesEnded.get(id) ?? 0) + 1)
      }
      const real = Map.groupBy(sandbox.record.endings, ({ id }) => id)
      // Nobody is told that something ended which never did, nor more often than it did.
      const invented = [...timesEnded].filter(([id, times]) => times > (real.get(id)?.length ?? 0))
      expect(invented).toEqual([])
      // The whole list is the whole list: nothing that stood still from the beginning is missing from it.
      const missing = keeper.state().isComplete ? [...untouched].filter((id) => !held.has(id)) : []
      expect(missing).toEqual([])
    },
  }
}

const byId = (rows: Iterable<Workflow>) => new Map([...rows].map((row) => [row.id, row]))

it('claims nothing false while the list moves, and equals it once that settles', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 420 }),
      fc.array(fc.array(event, { maxLength: 3 }), { minLength: 5, maxLength: 40 }),
      fc.array(fc.constantFrom(...READS), { minLength: 5, maxLength: 40 }),
      async (count, history, reads) => {
        const waiting = [...history]
        const portal = createLivingPortal(count, waiting)
        const keeper = createKeeper(portal.read)
        const { held, check } = createWatcher(keeper, portal)
        let late: (() => void) | null = null
        await keeper.readOn()
        for (const [turn, read] of reads.entries()) {
          if (read === 'top') await keeper.readTop()
          else if (read === 'on') await keeper.readOn()
          else if (read === 'seek') await keeper.seekEndings()
          else if (read === 'late') {
            late?.()
            late = null
          } else {
            const offset = 50 * (turn % 3)
            const page = await portal.read(offset)
            late = () => keeper.take(page, offset)
          }
          check()
        }
        waiting.length = 0
        portal.sandbox.advance(60 * SECOND_MS)
        const pages = Math.ceil(portal.sandbox.size() / 50) + 1
        for (let turn = 0; turn < 3 * pages + 3; turn += 1) await keeper.readOn()
        await keeper.readTop()
        check()
        const real = byId(await portal.readAll())
        expect(byId(keeper.rows.workflows())).toEqual(real)
        expect(held).toEqual(real)
        expect(keeper.state()).toMatchObject({ isComplete: true, endedCount: 0, total: real.size })
      },
    ),
    { numRuns: 100 },
  )
}, 60_000)
