import type { Clock } from '#server/clock.ts'

const KNOWN_MS = 60 * 60_000
/** A missing name is asked for again sooner: it may have failed for a passing reason. */
const MISSING_MS = 5 * 60_000
const MOST_NAMES = 20_000

export type NameCache = {
  /**
   * Names by id. Those nobody knows yet are read by one call of `read`; an id that is being read is waited for, not read
   * again. Rejects when `read` does.
   */
  get: (
    portal: string,
    ids: readonly string[],
    read: (ids: readonly string[]) => Promise<Map<string, string>>,
  ) => Promise<Record<string, string>>
}

type Kept = { name: Promise<string | null>; until: number }

/** Keeps names per portal: known ones for an hour, missing ones for five minutes. */
export function createNameCache(clock: Clock): NameCache {
  const kept = new Map<string, Kept>()
  const keyOf = (portal: string, id: string) => `${portal} ${id}`

  function keep(key: string, entry: Kept) {
    kept.delete(key)
    kept.set(key, entry)
    const oldest = kept.keys().next().value
    if (kept.size > MOST_NAMES && oldest !== undefined) kept.delete(oldest)
  }

  async function settle(key: string, entry: Kept) {
    try {
      entry.until = clock.now() + ((await entry.name) === null ? MISSING_MS : KNOWN_MS)
    } catch {
      kept.delete(key)
    }
  }

  function begin(
    portal: string,
    missing: readonly string[],
    read: (ids: readonly string[]) => Promise<Map<string, string>>,
  ) {
    const reading = read(missing)
    for (const id of missing) {
      const key = keyOf(portal, id)
      const entry: Kept = { until: Infinity, name: reading.then((names) => names.get(id) ?? null) }
      keep(key, entry)
      void settle(key, entry)
    }
  }

  return {
    get: async (portal, ids, read) => {
      const wanted = [...new Set(ids)]
      const now = clock.now()
      const missing = wanted.filter((id) => (kept.get(keyOf(portal, id))?.until ?? 0) <= now)
      if (missing.length > 0) begin(portal, missing, read)
      const named = await Promise.all(
        wanted.map(async (id) => [id, (await kept.get(keyOf(portal, id))?.name) ?? null] as const),
      )
      return Object.fromEntries(named.flatMap(([id, name]) => (name === null ? [] : [[id, name] as const])))
    },
  }
}
