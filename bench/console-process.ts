import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const START_MS = 20_000

/** The real gateway and sandbox as a process of their own, with an empty journal. Rejects when it does not start in time. */
export async function startConsole(port: number, sandboxPort: number) {
  const folder = mkdtempSync(join(tmpdir(), 'flowstop-bench-'))
  const child = spawn(process.execPath, ['server/main.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      PUBLIC_URL: `http://localhost:${port}`,
      SANDBOX_PORT: String(sandboxPort),
      SANDBOX_SPEED: '0',
      DATABASE_URL: `file:${join(folder, 'flowstop.db')}`,
      LOG_LEVEL: 'error',
    },
  })
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The console did not start')), START_MS)
    child.once('exit', (code) => reject(new Error(`The console ended with ${code}`)))
    child.stdout.on('data', (text: Buffer) => {
      if (!text.toString().includes('Ready in')) return
      clearTimeout(timer)
      resolve()
    })
  })
  // The bench reloads faster than a portal allows: limits are not what it measures.
  await control(sandboxPort, 'set-limits', { limits: false })
  return {
    origin: `http://localhost:${port}`,
    stop: () => {
      child.removeAllListeners('exit')
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function control(port: number, knob: string, body: object): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/_control/${knob}`, {
    method: 'POST',
    headers: { 'X-Sandbox-Control': '1', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`The sandbox refused ${knob}: ${response.status}`)
}
