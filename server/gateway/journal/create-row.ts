import type { Caller } from '#server/gateway/caller.ts'
import type { TerminationMode } from '#src/contract/journal.ts'
import type { Workflow } from '#src/contract/workflow.ts'

import type { NewTermination } from './schema.ts'

type Wanted = { id: string; workflowId: string; mode: TerminationMode; reason: string | null }

/** A termination that is about to be journalled: who wants what, and what the gateway has seen of the workflow. */
export function createRow(
  { portal, operator, session }: Caller,
  { id, workflowId, mode, reason }: Wanted,
  facts: Workflow | null,
  now: number,
): NewTermination {
  return {
    id,
    portal,
    mode,
    reason,
    workflow_id: workflowId,
    state: 'queued',
    operator_id: operator.id,
    operator_name: operator.name,
    session,
    module_id: facts?.moduleId ?? null,
    entity: facts?.entity ?? null,
    document_id: facts?.documentId ?? null,
    template_id: facts?.templateId ?? null,
    started_by: facts?.startedBy ?? null,
    started_at: facts?.startedAt ?? null,
    modified_at: facts?.modifiedAt ?? null,
    owned_until: facts?.lock.kind === 'held' ? facts.lock.until : null,
    requested_at: now,
    changed_at: now,
    attempts: 0,
    batch_id: null,
    position: null,
    follow_from: null,
  }
}
