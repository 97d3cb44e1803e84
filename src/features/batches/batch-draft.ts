import { TERMINATION_MODES, type TerminationMode } from '#src/contract/journal.ts'
import { readObject, readOneOf, readText } from '#src/contract/read.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'
import type { Drafts } from '#src/session/drafts.ts'

const NAME = 'batch'
// Apart from what is typed: thousands of ids are not written for every key.
const ITEMS_NAME = 'batch-items'

/** An open batch dialog, as it survives sign-in, reload and crash. */
export type BatchDraft = {
  workflowIds: readonly string[]
  isAll: boolean
  takenOut: readonly string[]
  mode: TerminationMode
  reason: string
  /** The number, as far as it was typed. */
  typed: string
  retryOf: string | null
  /** Pressed, and nobody knows what became of it. */
  batchId: string | null
}

/** The batch dialog that was open when this tab was last here; `null` for none. */
export function readBatchDraft(drafts: Drafts): BatchDraft | null {
  const stored = readObject(drafts.read(NAME))
  const workflowIds = readIds(drafts.read(ITEMS_NAME))
  if (workflowIds.length === 0) return null
  return {
    workflowIds,
    isAll: stored.isAll === true,
    takenOut: readIds(stored.takenOut),
    mode: readOneOf(TERMINATION_MODES, stored.mode) ?? 'soft',
    reason: typeof stored.reason === 'string' ? stored.reason : '',
    typed: typeof stored.typed === 'string' ? stored.typed : '',
    retryOf: readText(stored.retryOf),
    batchId: readText(stored.batchId),
  }
}

export function keepBatchItems(drafts: Drafts, workflowIds: readonly string[]): void {
  drafts.write(ITEMS_NAME, workflowIds)
}

export function keepBatchDraft(drafts: Drafts, draft: Omit<BatchDraft, 'workflowIds'>): void {
  drafts.write(NAME, draft)
}

export function dropBatchDraft(drafts: Drafts): void {
  drafts.drop(NAME)
  drafts.drop(ITEMS_NAME)
}

function readIds(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string' && isWorkflowId(id)) : []
}
