import { useEffect, useState } from 'react'

const TYPING_MS = 250

/** `query` once the hands rest: a change of the `typed` parameters alone waits a moment, everything else counts at once. */
export function useSettled(query: string, typed: readonly string[]): string {
  const [settled, setSettled] = useState(query)
  const isTyped = settled !== query && without(settled, typed) === without(query, typed)
  if (settled !== query && !isTyped) setSettled(query)
  useEffect(() => {
    if (!isTyped) return
    const timer = setTimeout(() => setSettled(query), TYPING_MS)
    return () => clearTimeout(timer)
  }, [query, isTyped])
  return settled
}

function without(query: string, names: readonly string[]): string {
  const rest = new URLSearchParams(query)
  for (const name of names) rest.delete(name)
  return rest.toString()
}
