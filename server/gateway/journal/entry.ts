import type { JournalEntry } from '#src/contract/journal.ts'

import type { TerminationRow } from './schema.ts'

/** A row of the journal as it is told. */
export function toEntry(row: TerminationRow): JournalEntry {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    mode: row.mode,
    reason: row.reason,
    state: row.state,
    operator: { id: row.operator_id, name: row.operator_name, session: row.session },
    moduleId: row.module_id,
    entity: row.entity,
    documentId: row.document_id,
    templateId: row.template_id,
    startedBy: row.started_by,
    startedAt: row.started_at,
    requestedAt: row.requested_at,
    sentAt: row.sent_at,
    settledAt: row.settled_at,
    checkedAt: row.checked_at,
    httpStatus: row.http_status,
    errorCode: row.error_code,
    requestId: row.request_id,
    attempts: row.attempts,
    batchId: row.batch_id,
  }
}
