import type { Clock } from '#server/clock.ts'

/** A real clock that runs `factor` times as fast since `base`, the same in every process that is given the two. */
export function createFastClock(base: number, factor: number): Clock {
  return {
    now: () => Math.round(base + (Date.now() - base) * factor),
    after: (ms, task) => {
      const timer = setTimeout(task, ms / factor)
      timer.unref()
      return () => clearTimeout(timer)
    },
  }
}
