import { useEffect, useState } from 'react'

import { CodeFailure } from '#src/lib/load-code.ts'

type Loaded<T> = { value: T } | { error: unknown } | null

/**
 * A part whose code comes on demand; `null` until it is there. It is fetched ahead when `isWanted`, and what fails then
 * is asked for again when `isNeeded`; what fails then is thrown to the boundary as a `CodeFailure`. Unlike a suspended part it shows in the
 * very frame in which it is needed, if it was fetched ahead: React holds back for 300 ms what it has suspended for.
 */
export function useLoaded<T>(
  load: () => Promise<T>,
  { isWanted, isNeeded }: { isWanted: boolean; isNeeded: boolean },
): T | null {
  const [loaded, setLoaded] = useState<Loaded<T>>(null)
  const isMissing = loaded === null
  useEffect(() => {
    if (!isMissing || !(isWanted || isNeeded)) return
    let isGone = false
    const keep = (found: Loaded<T>) => {
      if (!isGone) setLoaded(found)
    }
    load().then(
      (value) => keep({ value }),
      (error: unknown) => isNeeded && keep({ error: new CodeFailure(error) }),
    )
    return () => {
      isGone = true
    }
  }, [load, isMissing, isWanted, isNeeded])
  if (loaded === null) return null
  if ('error' in loaded) throw loaded.error
  return loaded.value
}
