import type { Pacer, PacerOptions, Turn } from './pacer-types.ts'
import type { Priority } from './upstream.ts'
import { PRIORITIES, UpstreamFailure } from './upstream.ts'

/** The rate is never halved below this, calls per second. */
const LOWEST_RATE = 0.5
/** A halved rate is whole again after about this many seconds without a 429. */
const RECOVERY_S = 20
/** Longest stop, seconds: an absurd Retry-After must not switch the console off. */
const LONGEST_STOP_S = 60
/** Tokens that the less urgent leave for the more urgent. */
const RESERVES: Record<Priority, number> = {
  termination: 0,
  page: 0,
  batch: 0,
  look_up: 3,
  mirror: 10,
  name: 12,
}
/** No priority ever has more waiting, whatever the pace: those without a deadline are few by nature, and this is their end. */
const MOST_WAITING = 1000
/** During a batch one slot in this many is kept for look-ups. */
const LOOK_UP_ONE_IN = 12

type Waiting = { turn: Turn; since: number; start: () => void }

const perPriority = <T>(make: () => T) =>
  Object.fromEntries(PRIORITIES.map((priority) => [priority, make()])) as Record<Priority, T>

/** The one queue all calls to the API pass (design.md section 8). */
export function createPacer(options: PacerOptions): Pacer {
  const { clock, random, concurrency, ratePerSecond, burst, onStart } = options
  const queues = perPriority<Waiting[]>(() => [])
  const inFlight = perPriority(() => 0)
  const started = perPriority(() => ({ count: 0, waitedMs: 0 }))
  const refused = perPriority(() => 0)
  let order = 0
  let withdrawn = 0
  let rate = ratePerSecond
  let tokens = burst
  let refilledAt = clock.now()
  let stoppedUntil = 0
  let batchStarts = 0
  let mirrorAt = -Infinity
  let cancelTimer: (() => void) | null = null

  const flying = () => PRIORITIES.reduce((sum, priority) => sum + inFlight[priority], 0)
  const reserveOf = (priority: Priority) => Math.min(RESERVES[priority], Math.max(0, burst - 1))

  function refill() {
    const now = clock.now()
    const seconds = Math.max(0, now - refilledAt) / 1000
    const before = rate
    rate = Math.min(ratePerSecond, rate + (ratePerSecond / 2 / RECOVERY_S) * seconds)
    tokens = Math.min(burst, tokens + ((before + rate) / 2) * seconds)
    refilledAt = now
  }

  /** Milliseconds until a call of this priority may start, as far as time decides; `null` = a slot decides. */
  function waitOf(priority: Priority, reserve = reserveOf(priority)): number | null {
    const now = clock.now()
    if (flying() >= concurrency) return null
    // Look-ups leave one slot free for a page; the mirror has one at most, and names another, if nobody else wants it.
    if (priority === 'look_up' && concurrency > 1 && inFlight.look_up >= concurrency - 1) return null
    if (priority === 'mirror' && inFlight.mirror >= 1) return null
    if (priority === 'name' && inFlight.name + inFlight.look_up >= 1) return null
    const missing = 1 + reserve - tokens
    const waits = [stoppedUntil - now, missing > 1e-9 ? (missing / rate) * 1000 : 0]
    if (priority === 'mirror') waits.push(mirrorAt + 2000 / rate - now)
    // Less than a hundredth of a millisecond is no wait.
    return Math.max(0, Math.ceil(Math.max(...waits) - 0.01))
  }

  /** Who comes next, and in how many milliseconds; `null` = nobody until a slot is free. */
  function findNext(): { priority: Priority; waitMs: number } | null {
    let soonest: { priority: Priority; waitMs: number } | null = null
    for (const priority of PRIORITIES) {
      if (queues[priority].length === 0) continue
      if (priority === 'batch' && batchStarts >= LOOK_UP_ONE_IN - 1 && queues.look_up.length > 0) {
        const waitMs = waitOf('look_up', 0)
        if (waitMs !== null) return { priority: 'look_up', waitMs }
      }
      const waitMs = waitOf(priority)
      if (waitMs === 0) return { priority, waitMs }
      if (waitMs !== null && (soonest === null || waitMs < soonest.waitMs)) soonest = { priority, waitMs }
    }
    return soonest
  }

  function startNext(priority: Priority) {
    const next = queues[priority].shift()
    if (!next) return
    tokens -= 1
    inFlight[priority] += 1
    if (priority === 'batch') batchStarts += 1
    if (priority === 'look_up') batchStarts = 0
    if (priority === 'mirror') mirrorAt = clock.now()
    started[priority].count += 1
    const waitedMs = clock.now() - next.since
    started[priority].waitedMs += waitedMs
    onStart?.(priority, waitedMs)
    next.start()
  }

  function pump() {
    cancelTimer?.()
    cancelTimer = null
    refill()
    for (;;) {
      const next = findNext()
      if (next === null) return
      if (next.waitMs > 0) {
        cancelTimer = clock.after(next.waitMs, pump)
        return
      }
      startNext(next.priority)
    }
  }

  function isFull(priority: Priority, maxWaitMs = Infinity): boolean {
    if (queues[priority].length >= MOST_WAITING) return true
    if (!Number.isFinite(maxWaitMs)) return false
    refill()
    const ahead = PRIORITIES.slice(0, PRIORITIES.indexOf(priority) + 1).reduce(
      (sum, urgent) => sum + queues[urgent].length,
      0,
    )
    // At the deadline itself it is too late.
    return ahead + 1 >= tokens + (ratePerSecond * maxWaitMs) / 1000
  }

  function waitForSlot(turn: Turn): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const queue = queues[turn.priority]
    const withdraw = (why: string) => {
      queue.splice(queue.indexOf(waiting), 1)
      withdrawn += 1
      leave()
      reject(new UpstreamFailure('withdrawn', why))
    }
    const onAbort = () => withdraw('The caller has gone')
    const cancelDeadline = Number.isFinite(turn.deadline)
      ? clock.after(Math.max(0, turn.deadline - clock.now()), () => withdraw('The queue was too long'))
      : null
    const leave = () => {
      cancelDeadline?.()
      turn.signal?.removeEventListener('abort', onAbort)
    }
    const waiting: Waiting = {
      turn,
      since: clock.now(),
      start: () => {
        leave()
        resolve()
      },
    }
    turn.signal?.addEventListener('abort', onAbort, { once: true })
    // A turn that comes again stands before those that came after it.
    const place = queue.findIndex((other) => other.turn.order > turn.order)
    queue.splice(place === -1 ? queue.length : place, 0, waiting)
    return promise
  }

  return {
    isFull,

    takeTurn: (priority, { maxWaitMs, signal } = {}) => {
      if (isFull(priority, maxWaitMs)) {
        refused[priority] += 1
        throw new UpstreamFailure('busy', 'Too many calls are waiting')
      }
      const deadline = maxWaitMs === undefined ? Infinity : clock.now() + maxWaitMs
      return { priority, order: order++, deadline, signal }
    },

    run: async (turn, task) => {
      if (turn.signal?.aborted) throw new UpstreamFailure('withdrawn', 'The caller has gone')
      const slot = waitForSlot(turn)
      pump()
      await slot
      try {
        return await task()
      } finally {
        inFlight[turn.priority] -= 1
        pump()
      }
    },

    stop: (seconds) => {
      refill()
      const now = clock.now()
      // Calls that were in flight together tell the same news: it counts once.
      if (now >= stoppedUntil) rate = Math.max(Math.min(LOWEST_RATE, ratePerSecond), rate / 2)
      tokens = 0
      const jitter = 1 + 0.25 * random()
      stoppedUntil = Math.max(stoppedUntil, now + Math.min(seconds, LONGEST_STOP_S) * 1000 * jitter)
      pump()
    },

    stats: () => {
      refill()
      const now = clock.now()
      const oldest = Math.min(now, ...PRIORITIES.flatMap((priority) => queues[priority][0]?.since ?? []))
      return {
        inFlight: flying(),
        waiting: Object.fromEntries(
          PRIORITIES.map((priority) => [priority, queues[priority].length]),
        ) as Record<Priority, number>,
        longestWaitMs: now - oldest,
        started: structuredClone(started),
        withdrawn,
        refused: { ...refused },
        rate,
        stoppedForMs: Math.max(0, stoppedUntil - now),
      }
    },
  }
}
