import type { Clock } from '#server/clock.ts'

import { Refusal } from './errors.ts'

/** vibe-api.md section 6. */
export type Limits = {
  /** Requests per `windowMs` and source (an address). */
  perSource: number
  windowMs: number
  /** Requests to the portal at once; the others wait, `queueMs` at most. */
  concurrency: number
  queueMs: number
  /** Bitrix24's leaky bucket: calls it holds, and how many drain per second. */
  bucket: number
  drainPerSecond: number
  /** Equal failures of one native method and key within an hour that block it for a minute. */
  errorLoop: number
}

export const REAL_LIMITS: Limits = {
  perSource: 300,
  windowMs: 60_000,
  concurrency: 2,
  queueMs: 30_000,
  bucket: 50,
  drainPerSecond: 2,
  errorLoop: 12,
}

const NO_LIMITS: Limits = {
  ...REAL_LIMITS,
  perSource: Infinity,
  concurrency: Infinity,
  bucket: Infinity,
  errorLoop: Infinity,
}

/** `true` = the real ones, `false` = none, an object = the real ones but for what it names. */
export type LimitsOption = boolean | Partial<Limits>

function readLimits(option: LimitsOption): Limits {
  if (option === false) return NO_LIMITS
  return option === true ? REAL_LIMITS : { ...REAL_LIMITS, ...option }
}

const HOUR_MS = 3_600_000
const BLOCK_MS = 60_000

type Window = { endsAt: number; used: number }
type Loop = { code: string; times: number[]; blockedUntil: number }

export type LimitGate = ReturnType<typeof createLimits>

/** The limits of the API and of Bitrix24 underneath. All state is in memory and on `clock`. */
export function createLimits(clock: Clock, option: LimitsOption) {
  let limits = readLimits(option)
  const windows = new Map<string, Window>()
  const loops = new Map<string, Loop>()
  const waiting: (() => void)[] = []
  let running = 0
  let level = 0
  let drainedAt = clock.now()

  function windowOf(source: string): Window {
    const now = clock.now()
    let window = windows.get(source)
    if (!window || window.endsAt <= now) {
      window = { endsAt: now + limits.windowMs, used: 0 }
      windows.set(source, window)
    }
    return window
  }

  function fillBucket() {
    const now = clock.now()
    level = Math.max(0, level - ((now - drainedAt) / 1000) * limits.drainPerSecond)
    drainedAt = now
    if (level + 1 > limits.bucket) throw new Refusal('RATE_LIMITED', 'QUERY_LIMIT_EXCEEDED', 1)
    level += 1
  }

  function takeSlot(): Promise<void> {
    if (running < limits.concurrency) {
      running += 1
      return Promise.resolve()
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const enter = () => {
      giveUp()
      resolve()
    }
    const giveUp = clock.after(limits.queueMs, () => {
      waiting.splice(waiting.indexOf(enter), 1)
      reject(new Refusal('QUEUE_TIMEOUT'))
    })
    waiting.push(enter)
    return promise
  }

  function leaveSlot() {
    const next = waiting.shift()
    // The slot passes on without being free in between, so nobody overtakes the queue.
    if (next) next()
    else running -= 1
  }

  return {
    set: (next: LimitsOption) => {
      limits = readLimits(next)
    },

    /** Counts one request of a source; throws `RATE_LIMITED` over the limit. */
    countSource: (source: string) => {
      const window = windowOf(source)
      window.used += 1
      if (window.used > limits.perSource) throw new Refusal('RATE_LIMITED', undefined, 2)
    },

    /** `X-RateLimit-*`: limit, what is left of it, and the epoch second at which it is whole again. */
    headers: (source: string): [string, string][] => {
      if (limits.perSource === Infinity) return []
      const window = windowOf(source)
      return [
        ['X-RateLimit-Limit', String(limits.perSource)],
        ['X-RateLimit-Remaining', String(Math.max(0, limits.perSource - window.used))],
        ['X-RateLimit-Reset', String(Math.ceil(window.endsAt / 1000))],
      ]
    },

    /** Runs a call to the portal in its turn. Throws `QUEUE_TIMEOUT` or `RATE_LIMITED`. */
    inPortal: async <T>(run: () => Promise<T>): Promise<T> => {
      await takeSlot()
      try {
        fillBucket()
        return await run()
      } finally {
        leaveSlot()
      }
    },

    /** Throws `ERROR_LOOP_DETECTED` while the key is blocked for this native method. */
    checkLoop: (key: string, method: string) => {
      const loop = loops.get(`${key} ${method}`)
      const left = loop ? loop.blockedUntil - clock.now() : 0
      if (left > 0) throw new Refusal('ERROR_LOOP_DETECTED', undefined, Math.ceil(left / 1000))
    },

    /** Notes how a native call ended; `null` = well, which ends a series. */
    noteOutcome: (key: string, method: string, code: string | null) => {
      const name = `${key} ${method}`
      if (code === null) return void loops.delete(name)
      const now = clock.now()
      const before = loops.get(name)
      const recent = before?.code === code ? before.times.filter((at) => now - at < HOUR_MS) : []
      const times = [...recent, now]
      loops.set(name, { code, times, blockedUntil: times.length >= limits.errorLoop ? now + BLOCK_MS : 0 })
    },

    /** Forgets what was used up. */
    clear: () => {
      windows.clear()
      loops.clear()
      level = 0
    },
  }
}
