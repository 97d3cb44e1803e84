import { expect, it, onTestFinished } from 'vitest'

import { paths } from '#src/contract/addresses.ts'
import { decodeBatchAnswer, decodeBatchProgress, type BatchProgress } from '#src/contract/batch.ts'
import type { JournalState } from '#src/contract/journal.ts'

import { openStormConsole, pause } from './storm-console.ts'

const ITEMS = 1000
const BYSTANDERS = 60
const FACTOR = 30
/** Virtual minutes after which nothing may be open any more. */
const MOST_MINUTES = 60
const KILL_AT = [150, 450, 800]
/** Attempts that never arrived; two at most for each kill on a machine that has nothing else to do. */
const MOST_LOST = 50

type Console = Awaited<ReturnType<typeof openStormConsole>>

/** Every n-th item meets a fault; `first` shifts them, so that none meets two. */
function every(ids: readonly string[], n: number, first: number): string[] {
  return ids.filter((_id, index) => index % n === first)
}

function prepare({ sandbox }: Console, ids: readonly string[]) {
  const limited = every(ids, 20, 1)
  const failedApplied = every(ids, 100, 2)
  const failedNot = every(ids, 100, 3)
  const cutApplied = every(ids, 100, 4)
  const cutNot = every(ids, 100, 5)
  const gone = every(ids, 200, 6)
  const slow = every(ids, 10, 7)
  const writtenBack = every(ids, 100, 7)
  const pathOf = (id: string) => ({ method: 'DELETE', path: `/v1/workflows/${id}` })
  for (const id of limited) sandbox.failNext({ ...pathOf(id), code: 'RATE_LIMITED', retryAfter: 1 })
  for (const id of failedApplied)
    sandbox.failNext({ ...pathOf(id), code: 'BITRIX_UNAVAILABLE', applied: true })
  for (const id of failedNot) sandbox.failNext({ ...pathOf(id), code: 'BITRIX_UNAVAILABLE' })
  for (const id of cutApplied) sandbox.loseNextAnswer({ ...pathOf(id), applied: true })
  for (const id of cutNot) sandbox.loseNextAnswer({ ...pathOf(id), applied: false })
  for (const id of ids) sandbox.setLock(id, 'free')
  for (const id of slow) sandbox.setLock(id, 'step_running', 45_000 + ids.indexOf(id) * 700)
  for (const id of writtenBack) sandbox.setWrittenBack(id, true)
  for (const id of gone) sandbox.endWorkflow(id)
  return { limited, failedApplied, failedNot, cutApplied, cutNot, gone, slow, writtenBack }
}

async function readProgress(program: Console, batchId: string, token: string): Promise<BatchProgress> {
  return decodeBatchProgress(await (await program.call(paths.batch(batchId), token)).json())
}

const settledOf = ({ batch: { total, counts } }: BatchProgress) => total - counts.queued - counts.sending

