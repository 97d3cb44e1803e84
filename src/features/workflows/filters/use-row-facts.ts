import { useEffect, useMemo, useState } from 'react'

import type { Workflow } from '#src/contract/workflow.ts'
import { loadPatiently } from '#src/lib/load-code.ts'

import type { IdleDays } from './filters.ts'
import { MOST_AT_ONCE, readFacts, type RowFacts } from './row-facts.ts'

/** After which nothing more comes at once. */
const REST_MS = 500

/** What is said about all rows together; those of a moment ago while many rows are looked through. */
export function useRowFacts(workflows: readonly Workflow[], idleDays: IdleDays, now: number): RowFacts {
  const isMany = workflows.length > MOST_AT_ONCE
  const [sliced, setSliced] = useState<RowFacts | null>(null)
  if (!isMany && sliced !== null) setSliced(null)
  // Until many have been looked through for the first time, the first of them tell the least there is.
  const isAtOnce = !isMany || sliced === null
  const atOnce = useMemo(
    () => (isAtOnce ? readFacts(isMany ? workflows.slice(0, MOST_AT_ONCE) : workflows, idleDays, now) : null),
    [isAtOnce, isMany, workflows, idleDays, now],
  )

  useEffect(() => {
    if (!isMany) return
    const stop = new AbortController()
    void (async () => {
      const { prepareRows, readFactsInSlices } = await loadPatiently(() => import('./many-rows.ts'))
      const facts = await readFactsInSlices(workflows, idleDays, now, stop.signal)
      if (facts === null) return
      setSliced(facts)
      // While the list is still coming in, the next part makes this void.
      await new Promise((resolve) => setTimeout(resolve, REST_MS))
      await prepareRows(workflows, stop.signal)
    })()
    return () => stop.abort()
  }, [isMany, workflows, idleDays, now])

  return atOnce ?? sliced ?? NO_FACTS
}

const NO_FACTS = readFacts([], 1, 0)
