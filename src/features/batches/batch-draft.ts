import { TERMINATION_MODES, type TerminationMode } from '#src/contract/journal.ts'
import { readObject, readOneOf, readText } from '#src/contract/read.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'
import type { Drafts } from '#src/session/drafts.ts'

const NAME = 'batch'

/** An open batch dialog, as it survives sign-in, reload and crash. */
export type BatchDraft = {
  workflowIds: string[]
  isAll: boolean
  takenOut: string[]
  mode: TerminationMode
  reason: string
  retryOf: string | null
}

/** The batch dialog that was open when this tab was last here; `null` for none. */
export function readBatchDraft(drafts: Drafts): BatchDraft | null {
  const stored = readObject(drafts.read(NAME))
  const workflowIds = readIds(stored.workflowIds)
  if (workflowIds.length === 0) return null
  return {
    workflowIds,
    isAll: stored.isAll === true,
    takenOut: readIds(stored.takenOut),
    mode: readOneOf(TERMINATION_MODES, stored.mode) ?? 'soft',
    reason: typeof stored.reason === 'string' ? stored.reason : '',
    retryOf: readText(stored.retryOf),
  }
}

export function keepBatchDraft(drafts: Drafts, draft: BatchDraft): void {
  drafts.write(NAME, draft)
}

export function dropBatchDraft(drafts: Drafts): void {
  drafts.drop(NAME)
}

function readIds(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string' && isWorkflowId(id)) : []
}
