import { type Env, type Program, runServer, untilOutput } from '#e2e/program.ts'

/** A busy machine takes its time. */
const START_MS = 60_000

/** A gateway that can be restarted, killed and stopped. */
export type GatewayProcess = {
  name: string
  port: number
  /** The name under which it stands in the journal, of the process that runs now. */
  instance: () => string
  /** Everything it has written, over restarts. */
  output: () => string
  /** DELETEs that it has sent to the API, by its own count. */
  sentDeletes: () => Promise<number>
  start: () => Promise<void>
  /** SIGTERM, and the code with which it ended. */
  stop: () => Promise<number | null>
  signal: (name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => void
  end: () => Promise<void>
}

export async function startGatewayProcess(name: string, port: number, env: Env): Promise<GatewayProcess> {
  const start = async () => {
    const started = runServer({ ...env, PORT: String(port) })
    await untilOutput(started, /^Ready in/m, START_MS)
    return started
  }
  let program: Program = await start()
  let earlier = ''
  return {
    name,
    port,
    instance: () => {
      const id = /"instance":"([0-9a-f]{12})"/.exec(program.output())?.[1]
      if (id === undefined) throw new Error(`${name} does not say which instance it is`)
      return id
    },
    output: () => earlier + program.output(),
    sentDeletes: async () => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      const line = /^flowstop_upstream_request_duration_seconds_count\{[^}]*method="DELETE"[^}]*\} (\d+)/m
      return Number(line.exec(text)?.[1] ?? 0)
    },
    start: async () => {
      earlier += program.output()
      program = await start()
    },
    stop: async () => {
      program.signal('SIGTERM')
      return program.exited
    },
    signal: (which) => program.signal(which),
    end: async () => {
      program.signal('SIGCONT')
      await program.kill()
    },
  }
}
