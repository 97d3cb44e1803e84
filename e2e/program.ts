import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '..')
const START_MS = 20_000
/** Longer than a graceful stop takes when nothing is under way; then it is not asked any more. */
const STOP_MS = 5000
const POLL_MS = 20

export type Env = Record<string, string>

export type Program = {
  /** What it has written to stdout and stderr so far. */
  output: () => string
  /** The exit code; `null` when a signal ended it. */
  exited: Promise<number | null>
  /** SIGTERM, and SIGKILL when that does not help. */
  stop: () => Promise<number | null>
  signal: (name: NodeJS.Signals) => void
  kill: () => Promise<void>
}

/** The project's own Node, which `npm start` uses too. */
const NODE = resolve(ROOT, 'node_modules/.bin/node')

/** Runs `server/main.ts` with this environment and no other variable than the system's own. */
export function runServer(env: Env): Program {
  return watch(spawn(NODE, ['server/main.ts'], { cwd: ROOT, env: { ...systemEnv(), ...env } }))
}

/** Runs it and waits until it says that it is ready. Throws with its words when it ends instead. */
export async function startServer(env: Env): Promise<Program> {
  const program = runServer(env)
  await untilOutput(program, /^Ready in/m, START_MS)
  return program
}

/** What a program needs of the system around the tests; the rest must not reach it. */
export function systemEnv(): Env {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot', 'TEMP']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}

export function watch(child: ChildProcess): Program {
  let text = ''
  const keep = (chunk: Buffer) => {
    text += chunk.toString('utf8')
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const { promise: exited, resolve: leave } = Promise.withResolvers<number | null>()
  child.on('close', (code) => leave(code))
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  return {
    output: () => text,
    exited,
    signal: (name) => void child.kill(name),
    kill,
    stop: async () => {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      const code = await exited
      clearTimeout(timer)
      return code
    },
  }
}

/** Waits until the program has written this. Throws when it ends, or when the time is over. */
export async function untilOutput(program: Program, pattern: RegExp, timeoutMs: number): Promise<void> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), timeoutMs)
  const isOver = program.exited.then(() => true)
  while (!pattern.test(program.output())) {
    const hasEnded = await Promise.race([isOver, new Promise((done) => setTimeout(done, POLL_MS, false))])
    if ((hasEnded === true && !pattern.test(program.output())) || deadline.signal.aborted)
      throw new Error(`The program did not write ${pattern}. It wrote:\n${program.output()}`)
  }
  clearTimeout(timer)
}
