import { sql } from 'kysely'
import { onTestFinished } from 'vitest'

import type { Clock } from '#server/clock.ts'
import { makeDatabase } from '#server/journal-testing/open-journal.ts'
import { decodeJournalPage } from '#src/contract/journal.ts'
import { paths } from '#src/contract/addresses.ts'

import { MANY, openBatchGateway } from './batch-gateway.ts'
import type { StoryOptions } from './story-portal.ts'

const STEP_MS = 2500
const MOST_TURNS = 1000
const ROUND_TRIPS = 6

/**
 * Two gateways, `left` and `right`, in front of one portal and on one journal. `left` can be stopped as by SIGSTOP: no
 * timer of it runs until it goes on.
 */
export async function openTwoGateways(options: StoryOptions = {}) {
  const process = createStoppable()
  const database = await makeDatabase()
  const both = { ...MANY, ...options, isShared: true }
  const left = await openBatchGateway({ ...both, database, gatewayClock: process.clockOf })
  const right = await openBatchGateway({ ...both, beside: left })
  const { clock, sandbox, journal } = left
  /** The clock stands still unless it is moved; the database takes real time, the more the busier the machine is. */
  const untilWritten = async () => {
    for (let trip = 0; trip < ROUND_TRIPS; trip += 1) await sql`SELECT 1`.execute(journal.db)
  }
  const until = async (isSo: () => Promise<boolean> | boolean) => {
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      if (await isSo()) return
      await clock.advance(500)
      await untilWritten()
    }
    throw new Error('It did not come so')
  }
  // A termination looks nothing up unless somebody has shown that they may read the list.
  for (const { call } of [left, right]) await call(paths.workflows)

  return {
    left,
    right,
    sandbox,
    ids: sandbox.ids(),
    sent: left.sent,
    stop: process.stop,
    goOn: process.goOn,
    /** Time goes on. */
    pass: async (ms: number) => {
      for (let passed = 0; passed < ms; passed += STEP_MS) {
        await clock.advance(Math.min(STEP_MS, ms - passed))
        await untilWritten()
      }
    },
    until,
    /** The answer, once time has gone on for long enough. */
    answered: async <T>(answer: Promise<T>): Promise<T> => {
      let isThere = false
      void answer.finally(() => {
        isThere = true
      })
      await until(() => isThere)
      return answer
    },
    /** All of these, each once, in whatever order the two slots gave. */
    sentAll: (wanted: readonly string[]) =>
      left
        .sent()
        .toSorted((a, b) => a.localeCompare(b))
        .join() === wanted.toSorted((a, b) => a.localeCompare(b)).join(),
    terminate: ({ call }: Caller, id: string, key: string = crypto.randomUUID()) =>
      call(paths.workflow(id), { method: 'DELETE', headers: { 'Idempotency-Key': key } }),
    entries: async ({ call }: Caller = right) =>
      decodeJournalPage(await (await call(paths.journal)).json()).entries,
  }
}

type Caller = Pick<Awaited<ReturnType<typeof openBatchGateway>>, 'call'>

/** A process that is stopped: its timers fall due when it goes on, all at once. */
function createStoppable() {
  let isStopped = false
  let due: (() => void)[] = []
  const goOn = () => {
    isStopped = false
    const late = due
    due = []
    for (const run of late) run()
  }
  onTestFinished(goOn)
  return {
    stop: () => {
      isStopped = true
    },
    goOn,
    clockOf: (clock: Clock): Clock => ({
      now: clock.now,
      after: (ms, task) => {
        let isOff = false
        const run = () => {
          if (!isOff) task()
        }
        const cancel = clock.after(ms, () => (isStopped ? void due.push(run) : run()))
        return () => {
          isOff = true
          cancel()
        }
      },
    }),
  }
}
