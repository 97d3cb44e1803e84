import type { Clock } from '#server/clock.ts'

const KNOWN_MS = 60 * 60_000
/** A name that is missing may still be given. */
const MISSING_MS = 5 * 60_000
/** Nothing was told about it, perhaps for a reason that passes. */
const UNTOLD_MS = 30_000
const MOST_NAMES = 20_000

/** Names by id: `null` = it has none; an id that is absent was not told about. */
type ReadNames = (ids: readonly string[]) => Promise<ReadonlyMap<string, string | null>>

export type NameCache = {
  /**
   * Names by id. Those nobody knows yet are read by one call of `read`; an id that is being read is waited for, not
   * read again. Rejects when `read` does.
   */
  get: (portal: string, ids: readonly string[], read: ReadNames) => Promise<Record<string, string>>
}

type Kept = { name: Promise<string | null | undefined>; until: number }

/** Keeps names per portal: known ones for an hour, missing ones for five minutes. */
export function createNameCache(clock: Clock): NameCache {
  const kept = new Map<string, Kept>()

  function keep(key: string, entry: Kept) {
    kept.delete(key)
    kept.set(key, entry)
    const oldest = kept.keys().next().value
    if (kept.size > MOST_NAMES && oldest !== undefined) kept.delete(oldest)
  }

  async function settle(key: string, entry: Kept) {
    try {
      const name = await entry.name
      const serves = name === undefined ? UNTOLD_MS : name === null ? MISSING_MS : KNOWN_MS
      entry.until = clock.now() + serves
    } catch {
      if (kept.get(key) === entry) kept.delete(key)
    }
  }

  return {
    get: async (portal, ids, read) => {
      const keyOf = (id: string) => `${portal} ${id}`
      const entries = new Map<string, Kept>()
      const missing: string[] = []
      for (const id of new Set(ids)) {
        const known = kept.get(keyOf(id))
        if (known && clock.now() < known.until) entries.set(id, known)
        else missing.push(id)
      }
      const reading = missing.length === 0 ? null : read(missing)
      if (reading !== null)
        for (const id of missing) {
          const entry: Kept = { until: Infinity, name: reading.then((names) => names.get(id)) }
          keep(keyOf(id), entry)
          entries.set(id, entry)
          void settle(keyOf(id), entry)
        }
      const named = await Promise.all([...entries].map(async ([id, { name }]) => [id, await name] as const))
      return Object.fromEntries(named.flatMap(([id, name]) => (name ? [[id, name] as const] : [])))
    },
  }
}
