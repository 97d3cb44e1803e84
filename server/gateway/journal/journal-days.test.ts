import { describe, expect, it } from 'vitest'

import { BORIS } from '#server/sandbox/access/people.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeErrorEnvelope } from '#src/contract/errors.ts'
import { decodeJournalDays, encodeDayBounds, MOST_JOURNAL_DAYS } from '#src/contract/journal-days.ts'
import { openBatchGateway } from '#src/testing/batch-gateway.ts'

const DAY = 86_400_000

async function open() {
  const gateway = await openBatchGateway()
  const now = gateway.clock.now()
  const ask = (query: Record<string, string>, token = gateway.anna) =>
    gateway.call(`${paths.journalDays}?${new URLSearchParams(query)}`, { token })
  const days = (count: number) =>
    encodeDayBounds(Array.from({ length: count + 1 }, (_, day) => now + day * DAY))
  return { ...gateway, now, ask, days }
}

describe('GET /api/journal/days', () => {
  it('tells how many were terminated on each day, and the clock that says what day it is', async () => {
    const { call, ask, days, now } = await open()
    await call(paths.workflow(FEW_IDS.dealIdle), {
      method: 'DELETE',
      headers: { 'Idempotency-Key': 'operation-1' },
    })
    const answer = decodeJournalDays(await (await ask(days(3))).json())
    expect(answer).toEqual({ days: [{ accepted: 1 }, {}, {}], now })
  })

  it('is for those who may read the list of this portal', async () => {
    const { ask, days, sandbox, browse } = await open()
    const boris = sandbox.issueSession({ userId: BORIS.id })
    expect((await ask(days(1), boris)).status).toBe(403)
    const nobody = await browse(`${paths.journalDays}?${new URLSearchParams(days(1))}`)
    expect(nobody.status).toBe(401)
  })

  it('says what it takes when it is asked for something else', async () => {
    const { ask, days, now } = await open()
    const [first, second] = [now, now + DAY].map((instant) => new Date(instant).toISOString())
    const refused = async (query: Record<string, string>) => {
      const answer = await ask(query)
      return `${answer.status} ${decodeErrorEnvelope(await answer.json())?.message}`
    }
    const wanted = /^400 bounds are the instants at which 1 to 92 days begin/
    expect(await refused({})).toMatch(wanted)
    expect(await refused({ bounds: `${first}` })).toMatch(wanted)
    expect(await refused({ bounds: `${second},${first}` })).toMatch(wanted)
    expect(await refused({ bounds: `${first},${first}` })).toMatch(wanted)
    expect(await refused({ bounds: `${first},tomorrow` })).toMatch(wanted)
    expect(await refused({ bounds: '2026-03-31T00:00:00,2026-04-01T00:00:00' })).toMatch(wanted)
    expect(await refused(days(MOST_JOURNAL_DAYS + 1))).toMatch(wanted)
    expect(await refused({ ...days(1), template: '7' })).toBe(
      '400 There is no parameter template: use bounds',
    )
    expect((await ask(days(MOST_JOURNAL_DAYS))).status).toBe(200)
  })
})
