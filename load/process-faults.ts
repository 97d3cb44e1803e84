import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'

import { startPostgresServer } from '#server/journal-testing/postgres-server.ts'
import { paths } from '#src/contract/addresses.ts'

import type { Check } from './checks.ts'
import {
  doubled,
  equal,
  expectation,
  OPEN,
  stateOf,
  summarise,
  tell,
  terminate,
  type Fault,
} from './fault-kit.ts'
import { openRig } from './rig.ts'
import { createStallingProxy } from './stalling-proxy.ts'

async function open(env: Record<string, string> = OPEN) {
  const rig = await openRig({ sandbox: { workflowCount: 200, life: false, limits: false }, env })
  const token = rig.sandbox.issueSession({ userId: 1 })
  await rig.call(paths.workflows, { token })
  return { rig, token, ids: rig.sandbox.ids() }
}

/** Another program holds the journal's file: every write waits for it, and fails. */
async function journalLocked(): Promise<Check[]> {
  const { rig, token, ids } = await open()
  const other = new DatabaseSync(join(rig.folder, 'flowstop.db'))
  try {
    other.exec('BEGIN EXCLUSIVE')
    const answers = await Promise.all(
      ids.slice(0, 10).map((id, index) => tell(terminate(rig, token, id, `locked-journal-${index}`))),
    )
    const ready = await tell(rig.call('/readyz'))
    const list = await tell(rig.call(paths.workflows, { token }))
    const sent = rig.sandbox.record.deletes.length
    const longest = Math.max(...answers.map(({ ms }) => ms))
    other.exec('ROLLBACK')
    await pause(20_000)
    const again = await tell(terminate(rig, token, ids[0] ?? '', 'locked-journal-again'))
    return [
      expectation(
        '10 DELETEs while the journal cannot be written',
        `${summarise(answers)} in ${(longest / 1000).toFixed(1)} s`,
        '503 JOURNAL_UNAVAILABLE in 30 s',
        answers.every(({ told }) => told === '503 JOURNAL_UNAVAILABLE') && longest < 30_000,
      ),
      equal('DELETEs that left', sent, 0),
      equal('ready meanwhile', ready.told, '503'),
      equal('a list meanwhile', list.told, '200'),
      equal('a DELETE when it can be written again', again.told, '204'),
      equal('doubled DELETEs', doubled(rig).length, 0),
    ]
  } finally {
    other.close()
    await rig.close()
  }
}

/** The disk takes no byte more: the size of the process's files is limited while it runs. */
async function journalFull(): Promise<Check[]> {
  const { rig, token, ids } = await open()
  try {
    const limit = (bytes: string) => execFileSync('prlimit', [`--pid=${rig.pid()}`, `--fsize=${bytes}`])
    limit('4096:unlimited')
    const answers = []
    for (let index = 0; index < 5; index += 1)
      answers.push(await tell(terminate(rig, token, ids[index] ?? '', `full-journal-${index}`)))
    const lives = !rig.hasEnded() && (await tell(rig.call('/healthz'))).told
    const list = await tell(rig.call(paths.workflows, { token }))
    const sent = rig.sandbox.record.deletes.length
    limit('unlimited:unlimited')
    await pause(20_000)
    const again = await tell(terminate(rig, token, ids[9] ?? '', 'full-journal-again'))
    return [
      expectation(
        '5 DELETEs while the disk is full',
        summarise(answers),
        '503 JOURNAL_UNAVAILABLE',
        answers.every(({ told }) => told === '503 JOURNAL_UNAVAILABLE'),
      ),
      equal('DELETEs that left', sent, 0),
      equal('the gateway lives', lives, '200'),
      equal('a list meanwhile', list.told, '200'),
      equal('a DELETE when there is room again', again.told, '204'),
    ]
  } finally {
    await rig.close()
  }
}

