import { expect, it, onTestFinished } from 'vitest'

import { ANNA, BORIS, PYOTR } from '#server/sandbox/access/people.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeMirrorChanges, type MirrorChanges } from '#src/contract/mirror.ts'
import { createStoryPortal, type StoryOptions } from '#src/testing/story-portal.ts'

const MINUTE_MS = 60_000

async function open(workflowCount: number, gateway: StoryOptions['gateway'] = {}) {
  const portal = await createStoryPortal({
    sandbox: { seed: undefined, workflowCount, life: false },
    gateway,
  })
  onTestFinished(() => portal.close())
  const { sandbox, clock } = portal
  const anna = sandbox.issueSession({ userId: ANNA.id })
  const ask = (path: string, token = anna) =>
    portal.browse(path, { headers: { Authorization: `Bearer ${token}` } })
  const changes = async (since?: string, token = anna): Promise<MirrorChanges> => {
    const answer = await ask(since === undefined ? paths.mirror : `${paths.mirror}?since=${since}`, token)
    return decodeMirrorChanges(await answer.json())
  }
  return {
    ...portal,
    anna,
    ask,
    changes,
    /** Asks until the whole list is there. */
    untilComplete: async () => {
      for (let turn = 0; turn < 200; turn += 1) {
        const answer = await changes()
        if (answer.isComplete) return answer
        await clock.advance(1)
      }
      throw new Error('The mirror is never complete')
    },
    listCalls: () => sandbox.record.requests['GET /v1/workflows'] ?? 0,
  }
}

it('gives the whole list after one call a page and one more, the operator’s first page among them', async () => {
  const { ask, untilComplete, listCalls, sandbox } = await open(1000)
  await ask(paths.workflows)
  const { rows, total, hasMore } = await untilComplete()
  expect(listCalls()).toBe(21)
  expect({ total, hasMore }).toEqual({ total: 1000, hasMore: false })
  expect(rows.map(({ id }) => id).toSorted()).toEqual(sandbox.ids().toSorted())
})

it('says how far it has come', async () => {
  const { ask, changes } = await open(1000)
  await ask(paths.workflows)
  const first = await changes()
  expect(first).toMatchObject({ total: 1000, isComplete: false })
  expect(first.readCount).toBeLessThan(1000)
})

it('looks at the top while a long first walk is under way', async () => {
  const { changes, clock, sandbox } = await open(10_000, {
    pacer: { concurrency: 2, ratePerSecond: 2, burst: 40 },
  })
  await changes()
  await clock.advance(5000)
  const started = sandbox.addWorkflow()
  for (let second = 0; second < 65; second += 5) {
    await changes()
    await clock.advance(5000)
  }
  const { isComplete, rows } = await changes()
  expect(isComplete).toBe(false)
  expect(rows.map(({ id }) => id)).toContain(started)
})

it('gives a list of many in parts, and afterwards only what changed', async () => {
  const { untilComplete, changes, sandbox, clock } = await open(6000)
  const first = await untilComplete()
  expect(first).toMatchObject({ hasMore: true, isAnew: true })
  expect(first.rows).toHaveLength(5000)
  const second = await changes(first.since)
  expect(second).toMatchObject({ hasMore: false, isAnew: false })
  expect(second.rows).toHaveLength(1000)
  expect((await changes(second.since)).rows).toEqual([])
  await clock.advance(5000)
  const started = sandbox.addWorkflow()
  await changes(second.since)
  await clock.advance(11_000)
  const { rows } = await changes(second.since)
  expect(rows.map(({ id }) => id)).toContain(started)
  // Beside it, only locks that were let go.
  expect(rows.length).toBeLessThan(20)
})

it('begins anew for who asks about another mirror, and refuses what no answer has given', async () => {
  const { untilComplete, changes, ask } = await open(10)
  await untilComplete()
  const strange = await changes('00000000-0000-0000-0000-000000000000_3')
  expect(strange.isAnew).toBe(true)
  expect(strange.rows).toHaveLength(10)
  expect((await ask(`${paths.mirror}?since=7`)).status).toBe(400)
})

it('costs no more calls with many operators than with one, but for their rights', async () => {
  const { untilComplete, changes, clock, sandbox, listCalls } = await open(1000)
  const { since } = await untilComplete()
  const watch = async (tokens: readonly string[]) => {
    const before = listCalls()
    for (let second = 0; second < 60; second += 5) {
      for (const token of tokens) await changes(since, token)
      await clock.advance(5000)
    }
    return listCalls() - before
  }
  const one = await watch([sandbox.issueSession({ userId: ANNA.id })])
  const twenty = await watch(
    Array.from({ length: 20 }, (_, index) =>
      sandbox.issueSession({ userId: index % 2 ? ANNA.id : PYOTR.id }),
    ),
  )
  expect(twenty - 20).toBeLessThanOrEqual(one)
})

it('rests when nobody watches', async () => {
  const { untilComplete, clock, listCalls } = await open(200)
  await untilComplete()
  await clock.advance(MINUTE_MS)
  const before = listCalls()
  await clock.advance(10 * MINUTE_MS)
  expect(listCalls()).toBe(before)
})

it('shows a row that becomes stuck within one reading of all pages', async () => {
  const { untilComplete, changes, clock, sandbox } = await open(400)
  let { since } = await untilComplete()
  const last = sandbox.ids().at(-3) ?? ''
  sandbox.setLock(last, 'stuck')
  const seen: string[] = []
  for (let second = 0; second < 180; second += 5) {
    const answer = await changes(since)
    since = answer.since
    seen.push(...answer.rows.flatMap(({ id, lock }) => (lock.kind === 'held' ? id : [])))
    await clock.advance(5000)
  }
  expect(seen).toContain(last)
})

it('gives nothing to who never had the right, and nothing five minutes after it was withdrawn', async () => {
  const { untilComplete, ask, sandbox, anna, clock } = await open(100)
  await untilComplete()
  expect((await ask(paths.mirror, sandbox.issueSession({ userId: BORIS.id }))).status).toBe(403)
  expect((await ask(paths.mirror, 'made-up')).status).toBe(401)
  expect((await ask(paths.mirror, anna)).status).toBe(200)
  sandbox.expireSessions()
  await clock.advance(5 * MINUTE_MS + 1)
  expect((await ask(paths.mirror, anna)).status).toBe(401)
})

it('goes on by itself after the API was away, and says since when it is', async () => {
  const { untilComplete, changes, sandbox, clock } = await open(100)
  const { since } = await untilComplete()
  sandbox.setReachable(false)
  for (let second = 0; second < 60; second += 5) {
    await changes(since)
    await clock.advance(5000)
  }
  expect((await changes(since)).failingSince).not.toBeNull()
  sandbox.setReachable(true)
  const started = sandbox.addWorkflow()
  for (let second = 0; second < 120; second += 5) {
    await changes(since)
    await clock.advance(5000)
  }
  const after = await changes(since)
  expect(after.failingSince).toBeNull()
  expect(after.rows.map(({ id }) => id)).toContain(started)
})
