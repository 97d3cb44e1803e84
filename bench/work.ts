// `npm run bench -- work`: what the people who build it wait for: start, types and lint, one test file while it is watched.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { printTable } from './report.ts'
import { saveSamples } from './save.ts'
import { toWorkRows, type WorkSamples } from './work-report.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, save: { type: 'boolean', default: false } },
})
const RUNS = Math.max(5, Number(values.runs))
const LONGEST_MS = 120_000
const PORTS = { PORT: '3980', SANDBOX_PORT: '3981' }
const WATCHED = 'src/contract/addresses.test.ts'
const NODE = process.execPath

const folder = mkdtempSync(join(tmpdir(), 'flowstop-bench-'))
const samples: WorkSamples = { start: [], typesAndLint: [], watched: [] }
try {
  for (let run = 0; run < RUNS; run += 1) {
    samples.start.push(await measureStart())
    samples.typesAndLint.push(await measureChecks())
  }
  samples.watched = await measureWatch()
  printTable(toWorkRows(samples))
  if (values.save) saveSamples('work', samples)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** `npm start` until the address is printed, on a clone where everything is installed and built. */
async function measureStart(): Promise<number> {
  const startedAt = performance.now()
  const child = run(['scripts/start.mjs'], { ...PORTS, DATABASE_URL: `file:${join(folder, 'journal.db')}` })
  await untilPrinted(child, /Flowstop is open at/)
  const ms = performance.now() - startedAt
  await end(child)
  return ms
}

/** What `npm run types` and the linter take one after the other. */
async function measureChecks(): Promise<number> {
  const startedAt = performance.now()
  for (const args of [
    ['scripts/messages.mjs'],
    ['node_modules/typescript/bin/tsc', '-p', '.'],
    ['node_modules/oxlint/bin/oxlint', '-c', 'oxlint.config.ts'],
  ]) {
    const code = await untilEnded(run(args))
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`)
  }
  return performance.now() - startedAt
}

/** From the saving of a file until its tests have passed again. */
async function measureWatch(): Promise<number[]> {
  const child = run(['node_modules/vitest/vitest.mjs', 'watch', '--project', 'unit', WATCHED])
  const taken: number[] = []
  try {
    await untilPrinted(child, /Waiting for file changes/)
    for (let at = 0; at < RUNS; at += 1) {
      const startedAt = performance.now()
      const passed = untilPrinted(child, /Waiting for file changes/)
      const now = new Date()
      utimesSync(WATCHED, now, now)
      await passed
      taken.push(performance.now() - startedAt)
    }
  } finally {
    await end(child)
  }
  return taken
}

function run(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(NODE, [...args], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
}

function untilPrinted(child: ChildProcess, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error(`Never printed: ${pattern}`)), LONGEST_MS)
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      if (!pattern.test(text)) return
      clearTimeout(timer)
      child.stdout?.off('data', read)
      resolve()
    }
    child.stdout?.on('data', read)
    child.once('exit', (code) => reject(new Error(`Ended with ${code}`)))
  })
}

function untilEnded(child: ChildProcess): Promise<number | null> {
  child.stdout?.resume()
  return new Promise((resolve) => child.once('exit', resolve))
}

async function end(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit')
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