async function killedWhileSending(): Promise<Check[]> {
  const { rig, token, ids } = await open()
  try {
    for (const [index, id] of ids.slice(0, 10).entries())
      rig.sandbox.holdNext({ method: 'DELETE', path: paths.workflow(id), applied: index % 2 === 0 })
    const answers = ids
      .slice(0, 10)
      .map((id, index) => tell(terminate(rig, token, id, `killed-gateway-${index}`)))
    while (rig.sandbox.record.deletes.length < 10) await pause(20)
    await rig.kill()
    const told = summarise(await Promise.all(answers))
    rig.sandbox.releaseAll()
    await rig.start()
    // Somebody is signed in again: what is unknown is looked up.
    await rig.call(paths.workflows, { token })
    let states: string[] = []
    for (let tries = 0; tries < 100; tries += 1) {
      states = await Promise.all(
        ids.slice(0, 10).map((_id, index) => stateOf(rig, token, `killed-gateway-${index}`)),
      )
      if (!states.includes('unknown')) break
      await pause(200)
    }
    const isTrue = states.every(
      (state, index) =>
        state === (rig.sandbox.hasWorkflow(ids[index] ?? '') ? 'still_running' : 'no_longer_running'),
    )
    return [
      equal('10 DELETEs under way when the process is killed', told, '10 x no answer'),
      expectation(
        'what the journal says after the start',
        Object.entries(Object.groupBy(states, (state) => state))
          .map(([state, all]) => `${all?.length} ${state}`)
          .join(', '),
        'what is true of each',
        isTrue,
      ),
      equal('DELETEs that left', rig.sandbox.record.deletes.length, 10),
      equal('doubled DELETEs', doubled(rig).length, 0),
    ]
  } finally {
    await rig.close()
  }
}

/** Stopped as a system stops it: what is under way is answered first. */
async function stoppedWhileAnswering(): Promise<Check[]> {
  const { rig, token, ids } = await open()
  try {
    rig.sandbox.delayNext(2000, { method: 'GET', path: paths.workflows })
    rig.sandbox.delayNext(2000, { method: 'DELETE' })
    const under = [
      tell(rig.call(paths.workflows, { token })),
      tell(terminate(rig, token, ids[0] ?? '', 'stopped-gateway')),
    ]
    await pause(500)
    const code = await rig.stop()
    const told = (await Promise.all(under)).map((answer) => answer.told)
    await rig.start()
    return [
      equal('a list and a DELETE under way at SIGTERM', told.join(', '), '200, 204'),
      equal('exit code', code, 0),
      equal('its state after the start', await stateOf(rig, token, 'stopped-gateway'), 'accepted'),
    ]
  } finally {
    await rig.close()
  }
}

/** The PostgreSQL of the journal takes what it is sent, and says nothing. */
async function journalStalled(): Promise<Check[]> {
  const postgres = await startPostgresServer()
  const url = new URL(`${postgres.url}/postgres`)
  const proxy = await createStallingProxy(Number(url.port))
  url.port = String(proxy.port)
  const { rig, token, ids } = await open({ ...OPEN, DATABASE_URL: url.href })
  try {
    proxy.stall()
    const answers = await Promise.all(
      ids.slice(0, 20).map((id, index) => tell(terminate(rig, token, id, `stalled-journal-${index}`))),
    )
    const longest = Math.max(...answers.map(({ ms }) => ms)) / 1000
    const again = await tell(terminate(rig, token, ids[20] ?? '', 'stalled-journal-next'))
    const ready = await tell(rig.call('/readyz'))
    const list = await tell(rig.call(paths.workflows, { token }))
    const sent = rig.sandbox.record.deletes.length
    proxy.goOn()
    await pause(20_000)
    const after = await tell(terminate(rig, token, ids[21] ?? '', 'stalled-journal-after'))
    return [
      expectation(
        '20 DELETEs while PostgreSQL says nothing',
        `${summarise(answers)} in ${longest.toFixed(1)} s`,
        '503 JOURNAL_UNAVAILABLE in 45 s',
        answers.every(({ told }) => told === '503 JOURNAL_UNAVAILABLE') && longest < 45,
      ),
      equal('one more', again.told, '503 JOURNAL_UNAVAILABLE'),
      equal('DELETEs that left', sent, 0),
      equal('ready meanwhile', ready.told, '503'),
      equal('a list meanwhile', list.told, '200'),
      equal('a DELETE when it answers again', after.told, '204'),
      equal('doubled DELETEs', doubled(rig).length, 0),
    ]
  } finally {
    await rig.close()
    proxy.close()
    await postgres.stop()
  }
}

export const PROCESS_FAULTS: readonly Fault[] = [
  { name: 'journal-locked', run: journalLocked },
  { name: 'journal-full', run: journalFull },
  { name: 'journal-stalled', run: journalStalled },
  { name: 'killed', run: killedWhileSending },
  { name: 'stopped', run: stoppedWhileAnswering },
]
