import type { Clock } from '#server/clock.ts'

import type { Priority } from './upstream.ts'

export type PacerOptions = {
  clock: Clock
  /** From 0 to 1, for jitter. */
  random: () => number
  /** Calls in flight at once. */
  concurrency: number
  /** Calls per second in the long run. */
  ratePerSecond: number
  /** Calls that may leave at once after a rest. */
  burst: number
  /** Told how long a call had waited, milliseconds. */
  onStart?: (priority: Priority, waitedMs: number) => void
}

/** A place in the queue. A call that goes in again after a 429 keeps the one it had. */
export type Turn = {
  priority: Priority
  order: number
  /** Epoch milliseconds after which it is withdrawn; `Infinity` = never. */
  deadline: number
  signal: AbortSignal | undefined
}

export type PacerStats = {
  inFlight: number
  waiting: Record<Priority, number>
  /** How long the oldest waiting call has waited, milliseconds; 0 = nobody waits. */
  longestWaitMs: number
  /** Starts so far and how long they had waited together, milliseconds. */
  started: Record<Priority, { count: number; waitedMs: number }>
  withdrawn: number
  /** Turns that were refused at once, because they could not have come in time. */
  refused: Record<Priority, number>
  /** Calls per second at present. */
  rate: number
  /** How long nothing will leave yet, milliseconds. */
  stoppedForMs: number
}

export type Pacer = {
  /**
   * Whether so many stand before a new call that it could not leave within `maxWaitMs` even if the API took each at once:
   * it would only be withdrawn later.
   */
  isFull: (priority: Priority, maxWaitMs?: number) => boolean
  /** Takes a place at the end of a priority. Throws `UpstreamFailure` `busy` where that is full. */
  takeTurn: (
    priority: Priority,
    options?: { maxWaitMs?: number | undefined; signal?: AbortSignal | undefined },
  ) => Turn
  /** Runs `task` when it is this turn's time. Throws `UpstreamFailure` `withdrawn` if that time never came. */
  run: <T>(turn: Turn, task: () => Promise<T>) => Promise<T>
  /** The API asks to wait: nothing leaves for `seconds`, and then more slowly. */
  stop: (seconds: number) => void
  stats: () => PacerStats
}
