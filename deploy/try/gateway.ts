import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startServer, type Env } from '#e2e/program.ts'
import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'

type GatewayOptions = { port: number; publicUrl: string; sandboxUrl: string; env?: Env }

/** A gateway in a process of its own in front of the sandbox of another one, which stays when this one is killed. */
export async function startGateway({ port, publicUrl, sandboxUrl, env = {} }: GatewayOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'flowstop-try-'))
  const start = () =>
    startServer({
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      VIBE_API_URL: sandboxUrl,
      ...(env.VIBE_API_KEY === undefined ? { VIBE_APP_KEY: SANDBOX_KEYS.app } : {}),
      DATABASE_URL: `file:${join(folder, 'flowstop.db')}`,
      SESSION_SECRET: 'the same for each of them, and long enough',
      LOG_LEVEL: 'silent',
      ...env,
    })
  let program = await start()
  return {
    kill: () => program.kill(),
    start: async () => {
      program = await start()
    },
    close: async () => {
      await program.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type TriedGateway = Awaited<ReturnType<typeof startGateway>>
