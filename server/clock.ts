/** Time as everything on the server takes it, so that tests can hold it. */
export type Clock = {
  /** Epoch milliseconds. */
  now: () => number
  /** Runs `task` once after `ms`; the returned function calls it off. Never keeps the process alive. */
  after: (ms: number, task: () => void) => () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Resolves after `ms` of the clock's time. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve))
}

export type ManualClock = Clock & {
  /** Moves time forward and runs what falls due, in order; what a timer sets off comes to rest before the next. */
  advance: (ms: number) => Promise<void>
}

/** Turns of the event loop after which a call through gateway, journal and sandbox has come to rest. */
const SETTLING_TURNS = 12

/** A clock that stands still until it is told to move. */
export function createManualClock(start = Date.parse('2026-03-31T10:30:00Z')): ManualClock {
  let now = start
  let timers: { at: number; task: () => void }[] = []
  const settle = async () => {
    for (let turn = 0; turn < SETTLING_TURNS; turn += 1)
      await new Promise<void>((resolve) => setImmediate(resolve))
  }

  return {
    now: () => now,
    after: (ms, task) => {
      const timer = { at: now + ms, task }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance: async (ms) => {
      const end = now + ms
      for (;;) {
        await settle()
        const next = timers.filter((timer) => timer.at <= end).toSorted((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((timer) => timer !== next)
        now = Math.max(now, next.at)
        next.task()
      }
      now = end
      await settle()
    },
  }
}
