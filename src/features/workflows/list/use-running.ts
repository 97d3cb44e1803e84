import { useMemo } from 'react'

import type { JournalEntry } from '#src/contract/journal.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { hasEnded } from '#src/features/workflows/table/row-state.ts'

/** The rows without those that the journal knows to have ended; the same array when there are none of those. */
export function useRunning(
  workflows: readonly Workflow[],
  entries: ReadonlyMap<string, JournalEntry>,
): readonly Workflow[] {
  const ended = useMemo(() => {
    const ids = [...entries].flatMap(([id, entry]) => (hasEnded(entry) ? [id] : []))
    return new Set(ids)
  }, [entries])
  return useMemo(
    () => (ended.size === 0 ? workflows : workflows.filter(({ id }) => !ended.has(id))),
    [workflows, ended],
  )
}
