import { useCallback, useMemo, useSyncExternalStore } from 'react'

import { readStored, storedKeys, writeStored } from '#src/lib/storage.ts'

const CHANGED = 'flowstop:preference'

/** Other tabs tell by `storage`, this one by itself. */
function subscribe(onChange: () => void): () => void {
  window.addEventListener('storage', onChange)
  window.addEventListener(CHANGED, onChange)
  return () => {
    window.removeEventListener('storage', onChange)
    window.removeEventListener(CHANGED, onChange)
  }
}

/**
 * A value kept in this browser, the same in all its tabs. `parse` gets what is stored, or `null`, and never throws; it has
 * to be the same function on every render. Storing `null` removes it.
 */
export function useStored<T>(
  key: string,
  parse: (stored: unknown) => T,
): [value: T, set: (stored: unknown) => void] {
  // A text compares equal as long as nothing has changed; what it stands for would be new each time.
  const text = useSyncExternalStore(subscribe, () => JSON.stringify(readStored('local', key)))
  const value = useMemo(() => parse(JSON.parse(text)), [parse, text])
  const set = useCallback((next: unknown) => writeAll([key], next), [key])
  return [value, set]
}

/** Removes everything under a prefix at once. */
export function dropStored(prefix: string): void {
  writeAll(storedKeys('local', prefix), null)
}

function writeAll(keys: readonly string[], value: unknown): void {
  for (const key of keys) writeStored('local', key, value)
  window.dispatchEvent(new Event(CHANGED))
}
