import { expect, it } from 'vitest'

import { makeBreakableDatabase } from '#server/journal-testing/break-journal.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { openBatchGateway } from '#src/testing/batch-gateway.ts'
import { readExposition } from '#src/testing/read-exposition.ts'

const FRESH_MS = 5000

async function open() {
  const { config, takeAway, giveBack } = await makeBreakableDatabase()
  const gateway = await openBatchGateway({ database: config })
  return {
    ...gateway,
    takeAway: () => takeAway(gateway.journal),
    giveBack: () => giveBack(gateway.journal),
    ready: async () => {
      const answer = await gateway.callFrom('127.0.0.1', '/readyz')
      return [answer.status, await answer.json()]
    },
  }
}

it('tells how many outcomes wait for the journal', async () => {
  const { call, callFrom, sandbox, clock, takeAway, giveBack } = await open()
  const unrecorded = async () =>
    readExposition(await (await callFrom('127.0.0.1', '/metrics')).text()).value(
      'flowstop_journal_unrecorded_outcomes',
    )
  const held = sandbox.holdNext({ method: 'DELETE', applied: true })
  const answer = call(paths.workflow(FEW_IDS.dealIdle), { method: 'DELETE' })
  await held.arrived
  await takeAway()
  held.release()
  expect((await answer).status).toBe(204)
  expect(await unrecorded()).toBe(1)
  await giveBack()
  await expect
    .poll(async () => {
      await clock.advance(500)
      return unrecorded()
    })
    .toBe(0)
})

const READY = [200, { status: 'ready' }]

it('is not ready while the journal cannot be written, and says so', async () => {
  const { ready, takeAway, giveBack, clock } = await open()
  expect(await ready()).toEqual(READY)
  await takeAway()
  // Within five seconds the answer is the last one: probes do not hammer the disk.
  expect(await ready()).toEqual(READY)
  await clock.advance(FRESH_MS)
  const [status, body] = await ready()
  expect(status).toBe(503)
  expect(body).toMatchObject({ status: 'not_ready', failing: expect.arrayContaining(['journal_write']) })
  await giveBack()
  await clock.advance(FRESH_MS)
  expect(await ready()).toEqual(READY)
})

it('is ready while the API is away: the console is what tells operators so', async () => {
  const { ready, sandbox } = await open()
  sandbox.setReachable(false)
  expect(await ready()).toEqual(READY)
  expect(sandbox.record.requests).toEqual({})
})

it('is not ready from the moment it begins to close', async () => {
  const { ready, close } = await open()
  expect(await ready()).toEqual(READY)
  const closed = close()
  expect(await ready()).toEqual([503, { status: 'not_ready', failing: ['gateway'] }])
  await closed
  expect(await ready()).toEqual([503, { status: 'not_ready', failing: ['gateway'] }])
})
