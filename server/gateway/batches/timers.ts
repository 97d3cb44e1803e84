import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'

const RETRY_MS = 2000

/** Timers that end together. */
export function createTimers(clock: Clock) {
  const cancels = new Set<() => void>()
  const state = { isClosed: false }

  function after(ms: number, task: () => void): () => void {
    const cancel = clock.after(ms, () => {
      cancels.delete(cancel)
      task()
    })
    cancels.add(cancel)
    return cancel
  }

  return {
    after,
    /** Writes until it is written. `null` = the process closes. */
    persist: async <T>(logger: Pick<Logger, 'error'>, write: () => Promise<T>): Promise<T | null> => {
      while (!state.isClosed) {
        try {
          return await write()
        } catch (error) {
          logger.error({ err: error }, 'A move of a batch could not be recorded; trying again')
          await new Promise<void>((resolve) => after(RETRY_MS, resolve))
        }
      }
      return null
    },
    close: () => {
      state.isClosed = true
      for (const cancel of cancels) cancel()
    },
  }
}
