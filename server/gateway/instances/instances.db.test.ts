import { expect, it, onTestFinished } from 'vitest'
import { pino } from 'pino'

import { createManualClock } from '#server/clock.ts'
import { instant } from '#server/gateway/journal/database.ts'
import { createFollowStore } from '#server/gateway/journal/follow-store.ts'
import { createStore } from '#server/gateway/journal/store.ts'
import { openJournal } from '#server/journal-testing/open-journal.ts'
import { makeRow, NOW } from '#server/journal-testing/rows.ts'

import { createInstance } from './instance.ts'
import { createInstanceStore, FRESH_MS, isFresh, SILENT_MS } from './instance-store.ts'
import { createMarks } from './marks.ts'

const API = { kind: 'oauth' as const, url: 'https://api.example', appKey: 'vibe_app_one' }
const SECRET = 'x'.repeat(32)

/** A journal that several gateways work on, with a clock of the database that tests move. */
async function open() {
  const journal = await openJournal()
  let ahead = 0
  const clock = createManualClock()
  const database = { ...journal, isShared: true, now: () => instant(clock.now() + ahead) }
  const lines: string[] = []
  const logger = pino({}, { write: (line: string) => void lines.push(line) })
  const make = (secret = SECRET, api = API) => {
    const marks = createMarks({ sessionSecret: secret, api })
    const instance = createInstance({
      database,
      marks,
      clock,
      logger,
      pacer: { concurrency: 1, ratePerSecond: 1.5 },
    })
    onTestFinished(() => instance.close())
    return instance
  }
  return {
    database,
    clock,
    make,
    lines,
    instances: createInstanceStore(database),
    store: createStore(database),
    setDatabaseAhead: (ms: number) => {
      ahead = ms
    },
  }
}

const claim = { sent_at: NOW, attempts: 1 }

it('a single is claimed by the gateway that holds it, once, and only while that one beats', async () => {
  const { make, store, clock } = await open()
  const [mine, other] = [make(), make()]
  await mine.join()
  await other.join()
  const row = makeRow({ instance: mine.id })
  await store.insert(row)
  expect(await store.claim(row, other, claim)).toBe(false)
  await clock.advance(FRESH_MS)
  expect(await store.claim(row, mine, claim)).toBe(false)
  await mine.requireFresh()
  expect(await store.claim(row, mine, claim)).toBe(false)
  await clock.advance(1)
  await mine.requireFresh()
  const claims = await Promise.all([store.claim(row, mine, claim), store.claim(row, mine, claim)])
  expect(claims.filter(Boolean).length).toBe(1)
})

it('ages are by the clock of the database: a machine whose own clock goes wrong takes nothing', async () => {
  const { make, store, instances, setDatabaseAhead, database, clock } = await open()
  const mine = make()
  await mine.join()
  await store.insert(makeRow({ instance: mine.id, state: 'sending' }))
  setDatabaseAhead(SILENT_MS - 1)
  expect(await store.giveUp(clock.now())).toEqual({ unknown: 0, withdrawn: 0 })
  expect(await instances.silent([mine.id])).toEqual([])
  setDatabaseAhead(SILENT_MS)
  expect(await instances.silent([mine.id, 'never-was'])).toEqual([mine.id, 'never-was'])
  const given = await Promise.all([store.giveUp(clock.now()), store.giveUp(clock.now())])
  expect(given.reduce((sum, { unknown }) => sum + unknown, 0)).toBe(1)
  expect(await instances.reap(mine.id)).toEqual([])
  expect(await instances.reap('another')).toEqual([mine.id])
  expect(
    await database.db.selectNoFrom(isFresh(database, mine.id).as('is')).executeTakeFirst(),
  ).toMatchObject({ is: expect.not.toSatisfy(Boolean) })
})

it('gives up what nobody holds: what was being sent, and singles that waited; never items that wait', async () => {
  const { make, store } = await open()
  const living = make()
  await living.join()
  const rows = [
    makeRow({ workflow_id: 'a', state: 'sending', instance: 'gone' }),
    makeRow({ workflow_id: 'b', state: 'sending', instance: null, batch_id: 'b1', position: 0 }),
    makeRow({ workflow_id: 'c', instance: 'gone' }),
    makeRow({ workflow_id: 'd', instance: 'gone', batch_id: 'b1', position: 1 }),
    makeRow({ workflow_id: 'e', state: 'sending', instance: living.id }),
    makeRow({ workflow_id: 'f', instance: living.id }),
    makeRow({ workflow_id: 'g', state: 'accepted', instance: 'gone' }),
  ]
  for (const row of rows) await store.insert(row)
  expect(await store.giveUp(NOW)).toEqual({ unknown: 2, withdrawn: 1 })
  const states = await Promise.all(rows.map(async ({ portal, id }) => (await store.find(portal, id))?.state))
  expect(states).toEqual(['unknown', 'unknown', 'withdrawn', 'queued', 'sending', 'queued', 'accepted'])
})

it('a gateway that others had given up says so, looks what they took, and is there again', async () => {
  const { make, instances, clock, lines } = await open()
  const mine = make()
  await mine.join()
  const seen: string[] = []
  mine.start({ onReturn: async () => void seen.push('looked'), onBeat: async () => void seen.push('beat') })
  await instances.leave(mine.id)
  await clock.advance(FRESH_MS + 1)
  await mine.requireFresh()
  expect(seen).toContain('looked')
  expect(await instances.silent([mine.id])).toEqual([])
  expect(lines.join('')).toContain('This gateway was silent')
})

it('another SESSION_SECRET is refused, another key is told, and the shares of all are added up', async () => {
  const { make, lines } = await open()
  await make().join()
  await expect(make('y'.repeat(32)).join()).rejects.toThrow(/SESSION_SECRET/)
  expect(lines.join('')).not.toContain('should be equal')
  await make(SECRET, { ...API, appKey: 'vibe_app_two' }).join()
  const said = lines.join('')
  expect(said).toContain('should be equal')
  expect(said).toContain('2 gateways work on this journal: together 2 calls at once and 3 a second')
  expect(said).not.toContain('vibe_app')
})

it('where one process has the journal, whoever stands there at the start is dead', async () => {
  const { database, instances, make, clock } = await open()
  const before = make()
  await before.join()
  const after = createInstance({
    database: { ...database, isShared: false },
    marks: createMarks({ sessionSecret: 'y'.repeat(32), api: API }),
    pacer: { concurrency: 2, ratePerSecond: 2 },
    clock,
    logger: pino({ level: 'silent' }),
  })
  await after.join()
  expect(await instances.silent([before.id, after.id])).toEqual([before.id])
  await after.close()
  expect(await instances.others('')).toEqual([])
})

it('a row that is due is looked for by one gateway only, and by another when it was given back', async () => {
  const { database, store } = await open()
  const follows = createFollowStore(database)
  for (let index = 0; index < 450; index += 1)
    await store.insert(makeRow({ workflow_id: `w${index}`, state: 'accepted', next_check_at: NOW }))
  const due = await follows.due(['one.example'], NOW)
  expect(due).toHaveLength(450)
  const until = NOW + 60_000
  const [left, right] = await Promise.all([follows.claim(due, NOW, until), follows.claim(due, NOW, until)])
  expect(left.length + right.length).toBe(450)
  expect(new Set([...left, ...right].map(({ id }) => id)).size).toBe(450)
  expect(await follows.due(['one.example'], NOW)).toEqual([])
  await follows.release([...left, ...right], until, NOW)
  expect(await follows.due(['one.example'], NOW)).toHaveLength(450)
})
