import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import pg from 'pg'

import { findFreePort } from '#e2e/ports.ts'
import { startServer } from '#e2e/program.ts'
import { createSandboxClient } from '#e2e/sandbox-client.ts'
import { openDatabase } from '#server/gateway/journal/database.ts'
import { startPostgresServer } from '#server/journal-testing/postgres-server.ts'
import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeWorkflowPage, nextOffset } from '#src/contract/workflow.ts'

import { startGatewayProcess, type GatewayProcess } from './gateway-process.ts'
import { startNginx } from './nginx.ts'

/** Enough that none runs out; they stand still, so that only Flowstop ends any. */
const WORKFLOWS = 4000
/** What a portal takes for an answer, so that calls are under way when something happens. */
const LATENCY_MS = 60
/** Each gateway's share of a pace that lets the test end. */
const PACE = { VIBE_CONCURRENCY: '3', VIBE_RATE: '25', VIBE_BURST: '25' }
const DRAIN_SECONDS = '2'

export type Stage = Awaited<ReturnType<typeof openStage>>

/** Sandbox, PostgreSQL, two gateways and nginx, all on loopback, each a process of its own. */
export async function openStage() {
  const closers: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const one of closers.toReversed()) await one()
  }
  try {
    const folder = mkdtempSync(join(tmpdir(), 'flowstop-cluster-'))
    closers.push(() => rmSync(folder, { recursive: true, force: true }))
    const postgres = await startPostgresServer()
    closers.push(postgres.stop)
    const databaseUrl = await makeDatabase(postgres.url)
    const port = await findFreePort()
    const publicUrl = `http://localhost:${port}`

    const sandboxPort = await findFreePort()
    const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
    const portal = await startServer({
      PORT: String(await findFreePort()),
      PUBLIC_URL: publicUrl,
      SANDBOX_PORT: String(sandboxPort),
      SANDBOX_WORKFLOWS: String(WORKFLOWS),
      SANDBOX_SPEED: '0',
      DATABASE_URL: `file:${join(folder, 'portal.db')}`,
      LOG_LEVEL: 'error',
    })
    closers.push(portal.kill)
    const sandbox = createSandboxClient(sandboxUrl)
    await sandbox.setLimits(false)
    const ids = await readIds(sandboxUrl)
    await sandbox.setLatency(LATENCY_MS)

    const env = {
      PUBLIC_URL: publicUrl,
      VIBE_API_URL: sandboxUrl,
      VIBE_APP_KEY: SANDBOX_KEYS.app,
      SESSION_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
      DATABASE_URL: databaseUrl,
      DRAIN_SECONDS,
      LOG_LEVEL: 'info',
      ...PACE,
    }
    const gateways: GatewayProcess[] = []
    for (const name of ['left', 'right']) {
      const gateway = await startGatewayProcess(name, await findFreePort(), env)
      closers.push(gateway.end)
      gateways.push(gateway)
    }
    const [left, right] = gateways
    if (!left || !right) throw new Error('There are no gateways')
    const down = new Set<GatewayProcess>()
    const peers = () => gateways.map((one) => ({ port: one.port, isDown: down.has(one) }))
    const proxy = startNginx({ folder, port, peers: peers() })
    closers.push(proxy.stop)
    const journal = openDatabase({ kind: 'postgres', url: databaseUrl })
    closers.push(journal.close)
    await untilReady(port)
    const take = async (gateway: GatewayProcess, isOut: boolean) => {
      if (isOut) down.add(gateway)
      else down.delete(gateway)
      await proxy.setPeers(peers())
    }
    return {
      /** Takes so many workflows that nobody has taken before. */
      takeIds: (count: number) => ids.splice(0, count),
      port,
      left,
      right,
      gateways,
      sandbox,
      journal,
      takeOut: (gateway: GatewayProcess) => take(gateway, true),
      putBack: async (gateway: GatewayProcess) => {
        await untilReady(gateway.port)
        await take(gateway, false)
      },
      calls: proxy.calls,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function readIds(sandboxUrl: string): Promise<string[]> {
  const ids: string[] = []
  for (let offset: number | null = 0; offset !== null;) {
    const answer = await fetch(`${sandboxUrl}${paths.workflows}?offset=${offset}`, {
      headers: { 'X-Api-Key': SANDBOX_KEYS.personal },
    })
    const page = decodeWorkflowPage(await answer.json())
    ids.push(...page.workflows.map(({ id }) => id))
    offset = nextOffset(page, offset)
  }
  return ids
}

async function makeDatabase(server: string): Promise<string> {
  const client = new pg.Client({ connectionString: `${server}/postgres` })
  await client.connect()
  await client.query('CREATE DATABASE flowstop')
  await client.end()
  return `${server}/flowstop`
}

async function untilReady(port: number): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return
    await pause(100)
  }
  throw new Error(`Nothing is ready on port ${port}`)
}
