import { startConsole } from '#e2e/console.ts'
import { createCuttingProxy } from '#e2e/cutting-proxy.ts'
import { findFreePort } from '#e2e/ports.ts'
import type { Program } from '#e2e/program.ts'
import { startPostgresServer } from '#server/journal-testing/postgres-server.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { startGateway } from './gateway.ts'
import { readIds, signIn } from './operator.ts'
import { type Report, until } from './report.ts'

/** Starts the proxy that is tried, on `port`, in front of both. */
export type StartSeveral = (options: {
  port: number
  upstreams: readonly [number, number]
}) => Promise<Program>

const KEPT_HERE = [FEW_IDS.dealIdle, FEW_IDS.quote, FEW_IDS.smartItem, FEW_IDS.listElement]

/** Two gateways on one PostgreSQL: the proxy keeps an operator at one, and gives nothing that was sent to the other. */
export async function trySeveral({ check }: Report, start: StartSeveral): Promise<void> {
  const port = await findFreePort()
  const publicUrl = `https://localhost:${port}`
  const postgres = await startPostgresServer()
  const portal = await startConsole({ publicUrl })
  const open = async () => {
    const relay = await createCuttingProxy()
    const env = { DATABASE_URL: `${postgres.url}/postgres` }
    const place = { port: relay.targetPort, publicUrl, sandboxUrl: portal.sandboxUrl, env }
    return { relay, gateway: await startGateway(place), port: Number(new URL(relay.url).port) }
  }
  const gateways = [await open(), await open()] as const
  const proxy = await start({ port, upstreams: [gateways[0].port, gateways[1].port] })
  const counts = () => gateways.map(({ relay }) => relay.deletes())
  try {
    const { call, terminate } = await signIn(publicUrl)
    check('signs in and lists', (await readIds(call)).length, 10)
    for (const id of KEPT_HERE) await terminate(id)
    check('an operator stays at one gateway', Math.max(...counts()), KEPT_HERE.length)
    const [own, other] = counts()[0] === KEPT_HERE.length ? gateways : gateways.toReversed()
    if (!own || !other) throw new Error('There are two')

    await portal.sandbox.holdNext({ method: 'DELETE' })
    const answer = terminate(FEW_IDS.unknownClass)
    await until('the DELETE has arrived', async () => (await portal.sandbox.deletes()).length === 5)
    await own.gateway.kill()
    await own.relay.close()
    check('killed in the middle of a DELETE: told as 502', (await answer).status, 502)
    check('  and given to nobody else', [own.relay.deletes(), other.relay.deletes()], [5, 0])
    await portal.sandbox.release()
    check('the next read is answered by the other one', (await call('/v1/workflows')).status, 200)
    check('  and the next termination', (await terminate(FEW_IDS.dealStuck)).status, 204)
    check('  which was sent once', [other.relay.deletes(), (await portal.sandbox.deletes()).length], [1, 6])
    check('another operator signs in', (await readIds((await signIn(publicUrl, 7)).call)).length > 0, true)
  } finally {
    await proxy.stop()
    for (const { relay, gateway } of gateways) {
      await gateway.close()
      await relay.close().catch(() => {})
    }
    await portal.stop()
    await portal.remove()
    await postgres.stop()
  }
}
