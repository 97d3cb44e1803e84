// `npm run soak`: fifty operators with the list open, who end a workflow now and then and start a batch, for ten minutes.
// Options: --minutes N, --operators N, --workflows N, --save.
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { percentile, report, save } from './checks.ts'
import { doubled } from './fault-kit.ts'
import { createOperator, type Heard, type Operator } from './operator.ts'
import { openRig, type Rig } from './rig.ts'
import { judgeSoak, type Look } from './soak-verdict.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    operators: { type: 'string', default: '50' },
    workflows: { type: 'string', default: '2000' },
    save: { type: 'boolean', default: false },
  },
})
const MINUTES = Number(values.minutes)
const OPERATORS = Number(values.operators)
const LOOK_MS = 5000
const SINGLE_MS = 6000
const BATCH_MS = 120_000
const BATCH_SIZE = 20
/** Pages are opened one after the other in the morning, not all at once: each costs three calls of the API. */
const OPENING_MS = 1500
/** Administrators of the sandbox's portal. */
const USER_IDS = [1, 7]

const heard: Heard[] = []
const looks: Look[] = []
// The pace of the API, its limits, and a tenth of a second for each answer.
const rig = await openRig({
  sandbox: { workflowCount: Number(values.workflows), latencyMs: 100 },
  env: { LOG_LEVEL: 'info' },
})
try {
  process.exitCode = await soak()
} finally {
  await rig.close()
}

async function soak(): Promise<number> {
  console.log(`${OPERATORS} operators, ${values.workflows} workflows, ${MINUTES} minutes`)
  let isOver = false
  const operators: Operator[] = []
  const work: Promise<unknown>[] = []
  const opening = Math.min(OPENING_MS, (MINUTES * 60_000) / 4 / OPERATORS)
  for (let index = 0; index < OPERATORS; index += 1) {
    const userId = USER_IDS[index % USER_IDS.length] ?? 1
    const operator = await createOperator({
      rig,
      userId,
      hear: (one) => void heard.push(one),
      isOver: () => isOver,
    })
    await operator.open()
    operators.push(operator)
    work.push(operator.work())
    await pause(opening)
  }
  const startedAt = Date.now()
  const endsAt = startedAt + MINUTES * 60_000
  const pick = <T>(all: readonly T[]) => all[Math.floor(Math.random() * all.length)]
  const repeat = async (ms: number, task: () => Promise<unknown>) => {
    while (Date.now() + ms < endsAt) {
      await pause(ms)
      await task()
    }
  }
  await Promise.all([
    repeat(LOOK_MS, async () => void looks.push(await look(rig, (Date.now() - startedAt) / 1000))),
    repeat(SINGLE_MS, async () => void pick(operators)?.terminate(pick(rig.sandbox.ids()) ?? '')),
    repeat(BATCH_MS, async () => pick(operators)?.startBatch(rig.sandbox.ids().slice(-BATCH_SIZE))),
    repeat(60_000, async () =>
      console.log(`${Math.round((Date.now() - startedAt) / 60_000)} min`, looks.at(-1)),
    ),
  ])
  isOver = true
  await Promise.all(work.map((one) => Promise.race([one, pause(20_000)])))
  const checks = judgeSoak({
    looks,
    heard,
    doubled: doubled(rig).length,
    unforeseen: rig.unforeseen().length,
    operators: OPERATORS,
  })
  const kinds = [...Map.groupBy(heard, ({ kind }) => kind)].map(([kind, all]) => {
    const times = all.map(({ ms }) => ms)
    return { kind, calls: all.length, p50: percentile(times, 50), p99: percentile(times, 99) }
  })
  console.table(kinds)
  if (values.save) save('soak', { checks, samples: { looks, kinds } })
  return report(`Soak: ${OPERATORS} operators, ${MINUTES} minutes`, checks)
}

async function look({ metrics, resources }: Rig, at: number): Promise<Look> {
  const { value } = await metrics()
  const { memory, handles } = resources()
  return {
    at,
    memory,
    handles,
    heap: value('nodejs_heap_size_used_bytes') ?? 0,
    waiting: value('flowstop_pacer_queue_length') ?? 0,
    inFlight: value('flowstop_requests_in_flight') ?? 0,
    loopP99: (value('nodejs_eventloop_lag_p99_seconds') ?? 0) * 1000,
  }
}
