import { readOneOf, readObject, readText } from '#src/contract/read.ts'
import { TERMINATION_MODES, type TerminationMode } from '#src/contract/journal.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'
import type { Drafts } from '#src/session/drafts.ts'

const NAME = 'termination'

/** An open dialog, as it survives sign-in, reload and crash. */
export type TerminationDraft = {
  workflowId: string
  mode: TerminationMode
  reason: string
  /** What was typed of the ID of a protected workflow. */
  typed: string
  /** Pressed, and nobody knows what became of it. */
  sentAs: string | null
}

/** The dialog that was open when this tab was last here; `null` for none. */
export function readDraft(drafts: Drafts): TerminationDraft | null {
  const stored = readObject(drafts.read(NAME))
  const workflowId = readText(stored.workflowId)
  if (workflowId === null || !isWorkflowId(workflowId)) return null
  return {
    workflowId,
    mode: readOneOf(TERMINATION_MODES, stored.mode) ?? 'soft',
    reason: typeof stored.reason === 'string' ? stored.reason : '',
    typed: typeof stored.typed === 'string' ? stored.typed : '',
    sentAs: readText(stored.sentAs),
  }
}

export function keepDraft(drafts: Drafts, draft: TerminationDraft): void {
  drafts.write(NAME, draft)
}

export function dropDraft(drafts: Drafts): void {
  drafts.drop(NAME)
}
