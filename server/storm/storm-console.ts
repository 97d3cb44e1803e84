import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createAdaptorServer } from '@hono/node-server'

import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import type { SandboxOptions } from '#server/sandbox/options.ts'
import { createSandbox } from '#server/sandbox/sandbox.ts'

import { createFastClock } from './fast-clock.ts'

const START_MS = 20_000

/** A gateway process that can be killed, in front of a sandbox over real HTTP; both on a clock `factor` times as fast. */
export async function openStormConsole(factor: number, options: Partial<SandboxOptions>) {
  const base = Date.now()
  const clock = createFastClock(base, factor)
  const folder = mkdtempSync(join(tmpdir(), 'flowstop-storm-'))
  const [sandboxPort, port] = [await freePort(), await freePort()]
  const apiUrl = `http://127.0.0.1:${sandboxPort}`
  const sandbox = createSandbox({ clock, origin: apiUrl, redirectUris: [], ...options })
  const server = createAdaptorServer({ fetch: sandbox.fetch })
  await new Promise<void>((done) => server.listen(sandboxPort, '127.0.0.1', done))
  const url = `http://127.0.0.1:${port}`
  let gateway: ChildProcess | null = null

  async function start(): Promise<void> {
    gateway = spawn(process.execPath, [join(import.meta.dirname, 'fast-gateway.ts')], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DATABASE_URL: `file:${join(folder, 'journal.db')}`,
        VIBE_APP_KEY: SANDBOX_KEYS.app,
        VIBE_API_URL: apiUrl,
        LOG_LEVEL: 'silent',
        CLOCK_BASE: String(base),
        CLOCK_FACTOR: String(factor),
      },
    })
    const deadline = Date.now() + START_MS
    while (!(await isUp())) {
      if (Date.now() > deadline) throw new Error('The gateway did not start')
      await pause(50)
    }
  }

  const isUp = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )

  async function kill(): Promise<void> {
    const ended = new Promise((done) => gateway?.once('exit', done))
    gateway?.kill('SIGKILL')
    await ended
  }

  await start()
  return {
    sandbox,
    clock,
    start,
    kill,
    call: (path: string, token: string, { method = 'GET', body }: { method?: string; body?: unknown } = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    close: async () => {
      await kill()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

function freePort(): Promise<number> {
  const server = createServer()
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => {
      if (address === null || typeof address === 'string') reject(new Error('There is no free port'))
      else resolve(address.port)
    })
  })
  return promise
}
