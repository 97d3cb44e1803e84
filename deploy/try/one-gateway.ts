import { connect } from 'node:http2'

import { startConsole } from '#e2e/console.ts'
import { createCuttingProxy } from '#e2e/cutting-proxy.ts'
import { findFreePort } from '#e2e/ports.ts'
import type { Program } from '#e2e/program.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { readObject } from '#src/contract/read.ts'

import { startGateway } from './gateway.ts'
import { readIds, signIn } from './operator.ts'
import { type Report, until } from './report.ts'

/** Starts the proxy that is tried, on `port`, in front of `upstream`. `isBlunt`: without what keeps it from repeating. */
export type StartProxy = (options: { port: number; upstream: number; isBlunt: boolean }) => Promise<Program>

/** Between proxy and gateway stands a relay that counts DELETEs and can be cut. */
async function open(start: StartProxy, isBlunt: boolean) {
  const relay = await createCuttingProxy()
  const port = await findFreePort()
  const publicUrl = `https://localhost:${port}`
  const portal = await startConsole({ publicUrl })
  const gateway = await startGateway({ port: relay.targetPort, publicUrl, sandboxUrl: portal.sandboxUrl })
  const proxy = await start({ port, upstream: Number(new URL(relay.url).port), isBlunt })
  return {
    relay,
    publicUrl,
    gateway,
    sandbox: portal.sandbox,
    close: async () => {
      await proxy.stop()
      await relay.close()
      await gateway.close()
      await portal.stop()
      await portal.remove()
    },
  }
}

/** Everything that a proxy in front of one gateway has to do, and must not do. */
export async function tryOneGateway(report: Report, start: StartProxy): Promise<void> {
  const { check } = report
  const { relay, publicUrl, gateway, sandbox, close } = await open(start, false)
  try {
    const { call, terminate, cookie } = await signIn(publicUrl)
    check(
      'signs in over TLS; the cookie is for this host only',
      cookie.includes('__Host-flowstop_session='),
      true,
    )
    check('lists', (await readIds(call)).length, 10)
    check('terminates', (await terminate(FEW_IDS.dealIdle, { status: 'Тест' })).status, 204)
    check('HTTP/2 names the host', await statusOverHttp2(publicUrl, '/api/session'), 200)
    check('metrics are not for the outside', (await call('/metrics')).status, 404)

    const reason = 'Причина '.repeat(200)
    check('an address of 9 kB passes', (await terminate(FEW_IDS.quote, { status: reason })).status, 204)
    const deletes = await sandbox.deletes()
    check('and its reason arrives whole', deletes.at(-1)?.status, reason)
    check(
      'a header of 8 kB passes',
      (await call('/v1/workflows', { headers: { 'X-Large': 'x'.repeat(8192) } })).status,
      200,
    )
    check(
      'a batch of nearly 1 MiB is judged by the gateway',
      await postBatch(call, 1024 * 1024 - 64),
      '400 VALIDATION_ERROR',
    )
    check('one of more as well', await postBatch(call, 1024 * 1024 + 1024), '413 VALIDATION_ERROR')

    await tryBreaks(report, { relay, gateway, sandbox, terminate })

    const again = await signIn(publicUrl)
    await sandbox.holdNext({ method: 'DELETE' })
    const asked = performance.now()
    const slow = await again.terminate(FEW_IDS.listElement)
    const code = readObject(readObject(await slow.json()).error).code
    check(
      'an answer after 40 s is the gateway’s own',
      [slow.status, code, performance.now() - asked > 39_000],
      [502, 'NO_ANSWER', true],
    )
    await sandbox.release()
  } finally {
    await close()
  }
  await tryBlunt(report, start)
}

type Breaks = Pick<Awaited<ReturnType<typeof open>>, 'relay' | 'gateway' | 'sandbox'> & {
  terminate: (id: string) => Promise<Response>
}

async function tryBreaks({ check }: Report, { relay, gateway, sandbox, terminate }: Breaks) {
  const hold = async (id: string) => {
    const [before, sent] = [(await sandbox.deletes()).length, relay.deletes()]
    await sandbox.holdNext({ method: 'DELETE' })
    const answer = terminate(id)
    await until('the DELETE has arrived', async () => (await sandbox.deletes()).length > before)
    return {
      answer,
      counted: async () => [relay.deletes() - sent, (await sandbox.deletes()).length - before],
    }
  }
  const cut = await hold(FEW_IDS.smartItem)
  relay.cut()
  check('cut in the middle of a DELETE: told as 502', (await cut.answer).status, 502)
  check('  and sent once, to the gateway and by it', await cut.counted(), [1, 1])
  await sandbox.release()

  const killed = await hold(FEW_IDS.unknownClass)
  await gateway.kill()
  check('gateway killed in the middle of a DELETE: told as 502', (await killed.answer).status, 502)
  check('  and sent once, to the gateway and by it', await killed.counted(), [1, 1])
  await sandbox.release()
  check('  nothing is sent to a gateway that is away', (await terminate(FEW_IDS.dealStuck)).status, 502)
  await gateway.start()
  check('  nor kept for it', (await killed.counted())[1], 1)
}

/** The same file without the line that matters: else the checks above would prove nothing. */
async function tryBlunt({ check }: Report, start: StartProxy) {
  const { relay, publicUrl, sandbox, close } = await open(start, true)
  try {
    const { call, terminate } = await signIn(publicUrl)
    await readIds(call)
    await sandbox.holdNext({ method: 'DELETE' })
    const answer = terminate(FEW_IDS.smartItem)
    await until('the DELETE has arrived', async () => (await sandbox.deletes()).length > 0)
    relay.cut()
    await until('it is sent again', () => relay.deletes() > 1)
    check('without that line, the same cut sends it twice', relay.deletes(), 2)
    await sandbox.release()
    await answer
    check('  which the gateway sends on once, by its operation id', (await sandbox.deletes()).length, 1)
  } finally {
    await close()
  }
}

async function postBatch(call: (path: string, init: RequestInit) => Promise<Response>, bytes: number) {
  const body = JSON.stringify({ id: 'x'.repeat(bytes - 9) })
  const answer = await call('/api/batches', { method: 'POST', body })
  const { code } = readObject(readObject(await answer.json().catch(() => null)).error)
  return `${answer.status} ${String(code)}`
}

function statusOverHttp2(origin: string, path: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const session = connect(origin)
  session.on('error', reject)
  const request = session.request({ ':path': path, 'sec-fetch-site': 'same-origin' })
  request.on('response', (headers) => resolve(Number(headers[':status'])))
  request.on('error', reject)
  request.resume()
  request.end()
  return promise.finally(() => session.close())
}
