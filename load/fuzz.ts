// `npm run fuzz`: ten thousand requests that no browser would send, by a seed that makes them again.
// Options: --requests N, --seed N, --only INDEX (one request alone, with its answer), --save.
import { parseArgs } from 'node:util'

import { paths } from '#src/contract/addresses.ts'
import { readObject } from '#src/contract/read.ts'

import { report, save, type Check } from './checks.ts'
import { OPEN } from './fault-kit.ts'
import { createFuzzRequest } from './fuzz-requests.ts'
import { runFuzz } from './fuzz-run.ts'
import { exchangeRaw } from './raw-exchange.ts'
import { openRig } from './rig.ts'
import { MAY_BE_ASKED } from './sandbox-watch.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    only: { type: 'string' },
    save: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const AT_ONCE = 16
/** Its own limits are not what is tried, and upstream calls must not slow it down. */
const rig = await openRig({
  sandbox: { seed: 'few', limits: false },
  env: { ...OPEN, LOG_LEVEL: 'info' },
})
const token = rig.sandbox.issueSession({ userId: 1 })
try {
  process.exitCode = values.only === undefined ? await runAll() : await runOne(Number(values.only))
} finally {
  await rig.close()
}

async function runOne(index: number): Promise<number> {
  const request = createFuzzRequest(index, { seed, port: rig.port, token })
  console.log(request.bytes.toString('latin1').replaceAll(token, '<token>'))
  const result = await exchangeRaw(request.bytes, {
    port: rig.port,
    splitAt: request.splitAt,
    staysOpen: request.isWellFormed,
    patienceMs: 20_000,
  })
  console.log(result.kind === 'answered' ? result.response : result.kind)
  return 0
}

async function runAll(): Promise<number> {
  const requests = Number(values.requests)
  console.log(`${requests} requests by --seed ${seed}`)
  const startedAt = performance.now()
  const { answers, failures } = await runFuzz({ port: rig.port, seed, token, to: requests, atOnce: AT_ONCE })
  const seconds = (performance.now() - startedAt) / 1000
  for (const { index, why, request } of failures.slice(0, 10))
    console.log(`${why}: npm run fuzz -- --seed ${seed} --only ${index}\n  ${request}`)
  console.log('Answers:', answers)
  const unforeseen = rig.unforeseen()
  for (const line of unforeseen.slice(0, 10)) console.log('Log:', line)
  const { deletes, requests: asked } = rig.sandbox.record
  const strange = Object.keys(asked).filter((route) => !MAY_BE_ASKED.includes(route))
  const health = rig.hasEnded() ? 'ended' : String((await rig.call('/healthz')).status)
  const rows = health === '200' ? await countRows() : Number.NaN
  const checks: Check[] = [
    check('requests answered as they should', requests - failures.length, requests),
    check('crashes: the gateway lives', health, '200'),
    check('answers 500', answers['500'] ?? 0, 0),
    check('hung longer than 20 s', answers.hung ?? 0, 0),
    check('DELETEs that reached the API', deletes.length, 0),
    check('other calls of the API that should not be', strange.join(', ') || 0, 0),
    check('rows in the journal and batches', rows, 0),
    check('errors and stack traces in the log', unforeseen.length, 0),
  ]
  console.log(`${Math.round(seconds)} s, ${Math.round(requests / seconds)} requests/s`)
  if (values.save) save('fuzz', { checks, samples: { seed, requests, seconds, answers } })
  return report(`Fuzz: ${requests} requests, seed ${seed}`, checks)
}

/** What is on record after all of it. */
async function countRows(): Promise<number> {
  const counts = await Promise.all(
    [paths.journal, paths.batches].map(async (path) => {
      const { data } = readObject(await (await rig.call(path, { token })).json())
      return Array.isArray(data) ? data.length : Number.NaN
    }),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

function check(measure: string, value: string | number, wanted: string | number): Check {
  return { measure, value: String(value), wanted: String(wanted), isOk: value === wanted }
}
