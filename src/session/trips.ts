import { readCount, readObject, readText } from '#src/contract/read.ts'
import { readStored, writeStored } from '#src/lib/storage.ts'

/** A second trip to sign-in within this time would be a loop. */
const LOOP_MS = 30_000
const KEY = 'flowstop.trip'

/** A termination that had been sent when the session ended. */
export type UnderWay = { operationId: string; workflowId: string }

/** What may have been sent when a session ended. */
export type Sent = {
  underWay: UnderWay | null
  /** A batch was at work, or one was begun or moved: what it has sent is told by its own page. */
  hasBatch: boolean
}

export const NOTHING_SENT: Sent = { underWay: null, hasBatch: false }

/** A trip to sign-in, kept in this tab's storage until somebody is back. */
export type Trip = Sent & {
  at: number
  /** `start`: nobody was signed in. `ended`: the session ended under way. */
  cause: 'start' | 'ended'
  isOver: boolean
}

/** Remembers that this tab leaves for sign-in. Returns false when it did so just now: stay and ask. */
export function beginTrip(cause: Trip['cause'], sent: Sent, now = Date.now()): boolean {
  const last = readTrip()
  if (last && now - last.at < LOOP_MS) return false
  return writeStored('session', KEY, { at: now, cause, ...sent, isOver: false } satisfies Trip)
}

/** The trip this tab has just come back from, told once; the time stays, to notice a loop. */
export function endTrip(): Trip | null {
  const trip = readTrip()
  if (!trip || trip.isOver) return null
  writeStored('session', KEY, { ...trip, isOver: true })
  return trip
}

/** The operator asked for sign-in by a button: no loop then. */
export function forgetTrip(): void {
  writeStored('session', KEY, null)
}

function readTrip(): Trip | null {
  const stored = readObject(readStored('session', KEY))
  const at = readCount(stored.at)
  if (at === null) return null
  const underWay = readObject(stored.underWay)
  const operationId = readText(underWay.operationId)
  const workflowId = readText(underWay.workflowId)
  return {
    at,
    cause: stored.cause === 'ended' ? 'ended' : 'start',
    underWay: operationId !== null && workflowId !== null ? { operationId, workflowId } : null,
    hasBatch: stored.hasBatch === true,
    isOver: stored.isOver === true,
  }
}
