import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { readObject, readText } from '#src/contract/read.ts'

const START_MS = 60_000

/** The real gateway and sandbox as a process of their own, with an empty journal. Rejects when it does not start in time. */
export async function startConsole(port: number, sandboxPort: number) {
  const server = await startServer(port, {
    PUBLIC_URL: `http://localhost:${port}`,
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_SPEED: '0',
  })
  // The bench reloads faster than a portal allows: limits are not what it measures.
  await control(sandboxPort, 'set-limits', { limits: false })
  return { origin: `http://localhost:${port}`, stop: server.stop }
}

export type Ports = { gateway: number; sandbox: number; sandboxGateway: number }

/**
 * The sandbox with so many workflows, and a gateway that knows nothing of it in a process of its own, so that its memory
 * can be read. Its pacer is open: two thousand pages at the real pace take half an hour.
 */
export async function startApart(ports: Ports, workflowCount: number) {
  const origin = `http://localhost:${ports.gateway}`
  const sandbox = await startServer(ports.sandboxGateway, {
    PUBLIC_URL: origin,
    SANDBOX_PORT: String(ports.sandbox),
    SANDBOX_WORKFLOWS: String(workflowCount),
    SANDBOX_SPEED: '0',
  })
  await control(ports.sandbox, 'set-limits', { limits: false })
  const startGateway = () =>
    startServer(ports.gateway, {
      PUBLIC_URL: origin,
      VIBE_API_URL: `http://127.0.0.1:${ports.sandbox}`,
      VIBE_APP_KEY: SANDBOX_KEYS.app,
      VIBE_CONCURRENCY: '100',
      VIBE_RATE: '1000',
      VIBE_BURST: '10000',
    })
  return {
    origin,
    startGateway,
    issueSession: async () =>
      readText(readObject(await control(ports.sandbox, 'issue-session', {})).token) ?? '',
    touch: async (id: string) => void (await control(ports.sandbox, 'touch-workflow', { id })),
    stop: sandbox.stop,
  }
}

export type ServerProcess = Awaited<ReturnType<typeof startServer>>

async function startServer(port: number, settings: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'flowstop-bench-'))
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['server/main.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: `file:${join(folder, 'flowstop.db')}`,
      LOG_LEVEL: 'error',
      ...settings,
    },
  })
  const startMs = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The console did not start')), START_MS)
    child.once('exit', (code) => reject(new Error(`The console ended with ${code}`)))
    child.stdout.on('data', (text: Buffer) => {
      if (!text.toString().includes('Ready in')) return
      clearTimeout(timer)
      resolve(performance.now() - startedAt)
    })
  })
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      child.removeAllListeners('exit')
      const leave = () => {
        rmSync(folder, { recursive: true, force: true })
        resolve()
      }
      if (child.exitCode !== null || child.signalCode !== null) return leave()
      child.once('exit', leave)
      child.kill(signal)
    })
  return {
    /** From the call to the line that says it listens, milliseconds. */
    startMs,
    /** What the process holds in memory, bytes; Linux only. */
    memory: () => {
      const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
      return Number(kilobytes) * 1024
    },
    stop: () => end('SIGKILL'),
    /** Lets it end by itself: only then what was compiled is kept for the next start. */
    leave: () => end('SIGTERM'),
  }
}

/** Turns a knob of the sandbox; what it returns. */
async function control(port: number, knob: string, body: object): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/_control/${knob}`, {
    method: 'POST',
    headers: { 'X-Sandbox-Control': '1', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`The sandbox refused ${knob}: ${response.status}`)
  return readObject(await response.json()).data
}
