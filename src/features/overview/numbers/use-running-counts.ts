import { useEffect, useMemo, useState } from 'react'

import type { Workflow } from '#src/contract/workflow.ts'
import { visitInSlices } from '#src/lib/slices.ts'

import { countRunning, createTally, type RunningCounts } from './count-running.ts'

/** So many rows are counted within a frame; more are counted in slices. */
const MOST_AT_ONCE = 5000

/** What runs, counted; while a hundred thousand rows are counted anew, what was counted before stands. */
export function useRunningCounts(workflows: readonly Workflow[], now: number): RunningCounts | null {
  const isMany = workflows.length > MOST_AT_ONCE
  const atOnce = useMemo(() => (isMany ? null : countRunning(workflows, now)), [isMany, workflows, now])
  const [sliced, setSliced] = useState<RunningCounts | null>(null)

  useEffect(() => {
    if (!isMany) return
    const stop = new AbortController()
    const tally = createTally(now)
    void visitInSlices(workflows, tally.add, stop.signal).then((isDone) => {
      if (isDone) setSliced(tally.read())
    })
    return () => stop.abort()
  }, [isMany, workflows, now])

  return atOnce ?? sliced
}
