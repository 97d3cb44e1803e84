import { Server } from 'node:http'

import { createAdaptorServer } from '@hono/node-server'
import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'

import { openGateway } from '#bench/open-gateway.ts'
import { findFreePort } from '#e2e/ports.ts'
import { systemClock } from '#server/clock.ts'
import { createSandbox } from '#server/sandbox/sandbox.ts'
import { limitServer, SERVER_LIMITS } from '#server/server-limits.ts'

import { createFuzzRequest } from './fuzz-requests.ts'
import { runFuzz } from './fuzz-run.ts'
import { MAY_BE_ASKED } from './sandbox-watch.ts'

const SEED = 20_260_331
const REQUESTS = 600

async function open() {
  const port = await findFreePort()
  const log: string[] = []
  const sandbox = createSandbox({ clock: systemClock, redirectUris: [], seed: 'few', limits: false })
  const gateway = await openGateway({
    sandbox,
    database: { kind: 'sqlite', file: ':memory:' },
    publicUrl: `http://localhost:${port}`,
    pacer: { concurrency: 10, ratePerSecond: 1000, burst: 10_000 },
    logger: pino({ level: 'info' }, { write: (line: string) => void log.push(line) }),
  })
  const server = createAdaptorServer({ fetch: gateway.app.fetch, serverOptions: SERVER_LIMITS })
  if (server instanceof Server) limitServer(server)
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  onTestFinished(async () => {
    if (server instanceof Server) server.closeAllConnections()
    server.close()
    await gateway.close()
  })
  return { port, log, sandbox, token: sandbox.issueSession({ userId: 1 }) }
}

it('answers whatever comes: nothing crashes, hangs, fails inside, or reaches the API that should not', async () => {
  const { port, log, sandbox, token } = await open()
  const { answers, failures } = await runFuzz({ port, seed: SEED, token, to: REQUESTS, atOnce: 8 })
  expect(failures).toEqual([])
  // It came through to the routes, and to the parser.
  expect(Object.keys(answers)).toEqual(expect.arrayContaining(['200', '400', '401', '404', '405']))
  expect(sandbox.record.deletes).toEqual([])
  expect(Object.keys(sandbox.record.requests).filter((route) => !MAY_BE_ASKED.includes(route))).toEqual([])
  expect(log.filter((line) => /"level":[56]0/.test(line))).toEqual([])
}, 20_000)

it('makes the same request again from its seed and its number alone', () => {
  const options = { seed: SEED, port: 3000, token: 'vibe_session_x' }
  const bytes = (index: number) => createFuzzRequest(index, options).bytes.toString('latin1')
  expect(bytes(77)).toBe(bytes(77))
  expect(new Set(Array.from({ length: 100 }, (_, index) => bytes(index))).size).toBeGreaterThan(90)
  const valid = Array.from({ length: 3000 }, (_, index) => bytes(index)).filter((text) =>
    text.includes(options.token),
  )
  expect(valid.length).toBeGreaterThan(300)
  const acting = valid.filter((text) => /^\s*DELETE/i.test(text))
  expect(acting.length).toBeGreaterThan(30)
  expect(acting.filter((text) => !text.includes('stranger=1'))).toEqual([])
})
