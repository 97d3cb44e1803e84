// `npm run bench -- gateway`: what the gateway adds to a call, lets through, holds in memory and gives away as a mirror.
// Options: --runs N, --rows N (of the mirror), --save.
import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeWorkflowPage } from '#src/contract/workflow.ts'

import { startApart } from './console-process.ts'
import { GATEWAY_MEASURES, toGatewayRows, type GatewaySamples } from './gateway-report.ts'
import { callAtRate, callFlatOut, callOnce, repeatFor, type Target } from './http-load.ts'
import { readWholeMirror } from './mirror-reader.ts'
import { printTable } from './report.ts'
import { saveSamples } from './save.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    rows: { type: 'string', default: '100000' },
    save: { type: 'boolean', default: false },
  },
})
const RUNS = Math.max(5, Number(values.runs))
const ROWS = Number(values.rows)
const PORTS = { gateway: 3970, sandbox: 3971, sandboxGateway: 3972 }
const PEER_PORT = 3973
const RATE = 100
const RATE_MS = 5000
const FLAT_OUT_MS = 3000
/** Enough for either to be busy all the time. */
const AT_ONCE = 20
const FEW = 4000
const TERMINATIONS = 400
const IDLE_MS = 2000

const samples = Object.fromEntries(
  GATEWAY_MEASURES.map((name): [string, number[]] => [name, []]),
) as GatewaySamples
await measureCalls()
await measureMirror()
printTable(toGatewayRows(samples))
if (values.save) saveSamples('gateway', samples)

/** With a list of a few thousand, from which terminations take. */
async function measureCalls(): Promise<void> {
  const portal = await startApart(PORTS, FEW)
  const peer = await startPeer()
  // The first start compiles; from the second on what was compiled is there, as with `npm start`.
  await (await portal.startGateway()).leave()
  try {
    for (let run = 0; run < RUNS; run += 1) {
      const gateway = await portal.startGateway()
      samples.start.push(gateway.startMs)
      await pause(IDLE_MS)
      samples.atRest.push(gateway.memory())
      try {
        await measureRun(await portal.issueSession())
      } finally {
        await gateway.stop()
      }
    }
  } finally {
    peer.kill('SIGKILL')
    await portal.stop()
  }
}

async function measureRun(token: string): Promise<void> {
  const headers = { Authorization: `Bearer ${token}` }
  const list = { path: paths.workflows, headers }
  const through = { ...list, port: PORTS.gateway }
  const direct = { ...list, port: PORTS.sandbox, headers: { ...headers, 'X-Api-Key': SANDBOX_KEYS.app } }
  const peer = { ...list, port: PEER_PORT }
  for (const target of [through, direct, peer]) await callFlatOut(repeatFor(target, 500), { atOnce: AT_ONCE })
  const [asked = [], passed = []] = await callAtRate([direct, through], RATE, RATE_MS)
  samples.directP50.push(percentile(asked, 50))
  samples.directP99.push(percentile(asked, 99))
  samples.addedP50.push(percentile(passed, 50) - percentile(asked, 50))
  samples.addedP99.push(percentile(passed, 99) - percentile(asked, 99))
  samples.peer.push(await callFlatOut(repeatFor(peer, FLAT_OUT_MS), { atOnce: AT_ONCE }))
  samples.passThrough.push(await callFlatOut(repeatFor(through, FLAT_OUT_MS), { atOnce: AT_ONCE }))
  const ids = await readIds(direct, TERMINATIONS)
  const nextDelete = (): Target | null => {
    const id = ids.pop()
    if (id === undefined) return null
    return { port: PORTS.gateway, path: `${paths.workflow(id)}?force=true`, method: 'DELETE', headers }
  }
  samples.terminations.push(await callFlatOut(nextDelete, { atOnce: AT_ONCE, wanted: 204 }))
}

async function readIds(direct: Target, count: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) {
    const { body } = await callOnce({ ...direct, path: `${paths.workflows}?offset=${ids.length}` })
    const page = decodeWorkflowPage(JSON.parse(body.toString('utf8')))
    ids.push(...page.workflows.map(({ id }) => id))
  }
  return ids.slice(0, count)
}

/** A gateway that has read all of a long list, and gives it to a page. */
async function measureMirror(): Promise<void> {
  const portal = await startApart(PORTS, ROWS)
  try {
    for (let run = 0; run < RUNS; run += 1) {
      const gateway = await portal.startGateway()
      try {
        const headers = { Authorization: `Bearer ${await portal.issueSession()}`, 'Accept-Encoding': 'br' }
        const mirror = { port: PORTS.gateway, path: paths.mirror, headers }
        await callOnce({ ...mirror, path: paths.workflows })
        await readWholeMirror(mirror)
        const { bytes, ms } = await readWholeMirror(mirror)
        samples.mirrorBytes.push(bytes)
        samples.mirrorMs.push(ms)
        samples.withMirror.push(gateway.memory())
      } finally {
        await gateway.stop()
      }
    }
  } finally {
    await portal.stop()
  }
}

async function startPeer() {
  const target = `http://127.0.0.1:${PORTS.sandbox}`
  const child = spawn(
    process.execPath,
    ['bench/peer-proxy.mjs', String(PEER_PORT), target, SANDBOX_KEYS.app],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await new Promise<void>((done, reject) => {
    child.stdout.once('data', () => done())
    child.once('exit', (code) => reject(new Error(`The proxy ended with ${code}`)))
  })
  return child
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0
}
