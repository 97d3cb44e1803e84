/** JSON in a browser storage; a storage that is full, blocked or spoilt behaves like an empty one. */
export function readStored(storage: Storage, key: string): unknown {
  try {
    const text = storage.getItem(key)
    return text === null ? null : (JSON.parse(text) as unknown)
  } catch {
    return null
  }
}

/** Writes JSON; `null` removes. Returns whether it is kept. */
export function writeStored(storage: Storage, key: string, value: unknown): boolean {
  try {
    if (value === null) storage.removeItem(key)
    else storage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

/** The keys that begin with a prefix. */
export function storedKeys(storage: Storage, prefix: string): string[] {
  try {
    return Object.keys(storage).filter((key) => key.startsWith(prefix))
  } catch {
    return []
  }
}
