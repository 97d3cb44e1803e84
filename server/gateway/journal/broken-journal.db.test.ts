import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'

import { makeBreakableDatabase } from '#server/journal-testing/break-journal.ts'
import { paths } from '#src/contract/addresses.ts'
import { GRACE_MS } from '#src/contract/batch.ts'
import { decodeJournalPage } from '#src/contract/journal.ts'
import { MANY, openBatchGateway, outcome } from '#src/testing/batch-gateway.ts'

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** What had been claimed before leaves yet, as soon as the database has answered. Resolves to how many have left. */
async function untilNoneLeaves(sent: () => readonly string[]): Promise<number> {
  let count = -1
  for (let quiet = 0; quiet < 10; quiet += 1) {
    if (sent().length !== count) quiet = 0
    count = sent().length
    await pause(10)
  }
  return count
}

async function openBreakable() {
  const { config, takeAway, giveBack } = await makeBreakableDatabase()
  const gateway = await openBatchGateway({ ...MANY, database: config })
  const { call, clock, journal, sandbox } = gateway
  await call(paths.workflows)
  return {
    ...gateway,
    ids: sandbox.ids(),
    terminate: (id: string) => call(paths.workflow(id), { method: 'DELETE' }),
    entries: async () => decodeJournalPage(await (await call(paths.journal)).json()).entries,
    takeAway: () => takeAway(journal),
    giveBack: () => giveBack(journal),
    /** The clock of the gateway stands still unless it is moved; the database takes real time. */
    until: async (isSo: () => Promise<boolean>) => {
      for (let turn = 0; turn < 300; turn += 1) {
        if (await isSo()) return
        await clock.advance(500)
        await pause(10)
      }
      throw new Error('It did not come so')
    },
  }
}

describe('a journal that cannot be written', () => {
  it('stops terminating with a clear message, and lets it go on when it is back', async () => {
    const { ids, terminate, takeAway, giveBack, sent, entries, until } = await openBreakable()
    const [first = '', second = ''] = ids
    expect((await terminate(first)).status).toBe(204)
    await takeAway()
    expect(await outcome(terminate(second))).toBe('503 JOURNAL_UNAVAILABLE')
    expect(sent()).toEqual([first])
    await giveBack()
    await until(async () => (await terminate(second)).status === 204)
    expect(sent()).toEqual([first, second])
    expect((await entries()).map(({ workflowId, httpStatus }) => [workflowId, httpStatus])).toEqual([
      [second, 204],
      [first, 204],
    ])
  })

  it('loses no outcome: it is told as not yet recorded, and recorded when it is back', async () => {
    const { ids, sandbox, terminate, takeAway, giveBack, entries, until } = await openBreakable()
    const [first = '', second = ''] = ids
    const held = sandbox.holdNext({ method: 'DELETE', applied: true })
    const answer = terminate(first)
    await held.arrived
    await takeAway()
    held.release()
    const { status, headers } = await answer
    expect([status, headers.get('X-Journal-State')]).toEqual([204, 'not-recorded'])
    expect(await outcome(terminate(second))).toBe('503 JOURNAL_UNAVAILABLE')
    await giveBack()
    await until(async () => (await entries())[0]?.httpStatus === 204)
    expect((await terminate(second)).status).toBe(204)
  })

  it('holds up a batch, which goes on when it is back and sends nothing twice', async () => {
    const { ids, begin, clock, progress, sent, takeAway, giveBack, until } = await openBreakable()
    const batch = await begin(ids.slice(0, 30))
    await clock.advance(GRACE_MS)
    await until(() => Promise.resolve(sent().length > 5))
    await takeAway()
    await clock.advance(2000)
    const atBreak = await untilNoneLeaves(sent)
    await clock.advance(20_000)
    expect(await untilNoneLeaves(sent)).toBe(atBreak)
    await giveBack()
    await until(async () => (await progress(batch.id)).batch.state === 'done')
    expect(new Set(sent()).size).toBe(30)
    expect(sent()).toHaveLength(30)
  })
})

it('a full SQLite writes nothing and sends nothing, and goes on when there is room', async () => {
  const { call, journal, sandbox, sent } = await openBatchGateway(MANY)
  await call(paths.workflows)
  const [first = ''] = sandbox.ids()
  const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(journal.db)
  await sql.raw(`PRAGMA max_page_count = ${rows[0]?.page_count}`).execute(journal.db)
  const long = `${paths.workflow(first)}?status=${'x'.repeat(4000)}`
  const refused = await call(long, { method: 'DELETE' })
  expect(await outcome(Promise.resolve(refused))).toBe('503 JOURNAL_UNAVAILABLE')
  expect(sent()).toEqual([])
  await sql.raw('PRAGMA max_page_count = 1000000').execute(journal.db)
  expect((await call(long, { method: 'DELETE' })).status).toBe(204)
  expect(sent()).toEqual([first])
})
