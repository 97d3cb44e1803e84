import { describe, expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import type { Sandbox } from '#server/sandbox/sandbox.ts'
import { call, createTestSandbox, listIds, outcome, terminate } from '#server/sandbox/testing.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { decodeWorkflowPage, stateOf } from '#src/contract/workflow.ts'

async function findWorkflow(sandbox: Sandbox, id: string): Promise<Workflow | undefined> {
  const page = decodeWorkflowPage(await (await call(sandbox, '/v1/workflows')).json())
  return page.workflows.find((row) => row.id === id)
}

describe('a soft ending', () => {
  it('ends an idle workflow at once', async () => {
    const { sandbox } = createTestSandbox()
    expect(await outcome(terminate(sandbox, FEW_IDS.dealIdle))).toBe('204')
    expect(sandbox.hasWorkflow(FEW_IDS.dealIdle)).toBe(false)
  })

  it('waits for the running step', async () => {
    const { clock, sandbox } = createTestSandbox()
    expect(await outcome(terminate(sandbox, FEW_IDS.dealStepRunning, '?status=late'))).toBe('204')
    await clock.advance(39_000)
    expect(await listIds(sandbox)).toContain(FEW_IDS.dealStepRunning)
    expect(await outcome(terminate(sandbox, FEW_IDS.dealStepRunning))).toBe('204')
    await clock.advance(1_000)
    expect(await listIds(sandbox)).not.toContain(FEW_IDS.dealStepRunning)
    expect(sandbox.record.endings).toMatchObject([{ how: 'soft', status: 'late' }])
    await clock.advance(3_600_000)
    expect(sandbox.hasWorkflow(FEW_IDS.dealStepRunning)).toBe(false)
  })

  it('is undone by some steps, which write the row back, blank and at the top', async () => {
    const { clock, sandbox } = createTestSandbox()
    const id = FEW_IDS.companyWrittenBack
    await terminate(sandbox, id)
    await clock.advance(40_000)
    expect(sandbox.hasWorkflow(id)).toBe(false)
    await clock.advance(2_000)
    expect((await listIds(sandbox))[0]).toBe(id)
    expect(await findWorkflow(sandbox, id)).toMatchObject({
      modifiedAt: Date.parse('2026-03-31T10:30:42Z'),
      lock: { kind: 'free' },
      moduleId: null,
      entity: null,
      documentId: null,
      startedBy: '0',
      templateId: '0',
    })
    await clock.advance(5 * 60_000)
    expect(sandbox.hasWorkflow(id)).toBe(false)
  })

  it('leaves a written-back row for ever when told to, until it is ended', async () => {
    const { clock, sandbox } = createTestSandbox({ writtenBackStays: true })
    const id = FEW_IDS.companyWrittenBack
    await terminate(sandbox, id)
    await clock.advance(3_600_000)
    expect(sandbox.hasWorkflow(id)).toBe(true)
    await terminate(sandbox, id)
    expect(sandbox.hasWorkflow(id)).toBe(false)
  })

  it('never ends a stuck workflow; force does', async () => {
    const { clock, sandbox } = createTestSandbox()
    const stuck = await findWorkflow(sandbox, FEW_IDS.dealStuck)
    expect(stuck && stateOf(stuck, clock.now())).toBe('stuck')
    expect(await outcome(terminate(sandbox, FEW_IDS.dealStuck))).toBe('204')
    await clock.advance(30 * 24 * 3_600_000)
    expect(sandbox.hasWorkflow(FEW_IDS.dealStuck)).toBe(true)
    expect(await outcome(terminate(sandbox, FEW_IDS.dealStuck, '?force=true'))).toBe('204')
    expect(sandbox.hasWorkflow(FEW_IDS.dealStuck)).toBe(false)
  })
})

describe('force', () => {
  it('ends a running step at once, and nothing comes back', async () => {
    const { clock, sandbox } = createTestSandbox()
    await terminate(sandbox, FEW_IDS.companyWrittenBack, '?force=true&status=why')
    expect(sandbox.hasWorkflow(FEW_IDS.companyWrittenBack)).toBe(false)
    await clock.advance(3_600_000)
    expect(sandbox.hasWorkflow(FEW_IDS.companyWrittenBack)).toBe(false)
    expect(sandbox.record.endings).toMatchObject([{ how: 'force', status: null }])
  })

  it.each(['?force=1', '?force=TRUE', '?force', '?force=false', '?FORCE=true'])(
    'is not meant by %s',
    async (query) => {
      const { sandbox } = createTestSandbox()
      await terminate(sandbox, FEW_IDS.dealStuck, query)
      expect(sandbox.hasWorkflow(FEW_IDS.dealStuck)).toBe(true)
    },
  )
})

describe('a portal that lives', () => {
  const living = (options = {}) => createTestSandbox({ seed: undefined, workflowCount: 400, ...options })

  it('looks the same to two that begin alike, however often it is looked at', async () => {
    const [first, second] = [living(), living()]
    for (let minute = 0; minute < 60; minute += 1) {
      await first.clock.advance(60_000)
      await listIds(first.sandbox)
    }
    await second.clock.advance(3_600_000)
    first.sandbox.setLimits(false)
    const text = async (sandbox: Sandbox) => (await call(sandbox, '/v1/workflows?offset=0')).text()
    expect(await text(first.sandbox)).toBe(await text(second.sandbox))
    const another = living({ random: 2 })
    await another.clock.advance(3_600_000)
    expect(await text(another.sandbox)).not.toBe(await text(second.sandbox))
  })

  it('starts, moves and ends workflows, and keeps its size for a week', async () => {
    const { clock, sandbox } = living({ limits: false })
    const before = await listIds(sandbox)
    await clock.advance(3_600_000)
    expect(await listIds(sandbox)).not.toEqual(before)
    expect(sandbox.record.endings.length).toBeGreaterThan(20)
    await clock.advance(7 * 24 * 3_600_000)
    expect(sandbox.size()).toBeGreaterThan(250)
    expect(sandbox.size()).toBeLessThan(650)
  })

  it('lives faster by its speed, and not at all at 0', async () => {
    const slow = living({ speed: 1 })
    const fast = living({ speed: 10 })
    const still = living({ speed: 0 })
    const endings = async ({ clock, sandbox }: typeof slow) => {
      await clock.advance(3_600_000)
      sandbox.size()
      return sandbox.record.endings.length
    }
    expect(await endings(fast)).toBeGreaterThan(5 * (await endings(slow)))
    expect(await endings(still)).toBe(0)
  })

  it('starts the third workflow of a CRM item when one of the two ends', async () => {
    const { clock, sandbox } = living({ life: false, limits: false })
    expect(sandbox.size()).toBe(400)
    for (let ids = await listIds(sandbox); ids.length > 0; ids = await listIds(sandbox))
      for (const id of ids) await terminate(sandbox, id, '?force=true')
    expect(sandbox.size()).toBe(0)
    await clock.advance(1_500)
    expect(sandbox.size()).toBeGreaterThan(0)
  })
})

describe('the lock', () => {
  it('comes and goes without touching MODIFIED', async () => {
    const { clock, sandbox } = createTestSandbox()
    const before = await findWorkflow(sandbox, FEW_IDS.quote)
    sandbox.setLock(FEW_IDS.quote, 'step_running')
    const held = await findWorkflow(sandbox, FEW_IDS.quote)
    expect(held).toEqual({ ...before, lock: { kind: 'held', until: clock.now() + 300_000 } })
    sandbox.finishStep(FEW_IDS.quote)
    expect(await findWorkflow(sandbox, FEW_IDS.quote)).toEqual(before)
  })
})