it('a batch of 1,000 in every trouble, with three kills: each item ends once, and the journal tells the truth', async ({
  annotate,
}) => {
  const program = await openStormConsole(FACTOR, {
    workflowCount: ITEMS + BYSTANDERS,
    life: false,
    writtenBackStays: true,
    limits: true,
  })
  onTestFinished(() => program.close())
  const { sandbox, call } = program
  const ids = sandbox.ids().slice(0, ITEMS)
  const faults = prepare(program, ids)
  let token = sandbox.issueSession({ userId: 1 })
  const startedAt = program.clock.now()

  const batchId = crypto.randomUUID()
  const body = {
    id: batchId,
    mode: 'soft',
    reason: 'Storm',
    workflowIds: ids,
    confirmedCount: ITEMS,
    retryOf: null,
  }
  const begun = await call(paths.batches, token, { method: 'POST', body })
  expect(decodeBatchAnswer(await begun.json())).toMatchObject({ state: 'starting', total: ITEMS })

  let kills = 0
  const pauses: string[] = []
  for (;;) {
    const now = await readProgress(program, batchId, token)
    if (now.batch.state === 'done') break
    expect(program.clock.now() - startedAt).toBeLessThan(MOST_MINUTES * 60_000)
    if (kills < KILL_AT.length && settledOf(now) >= (KILL_AT[kills] ?? 0)) {
      kills += 1
      await program.kill()
      await program.start()
      // Whoever resumes brings a session of their own.
      token = sandbox.issueSession({ userId: kills % 2 === 0 ? 1 : 7 })
      continue
    }
    if (now.batch.state === 'paused') {
      pauses.push(now.batch.pause?.why ?? '')
      const resumed = await call(paths.batchMove(batchId, 'resume'), token, { method: 'POST' })
      pauses.push(String(resumed.status))
    }
    await pause(100)
  }
  const sentWithin = program.clock.now() - startedAt
  expect(pauses).toEqual(Array.from(KILL_AT, () => ['gateway_restarted', '200']).flat())

  let last = await readProgress(program, batchId, token)
  while (last.items.some(({ state }) => state === 'accepted' || state === 'unknown')) {
    expect(program.clock.now() - startedAt).toBeLessThan(MOST_MINUTES * 60_000)
    await pause(250)
    // Somebody looks at the list now and then: what is written back is noticed.
    for (let offset = 0; offset < sandbox.size(); offset += 50)
      await call(`${paths.workflows}?offset=${offset}`, token)
    last = await readProgress(program, batchId, token)
  }
  await pause(30_000 / FACTOR)
  last = await readProgress(program, batchId, token)

  const { deletes } = sandbox.record
  const sentTo = Map.groupBy(deletes, ({ id }) => id)
  const statusesOf = (id: string) =>
    (sentTo.get(id) ?? []).map(({ outcome }) => (outcome === 'cut' ? 'cut' : outcome?.status))
  expect(last.items.map(({ workflowId }) => workflowId)).toEqual(ids)
  const lies = last.items
    .map(({ workflowId, state }) => ({
      state,
      statuses: statusesOf(workflowId),
      isRunning: sandbox.hasWorkflow(workflowId),
    }))
    .filter((told) => !isTrue(told))
  expect(lies).toEqual([])

  // No second DELETE except after a 429, and none for anybody else.
  const again = ids.filter((id) =>
    statusesOf(id)
      .slice(0, -1)
      .some((status) => status !== 429),
  )
  expect(again).toEqual([])
  expect([...sentTo.keys()].filter((id) => !ids.includes(id))).toEqual([])

  // Every attempt is on record. One may be there that never arrived: its process died before it left, or its time was over
  // on a busy machine. Then nobody knew what had come of it.
  const lost = last.items
    .map(({ workflowId, attempts, errorCode }) => ({
      attempts: attempts - statusesOf(workflowId).length,
      errorCode,
    }))
    .filter(({ attempts }) => attempts !== 0)
  expect(lost).toEqual(lost.map(() => ({ attempts: 1, errorCode: 'NO_ANSWER' })))
  expect(lost.length).toBeLessThan(MOST_LOST)

  for (const id of faults.gone)
    expect(last.items.find((item) => item.workflowId === id)?.state).toBe('already_gone')
  const seconds = Math.round(sentWithin / 1000)
  const counts = Object.entries(last.batch.counts).flatMap(([state, count]) =>
    count > 0 ? `${count} ${state}` : [],
  )
  await annotate(`${deletes.length} DELETEs within ${seconds} s of the API's time: ${counts.join(', ')}`)
}, 180_000)

type Told = { state: JournalState; statuses: readonly (number | string | undefined)[]; isRunning: boolean }

/** What the journal says of an item, against what the portal did and has. */
function isTrue({ state, statuses, isRunning }: Told): boolean {
  switch (state) {
    case 'gone':
      return !isRunning && statuses.at(-1) === 204
    case 'already_gone':
      return !isRunning && statuses.at(-1) === 404
    case 'no_longer_running':
      return !isRunning
    case 'still_running':
      return isRunning
    default:
      return false
  }
}
