import { readObject } from '#src/contract/read.ts'

/** A DELETE as the sandbox received it. */
export type ReceivedDelete = {
  id: string
  rawQuery: string
  force: boolean
  status: string | null
  hasBearer: boolean
  outcome: { status: number; code: string | null } | 'cut' | null
}

export type SandboxRecord = {
  deletes: ReceivedDelete[]
  endings: { id: string; how: 'soft' | 'force' | 'itself'; status: string | null }[]
  requests: Record<string, number>
}

type Match = { method?: string; path?: string; query?: string }
type Body = Record<string, unknown>

export type SandboxClient = ReturnType<typeof createSandboxClient>

/** Turns the knobs of a running sandbox, and reads what reached it. */
export function createSandboxClient(url: string) {
  const headers = { 'X-Sandbox-Control': '1', 'Content-Type': 'application/json' }

  const call = async (path: string, init: RequestInit): Promise<Body> => {
    const response = await fetch(`${url}/_control/${path}`, { ...init, headers })
    const text = await response.text()
    if (!response.ok) throw new Error(`The sandbox refused ${path}: ${response.status} ${text}`)
    return readObject(JSON.parse(text))
  }
  const turn = (command: string, body: Body = {}) =>
    call(command, { method: 'POST', body: JSON.stringify(body) })

  const record = async (): Promise<SandboxRecord> =>
    (await call('record', { method: 'GET' })).data as SandboxRecord

  return {
    record,
    deletes: async () => (await record()).deletes,
    reset: (options: Body) => turn('reset', options),
    failNext: (options: Match & { code: string; retryAfter?: number; times?: number; applied?: boolean }) =>
      turn('fail-next', options),
    loseNextAnswer: (options: Match & { applied?: boolean }) => turn('lose-next-answer', options),
    holdNext: (match: Match) => turn('hold-next', match),
    release: () => turn('release'),
    clearFaults: () => turn('clear-faults'),
    setReachable: (reachable: boolean, how: 'html' | 'cut' = 'html') =>
      turn('set-reachable', { reachable, how }),
    setLimits: (limits: boolean) => turn('set-limits', { limits }),
    clearRecord: () => turn('clear-record'),
    setLatency: (ms: number) => turn('set-latency', { ms }),
    issueSession: async (userId: number) =>
      String(readObject((await turn('issue-session', { userId })).data).token),
    holdClock: (at: number) => turn('hold-clock', { at }),
    expireSessions: () => turn('expire-sessions'),
    endPortalSessions: () => turn('end-portal-sessions'),
    finishStep: (id: string) => turn('finish-step', { id }),
    endWorkflow: (id: string) => turn('end-workflow', { id }),
    addWorkflow: (fields: Body) => turn('add-workflow', fields),
  }
}
