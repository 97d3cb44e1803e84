import type { Clock } from '#server/clock.ts'

export type TroubleKind = 'api' | 'journal'

/** A batch that waited so long rests until an operator looks at it (design.md section 6). */
const TOO_LONG_MS = 2 * 60_000

/** What an active batch waits for, and since when. */
export function createTrouble(clock: Clock) {
  const since = new Map<TroubleKind, number>()
  let waiters: (() => void)[] = []

  return {
    /** `true` = this is news. */
    note: (kind: TroubleKind): boolean => {
      if (since.has(kind)) return false
      since.set(kind, clock.now())
      return true
    },
    clear: (kind: TroubleKind): void => {
      since.delete(kind)
      if (kind === 'journal') return
      for (const go of waiters) go()
      waiters = []
    },
    has: (kind: TroubleKind): boolean => since.has(kind),
    current: (): TroubleKind | null => (since.has('journal') ? 'journal' : since.has('api') ? 'api' : null),
    isTooLong: (kind: TroubleKind): boolean => clock.now() - (since.get(kind) ?? Infinity) >= TOO_LONG_MS,
    /** Resolves when the API answers again, or when the batch is over. */
    untilClear: (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        if (signal.aborted || !since.has('api')) return resolve()
        waiters.push(resolve)
        signal.addEventListener('abort', () => resolve(), { once: true })
      }),
  }
}

export type Trouble = ReturnType<typeof createTrouble>
