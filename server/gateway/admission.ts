import type { Context, MiddlewareHandler } from 'hono'

import type { Clock } from '#server/clock.ts'
import { paths } from '#src/contract/addresses.ts'
import { readObject } from '#src/contract/read.ts'

import { answerRefused, busy } from './answers.ts'
import { isOpenPath } from './monitoring/open-paths.ts'

/** What a request asks for. Each has a bound of its own, so that none takes the place of another. */
export const REQUEST_KINDS = ['termination', 'batch', 'list', 'mirror', 'records', 'names', 'other'] as const
export type RequestKind = (typeof REQUEST_KINDS)[number]

/**
 * How many of a kind are answered at once (decision 0024). Hundreds of operators stay far below; what is more is a fault or
 * an attack, and each one held costs memory.
 */
const MOST: Record<RequestKind, number> = {
  termination: 200,
  // Up to 1 MB of ids each.
  batch: 20,
  list: 200,
  // 5,000 rows each, over 1 MB before they are compressed.
  mirror: 50,
  records: 200,
  // They wait behind everything else in the queue to the API.
  names: 100,
  // The page's files, sign-in, the session.
  other: 300,
}

/** A client that has not taken its answer by then is cut off: at 10 kB/s the largest has gone out. */
const TAKE_MS = 120_000

export type AdmissionStats = {
  inFlight: Record<RequestKind, number>
  /** Refused at once since the start. */
  refused: Record<RequestKind, number>
  /** Answers that were not taken in time. */
  cut: number
}

export type Admission = { middleware: MiddlewareHandler; stats: () => AdmissionStats }

/** Counts requests until the client has taken the answer, and refuses at once what is too much: 503 with `Retry-After`. */
export function createAdmission(clock: Clock, most: Record<RequestKind, number> = MOST): Admission {
  const inFlight = perKind()
  const refused = perKind()
  let cut = 0

  const middleware: MiddlewareHandler = async (c, next) => {
    if (isOpenPath(c.req.path)) return next()
    const kind = kindOf(c.req.method, c.req.path)
    if (inFlight[kind] >= most[kind]) {
      refused[kind] += 1
      return answerRefused(c, busy())
    }
    inFlight[kind] += 1
    const outgoing = readOutgoing(c)
    // Work goes on when its client has left, and an answer is held until the client has taken it: both have to be over.
    let holders = outgoing === null ? 1 : 2
    const leave = () => {
      holders -= 1
      if (holders === 0) inFlight[kind] -= 1
    }
    outgoing?.once('close', leave)
    await next()
    leave()
    if (outgoing === null || outgoing.destroyed) return
    const cancel = clock.after(TAKE_MS, () => {
      cut += 1
      outgoing.destroy()
    })
    outgoing.once('close', cancel)
  }

  return {
    middleware,
    stats: () => ({ inFlight: { ...inFlight }, refused: { ...refused }, cut }),
  }
}

function kindOf(method: string, path: string): RequestKind {
  if (path.startsWith(`${paths.workflows}/`)) return 'termination'
  if (path === paths.workflows) return 'list'
  if (path === paths.mirror) return 'mirror'
  if (path === paths.names) return 'names'
  if (path.startsWith(paths.batches)) return method === 'GET' ? 'records' : 'batch'
  return path.startsWith(paths.journal) ? 'records' : 'other'
}

type Outgoing = {
  once: (event: 'close', listener: () => void) => unknown
  destroy: () => unknown
  destroyed: boolean
}

/** The answer on its way, as @hono/node-server knows it; `null` for a call without a socket. */
function readOutgoing(c: Context): Outgoing | null {
  const { outgoing } = readObject(c.env)
  return isOutgoing(outgoing) ? outgoing : null
}

function isOutgoing(value: unknown): value is Outgoing {
  return (
    typeof value === 'object' &&
    value !== null &&
    'once' in value &&
    'destroy' in value &&
    'destroyed' in value
  )
}

function perKind(): Record<RequestKind, number> {
  return Object.fromEntries(REQUEST_KINDS.map((kind) => [kind, 0])) as Record<RequestKind, number>
}
