import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'

import { findFreePort } from '#e2e/ports.ts'
import { systemClock } from '#server/clock.ts'
import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import type { SandboxOptions } from '#server/sandbox/options.ts'
import { createSandbox } from '#server/sandbox/sandbox.ts'
import { readExposition } from '#src/testing/read-exposition.ts'

const START_MS = 20_000
const STOP_MS = 50_000
const MOST_LOG_LINES = 200_000
const METRICS_TOKEN = 'metrics-of-the-load-commands-0123456789'

export type RigOptions = {
  sandbox?: Partial<SandboxOptions>
  /** Answers in place of the sandbox; `false` = this one is the sandbox's. */
  intercept?: (request: Request, outgoing: ServerResponse) => boolean
  env?: Record<string, string>
}

export type Rig = Awaited<ReturnType<typeof openRig>>

/** The gateway as a process of its own in front of the sandbox in this one, which so knows all that arrives there. */
export async function openRig({ sandbox: sandboxOptions, intercept, env = {} }: RigOptions = {}) {
  const [port, sandboxPort] = [await findFreePort(), await findFreePort()]
  const folder = mkdtempSync(join(tmpdir(), 'flowstop-load-'))
  const origin = `http://127.0.0.1:${sandboxPort}`
  const sandbox = createSandbox({
    clock: systemClock,
    origin,
    redirectUris: [`http://localhost:${port}/v1/oauth/callback`],
    ...sandboxOptions,
  })
  const answer = (request: Request, env: HttpBindings) =>
    intercept?.(request, env.outgoing) ? RESPONSE_ALREADY_SENT : sandbox.fetch(request, env)
  let server = createServer(answer)
  const listen = () => new Promise<void>((done) => server.listen(sandboxPort, '127.0.0.1', done))
  await listen()
  const log: string[] = []
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    const started = spawn(process.execPath, ['server/main.ts'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        NODE_OPTIONS: process.env.NODE_OPTIONS,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX,
        PORT: String(port),
        PUBLIC_URL: `http://localhost:${port}`,
        VIBE_API_URL: origin,
        VIBE_APP_KEY: SANDBOX_KEYS.app,
        DATABASE_URL: `file:${join(folder, 'flowstop.db')}`,
        SESSION_SECRET: 's'.repeat(40),
        METRICS_TOKEN,
        ...env,
      },
    })
    child = started
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timer = setTimeout(() => reject(new Error('The gateway did not start')), START_MS)
    const keep = (chunk: Buffer) => {
      const text = chunk.toString('utf8')
      if (text.includes('Ready in')) resolve()
      log.push(...text.split('\n').filter((line) => line !== ''))
      if (log.length > MOST_LOG_LINES) log.splice(0, MOST_LOG_LINES / 10)
    }
    started.stdout.on('data', keep)
    started.stderr.on('data', keep)
    started.once('exit', (code) =>
      reject(new Error(`The gateway ended with ${code}: ${log.slice(-5).join('\n')}`)),
    )
    await promise.finally(() => clearTimeout(timer))
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null)
      return ending?.exitCode ?? null
    const ended = new Promise<number | null>((done) => ending.once('exit', done))
    const timer = setTimeout(() => ending.kill('SIGKILL'), STOP_MS)
    ending.kill(signal)
    return ended.finally(() => clearTimeout(timer))
  }

  const call = (path: string, init: RequestInit & { token?: string | null } = {}) => {
    const { token, ...rest } = init
    const headers = new Headers(rest.headers)
    if (token) headers.set('Authorization', `Bearer ${token}`)
    return fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...rest, headers })
  }

  await start()
  return {
    port,
    folder,
    sandbox,
    log,
    start,
    call,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    pid: () => child?.pid,
    hasEnded: () => child === null || child.exitCode !== null || child.signalCode !== null,
    metrics: async () => readExposition(await (await call('/metrics', { token: METRICS_TOKEN })).text()),
    /** What the process holds in memory, bytes, and how many files and sockets it has open; Linux only. */
    resources: () => {
      const place = `/proc/${child?.pid}`
      const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`${place}/status`, 'utf8')) ?? []
      return { memory: Number(kilobytes) * 1024, handles: readdirSync(`${place}/fd`).length }
    },
    /** Lines of the log that tell of something unforeseen: errors, and stacks wherever they stand. */
    unforeseen: () => log.filter((line) => /"level":[56]0/.test(line) || /^\s+at /.test(line)),
    /** The API goes away: connections are cut, and new ones refused. Until `openApi`. */
    closeApi: () => closeServer(server),
    openApi: async () => {
      server = createServer(answer)
      await listen()
    },
    close: async () => {
      await end('SIGKILL')
      await closeServer(server)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Answer = (request: Request, env: HttpBindings) => Response | Promise<Response>

const createServer = (answer: Answer) =>
  createAdaptorServer({ fetch: (request, env) => answer(request, env as HttpBindings) })

async function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()))
  if (server instanceof Server) server.closeAllConnections()
  await closed
}
