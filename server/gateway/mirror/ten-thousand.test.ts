import { expect, it, onTestFinished } from 'vitest'

import { ANNA, PYOTR } from '#server/sandbox/access/people.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeMirrorChanges, type MirrorChanges } from '#src/contract/mirror.ts'
import { createStoryPortal, type StoryOptions } from '#src/testing/story-portal.ts'

const COUNT = 10_000
const PAGES = COUNT / 50
const MINUTE_MS = 60_000
/** The mirror looks at the top so often (decision 0012). */
const LOOK_MS = 10_000
const LIST = 'GET /v1/workflows'

/** A portal of ten thousand that stands still, and the sandbox's own count of what reaches it. */
async function open(gateway: StoryOptions['gateway'] = {}) {
  const portal = await createStoryPortal({
    sandbox: { seed: undefined, workflowCount: COUNT, life: false },
    gateway,
  })
  onTestFinished(() => portal.close())
  const { sandbox, clock } = portal
  const anna = sandbox.issueSession({ userId: ANNA.id })
  const ask = (path: string, token = anna) =>
    portal.browse(path, { headers: { Authorization: `Bearer ${token}` } })
  const changes = async (since: string | null = null, token = anna): Promise<MirrorChanges> =>
    decodeMirrorChanges(await (await ask(paths.mirror + (since ? `?since=${since}` : ''), token)).json())
  const asked = (route: string) => sandbox.record.requests[route] ?? 0
  await ask(paths.workflows)

  return {
    ...portal,
    anna,
    changes,
    asked,
    /** Everything that an operator is given until the list is whole and all of it has come. */
    readAll: async (everyMs: number) => {
      const answers: MirrorChanges[] = []
      for (let turn = 0; turn < 2000; turn += 1) {
        const answer = await changes(answers.at(-1)?.since)
        answers.push(answer)
        if (answer.isComplete && !answer.hasMore) return answers
        if (!answer.hasMore) await clock.advance(everyMs)
      }
      throw new Error('The mirror is never complete')
    },
    /** Calls for the list until the next look at the top is over, while somebody watches. */
    callsOfLook: async (since: string, happen: () => void = () => {}) => {
      happen()
      const before = asked(LIST)
      await changes(since)
      await clock.advance(LOOK_MS)
      return asked(LIST) - before
    },
  }
}

it('is whole after one call a page and one more, and nothing else is asked', async () => {
  const { readAll, sandbox } = await open()
  const answers = await readAll(1)
  expect(sandbox.record.requests).toEqual({ 'GET /v1/me': 1, [LIST]: PAGES + 1 })
  expect(sandbox.record.deletes).toEqual([])
  const given = answers.flatMap(({ rows }) => rows.map(({ id }) => id))
  expect(new Set(given)).toEqual(new Set(sandbox.ids()))
  expect(answers.at(-1)).toMatchObject({ total: COUNT, readCount: COUNT, endedCount: 0 })
})

it('says how far it has come: ever further, and whole only at the end', async () => {
  const { readAll, clock, asked } = await open({
    pacer: { concurrency: 2, ratePerSecond: 2, burst: 40 },
  })
  const began = clock.now()
  const answers = await readAll(1000)
  const progress = answers.map(({ readCount }) => readCount)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  expect(new Set(progress).size).toBeGreaterThan(50)
  expect(new Set(answers.map(({ total }) => total))).toEqual(new Set([COUNT]))
  expect(answers.filter(({ isComplete, readCount }) => isComplete && readCount < COUNT)).toEqual([])
  // At the mirror's share of the pace it takes some minutes, and looks at the top once in each.
  const minutes = Math.ceil((clock.now() - began) / MINUTE_MS)
  expect(minutes).toBeLessThanOrEqual(4)
  expect(asked(LIST)).toBeLessThanOrEqual(PAGES + 1 + minutes)
})

it('finds 20 starts and moves in 2 calls, and each ending in log2 of the pages and one more', async () => {
  const { readAll, sandbox, changes, callsOfLook } = await open()
  const { since = '' } = (await readAll(1)).at(-1) ?? {}
  const atRest = await callsOfLook(since)
  expect(await callsOfLook(since)).toBe(atRest)
  const ids = sandbox.ids()

  const started: string[] = []
  const moved = Array.from({ length: 10 }, (_, index) => ids[300 + index * 900] ?? '')
  const ofMoves = await callsOfLook(since, () => {
    for (const id of moved) {
      started.push(sandbox.addWorkflow())
      sandbox.touchWorkflow(id)
    }
  })
  expect(ofMoves - atRest).toBe(2 - 1)
  const { rows, readCount } = await changes(since)
  const given = new Set(rows.map(({ id }) => id))
  expect([...started, ...moved].filter((id) => !given.has(id))).toEqual([])
  expect(readCount).toBe(COUNT + 10)

  const most = Math.ceil(Math.log2(PAGES)) + 1
  let endedBefore = 0
  for (const places of [[4321], [9999], [12, 2345, 8765]]) {
    const endings = places.map((place) => ids[place] ?? '')
    const calls = await callsOfLook(since, () => endings.forEach((id) => sandbox.endWorkflow(id)))
    expect(calls - atRest).toBeLessThanOrEqual(endings.length * most)
    await callsOfLook(since)
    const { ended, endedCount } = await changes(since)
    expect(ended.slice(endedBefore).toSorted()).toEqual(endings.toSorted())
    expect(endedCount).toBe(0)
    endedBefore = ended.length
  }
  expect(Object.keys(sandbox.record.requests).toSorted()).toEqual(['GET /v1/me', LIST])
})

it('costs twenty operators in no minute more calls than one, but for their rights', async () => {
  const watch = async (operators: number) => {
    const { readAll, sandbox, anna, changes, clock, asked } = await open()
    const { since = '' } = (await readAll(1)).at(-1) ?? {}
    const others = Array.from({ length: operators - 1 }, (_, index) =>
      sandbox.issueSession({ userId: index % 2 ? ANNA.id : PYOTR.id }),
    )
    const minutes: { list: number; rights: number }[] = []
    for (let minute = 0; minute < 6; minute += 1) {
      const before = { list: asked(LIST), rights: asked('GET /v1/me') }
      for (let second = 0; second < 60; second += 10) {
        for (const token of [anna, ...others]) {
          await changes(since, token)
          await clock.advance(10_000 / operators)
        }
      }
      minutes.push({
        list: asked(LIST) - before.list,
        rights: asked('GET /v1/me') - before.rights,
      })
    }
    expect(asked('DELETE /v1/workflows/:id')).toBe(0)
    return minutes
  }
  const [one, twenty] = [await watch(1), await watch(20)]
  // Who they are and whether they may read: once in five minutes each.
  expect(twenty.reduce((sum, { rights }) => sum + rights, 0)).toBeLessThanOrEqual(2 * 20)
  const tooMany = twenty.filter(({ list, rights }, minute) => list - rights > (one[minute]?.list ?? 0))
  expect(tooMany).toEqual([])
}, 20_000)
