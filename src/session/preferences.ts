import { useCallback, useMemo, useSyncExternalStore } from 'react'

import { readStored, writeStored } from '#src/lib/storage.ts'

import { useSession } from './session-context.ts'

const PREFIX = 'flowstop.preference.'
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
 * How an operator likes the console to look, kept in this browser by portal and operator. `parse` gets what is stored, or
 * `null`, and never throws; it has to be the same function on every render. Storing `null` goes back to the usual.
 */
export function usePreference<T>(
  name: string,
  parse: (stored: unknown) => T,
): [value: T, set: (stored: unknown) => void] {
  const { portal, operator } = useSession().session
  const key = `${PREFIX}${portal}.${operator.id ?? operator.name ?? ''}.${name}`
  // A text compares equal as long as nothing has changed; what it stands for would be new each time.
  const text = useSyncExternalStore(subscribe, () => JSON.stringify(readStored(localStorage, key)))
  const value = useMemo(() => parse(JSON.parse(text)), [parse, text])
  const set = useCallback(
    (next: unknown) => {
      writeStored(localStorage, key, next)
      window.dispatchEvent(new Event(CHANGED))
    },
    [key],
  )
  return [value, set]
}
