import { describeDocument, type DocumentKind } from '#src/contract/documents.ts'
import { stateOf, type Workflow, type WorkflowState } from '#src/contract/workflow.ts'

import { NO_MODULE, type Age, type LockFilter } from './filters.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What filters and sorts ask of a row. Kept per row object: typing over 100,000 rows must not read each anew. */
type Kept = { text: string; kind: DocumentKind; number: string | null }

const kept = new WeakMap<Workflow, Kept>()

function keep(workflow: Workflow): Kept {
  const known = kept.get(workflow)
  if (known !== undefined) return known
  const { id, documentId, templateId, startedBy } = workflow
  const { kind, number } = describeDocument(workflow)
  const parts = [id, documentId, templateId && `#${templateId}`, startedBy && `#${startedBy}`]
  const fresh = { text: parts.filter(Boolean).join('\n').toLocaleLowerCase(), kind, number }
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

/** The band of the time since the last change; `null` = unknown, which is in none. */
export function ageOf({ modifiedAt }: Workflow, now: number): Age | null {
  if (modifiedAt === null) return null
  const age = now - modifiedAt
  if (age < HOUR_MS) return 'under_1h'
  if (age < DAY_MS) return '1h_1d'
  if (age < 7 * DAY_MS) return '1d_7d'
  return age < 30 * DAY_MS ? '7d_30d' : 'over_30d'
}
