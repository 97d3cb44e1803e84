import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'

import { mirrorQuery } from '#src/api/mirror-query.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import type { WorkflowList } from '#src/features/workflows/list/use-workflow-list.ts'
import { hasEnded } from '#src/features/workflows/table/row-state.ts'
import { useHttp } from '#src/session/session-context.ts'
import { useLookUp, type LookUp } from '#src/terms/use-look-up.ts'

/**
 * What is known of one workflow: it runs; it has ended, which is proved or stands in the journal; or neither is known.
 * `workflow` is the row as it was last seen.
 */
export type Sighting = {
  kind: 'running' | 'ended' | 'looking' | 'not_seen'
  workflow: Workflow | null
  /** How many rows were read in search of it, of how many; `null` = the API did not say. */
  loaded: number
  total: number | null
  /** The other workflows on the same document, and whether that is all of them. */
  siblings: readonly Workflow[]
  isAll: boolean
}

export type Hints = { templateId: string | null; startedBy: string | null }

/** Looks for a workflow in the whole list, whatever the list under it is filtered by, and once more by itself. */
export function useSighting(
  workflowId: string,
  list: WorkflowList,
  entry: JournalEntry | undefined,
  hints: Hints,
): Sighting {
  // The list under the detail keeps it going; a failed mirror leaves what was read page by page.
  const { data: mirror } = useQuery({ ...mirrorQuery(useHttp()), enabled: false })
  const everything = mirror?.workflows ?? list.everything
  const listed = useMemo(
    () => everything.find(({ id }) => id === workflowId) ?? null,
    [everything, workflowId],
  )
  // Asked with what was known when it was opened.
  const [opened] = useState(listed)
  const lookUp = useLookUp({ workflowId, workflow: opened, hints })
  const found = lookUp.kind === 'listed' ? newer(listed, lookUp.workflow) : listed
  const [last, setLast] = useState<Workflow | null>(null)
  if (found !== null && found !== last) setLast(found)
  const workflow = found ?? last

  const siblings = useMemo(
    () => (workflow === null ? [] : everything.filter((row) => isSibling(row, workflow))),
    [everything, workflow],
  )
  const isComplete = mirror?.isComplete ?? (list.isProven && list.isWholePortal)
  const isFailing = list.error !== null || list.staleError !== null
  return {
    kind: judge({ lookUp, listed, opened, isComplete, isFailing, isEnded: hasEnded(entry) }),
    workflow,
    loaded: everything.length,
    total: mirror?.total ?? list.total,
    siblings,
    isAll: isComplete,
  }
}

type Evidence = {
  lookUp: LookUp
  listed: Workflow | null
  opened: Workflow | null
  isComplete: boolean
  isFailing: boolean
  isEnded: boolean
}

function judge({ lookUp, listed, opened, isComplete, isFailing, isEnded }: Evidence): Sighting['kind'] {
  if (isEnded) return 'ended'
  // The look-up is newer than the list, unless the row has changed since.
  if (lookUp.kind === 'ended' && (listed === null || listed === opened)) return 'ended'
  if (listed !== null || (lookUp.kind === 'listed' && !(isComplete && opened !== null))) return 'running'
  if (lookUp.kind === 'looking' && !isFailing) return 'looking'
  if (isComplete) return 'ended'
  return isFailing ? 'not_seen' : 'looking'
}

/** The list's row is refreshed, the look-up's is not. */
function newer(listed: Workflow | null, lookedUp: Workflow): Workflow {
  return listed !== null && (listed.modifiedAt ?? 0) >= (lookedUp.modifiedAt ?? 0) ? listed : lookedUp
}

function isSibling(row: Workflow, { id, documentId, entity }: Workflow): boolean {
  return documentId !== null && row.documentId === documentId && row.entity === entity && row.id !== id
}
