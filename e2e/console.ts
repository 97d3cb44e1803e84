import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { findFreePort } from './ports.ts'
import { type Env, startServer } from './program.ts'
import { createSandboxClient, type SandboxClient } from './sandbox-client.ts'

/** The real processes behind one test: gateway and sandbox, on ports and files of their own. */
export type Console = {
  /** The address operators open. */
  url: string
  port: number
  sandboxUrl: string
  sandbox: SandboxClient
  /** Everything the process has written, across restarts. */
  logs: () => string
  /** The bytes of the database and of whatever else stands in the data folder. */
  readData: () => Promise<{ file: string; text: string }[]>
  kill: () => Promise<void>
  start: () => Promise<void>
  /** Stops the process; the data stays readable until `remove`. */
  stop: () => Promise<void>
  remove: () => Promise<void>
}

type ConsoleOptions = {
  env?: Env
  port?: number
  /** Where operators reach it, when that is not its own port. */
  publicUrl?: string
}

/** Starts the console on the sandbox, with the ten fixed workflows of the seed `few`. */
export async function startConsole(options: ConsoleOptions = {}): Promise<Console> {
  const port = options.port ?? (await findFreePort())
  const sandboxPort = await findFreePort()
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
  const console = await openConsole({
    port,
    url: options.publicUrl ?? `http://localhost:${port}`,
    sandboxUrl,
    env: { SANDBOX_PORT: String(sandboxPort), SANDBOX_SPEED: '0', SANDBOX_WORKFLOWS: '0', ...options.env },
  })
  await console.sandbox.reset({ seed: 'few', life: false })
  return console
}

/** Starts a gateway of its own in front of the sandbox of another console, as it would stand in front of a portal. */
export function startGatewayAlone(port: number, sandboxUrl: string): Promise<Console> {
  return openConsole({
    port,
    url: `http://localhost:${port}`,
    sandboxUrl,
    env: { VIBE_API_URL: sandboxUrl, VIBE_APP_KEY: 'vibe_app_sandbox' },
  })
}

type OpenOptions = { port: number; url: string; sandboxUrl: string; env: Env }

async function openConsole({ port, url, sandboxUrl, env }: OpenOptions): Promise<Console> {
  const folder = await mkdtemp(join(tmpdir(), 'flowstop-e2e-'))
  const fullEnv: Env = {
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: `file:${join(folder, 'flowstop.db')}`,
    // Everything it could say, so that the check for secrets sees it.
    LOG_LEVEL: 'trace',
    ...env,
  }
  let program = await startServer(fullEnv)
  let earlier = ''
  return {
    url,
    port,
    sandboxUrl,
    sandbox: createSandboxClient(sandboxUrl),
    logs: () => earlier + program.output(),
    readData: async () => {
      const files = await readdir(folder)
      return Promise.all(
        files.map(async (file) => ({ file, text: await readFile(join(folder, file), 'latin1') })),
      )
    },
    kill: () => program.kill(),
    start: async () => {
      earlier += program.output()
      program = await startServer(fullEnv)
    },
    stop: async () => void (await program.stop()),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
