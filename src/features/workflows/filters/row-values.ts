import { describeDocument, type DocumentKind } from '#src/contract/documents.ts'
import { stateOf, type Workflow, type WorkflowState } from '#src/contract/workflow.ts'

import { NO_MODULE, type LockFilter } from './filters.ts'

/** What filters and sorts ask of a row. Kept per row object: typing over 100,000 rows must not read each anew. */
type Kept = { text: string; kind: DocumentKind; number: string | null }

const kept = new WeakMap<Workflow, Kept>()

function keep(workflow: Workflow): Kept {
  const known = kept.get(workflow)
  if (known !== undefined) return known
  const { id, documentId, templateId, startedBy } = workflow
  const { kind, number } = describeDocument(workflow)
  const parts = [id, documentId, templateId && `#${templateId}`, startedBy && `#${startedBy}`]
  const fresh = { text: parts.filter(Boolean).join('\n').toLowerCase(), kind, number }
  kept.set(workflow, fresh)
  return fresh
}

/** The ids of a row in lower case, one a line. Names are not among them: they come later than the rows. */
export function searchTextOf(workflow: Workflow): string {
  return keep(workflow).text
}

export function kindOf(workflow: Workflow): DocumentKind {
  return keep(workflow).kind
}

/** The document's id within its kind. */
export function numberOf(workflow: Workflow): string | null {
  return keep(workflow).number
}

export function moduleOf(workflow: Workflow): string {
  return workflow.moduleId ?? NO_MODULE
}

const LOCK_OF: Record<WorkflowState, LockFilter> = {
  stuck: 'stuck',
  step_running: 'running',
  waiting: 'free',
  unknown: 'unknown',
}

export function lockOf(workflow: Workflow, now: number): LockFilter {
  return LOCK_OF[stateOf(workflow, now)]
}
