import { createRequire } from 'node:module'

import { afterAll } from 'vitest'

type Work = (...args: unknown[]) => unknown
type Schedule = (priority: number, work: Work, options?: unknown) => unknown

/** Milliseconds: longer than a test takes to see what was drawn and to press it. */
const LATE_MS = 40

const timers = new Set<ReturnType<typeof setTimeout>>()

/** How many have not run yet: for a story about what an effect begins, or is never to begin. */
export function countLateEffects(): number {
  return timers.size
}

/**
 * React draws, and runs its effects (`useEffect`) in a task of its own after that: a busy machine may take its time between
 * the two, and what is on the screen may be used before they have run. From here on they always come late, so that a story
 * finds what holds only on a quick machine. Rendering itself is asked for by a bound function, and is not delayed.
 *
 * @throws when React no longer comes with the scheduler that this knows.
 */
function delayEffects(): void {
  const ofReact = createRequire(createRequire(import.meta.url).resolve('react-dom'))
  const scheduler: { unstable_scheduleCallback?: Schedule } = ofReact('scheduler')
  const schedule = scheduler.unstable_scheduleCallback
  if (typeof schedule !== 'function') throw new Error('React’s scheduler is not where late-effects.ts looks')

  scheduler.unstable_scheduleCallback = (priority, work, options) => {
    if (work.name.startsWith('bound ')) return schedule(priority, work, options)
    const run: Work = (...args) => {
      timers.delete(timer)
      return work(...args)
    }
    const timer = setTimeout(() => schedule(priority, run, options), LATE_MS)
    timers.add(timer)
    return null
  }
  // The last pages are gone by then, and soon the window will be; what is in React's own hands has its turn.
  afterAll(async () => {
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
    await new Promise((resolve) => setImmediate(resolve))
  })
}

delayEffects()
