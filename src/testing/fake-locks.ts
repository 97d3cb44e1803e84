import type { TabLocks } from '#src/session/tab.ts'

/** Web Locks of one browser: a page holds what it took until it is killed. */
export function createFakeLocks() {
  const holders = new Map<string, symbol>()

  /** A page of this browser, and its end. */
  const openPage = (): { locks: TabLocks; kill: () => void } => {
    const page = Symbol('page')
    const request = async (name: string, ...rest: unknown[]) => {
      const callback = rest.at(-1) as (lock: Lock | null) => unknown
      const isFree = !holders.has(name)
      if (isFree) holders.set(name, page)
      else if (!(rest[0] as LockOptions).ifAvailable) throw new DOMException('Timed out', 'TimeoutError')
      // The real one resolves when the lock is released: with the page.
      await Promise.resolve(callback(isFree ? { name, mode: 'exclusive' } : null))
    }
    const query = () => Promise.resolve({ held: [...holders.keys()].map((name) => ({ name })), pending: [] })
    const kill = () => {
      for (const [name, holder] of holders) if (holder === page) holders.delete(name)
    }
    return { locks: { request, query } as TabLocks, kill }
  }
  return { openPage }
}
