/** Named and not handed over: in a frame of another site with storage blocked, already the word `localStorage` throws. */
export type StorageName = 'local' | 'session'

/** Where storage is blocked: kept as long as this page, so that a choice holds at least here. */
const page: Record<StorageName, Map<string, string>> = { local: new Map(), session: new Map() }

/** `null` = blocked. */
function findStorage(name: StorageName): Storage | null {
  try {
    return name === 'local' ? window.localStorage : window.sessionStorage
  } catch {
    return null
  }
}

/** Whether a storage can be had here at all; otherwise a reload loses what was kept. */
export function hasStorage(name: StorageName): boolean {
  return findStorage(name) !== null
}

/** JSON in a browser storage; a storage that is full or spoilt behaves like an empty one. */
export function readStored(name: StorageName, key: string): unknown {
  const storage = findStorage(name)
  try {
    const text = storage === null ? page[name].get(key) : storage.getItem(key)
    return text === undefined || text === null ? null : (JSON.parse(text) as unknown)
  } catch {
    return null
  }
}

/** Writes JSON; `null` removes. Returns whether it outlives this page. */
export function writeStored(name: StorageName, key: string, value: unknown): boolean {
  const storage = findStorage(name)
  try {
    if (storage === null) {
      if (value === null) page[name].delete(key)
      else page[name].set(key, JSON.stringify(value))
      return false
    }
    if (value === null) storage.removeItem(key)
    else storage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

/** The keys that begin with a prefix. */
export function storedKeys(name: StorageName, prefix: string): string[] {
  const storage = findStorage(name)
  const keys = storage === null ? [...page[name].keys()] : Object.keys(storage)
  return keys.filter((key) => key.startsWith(prefix))
}
