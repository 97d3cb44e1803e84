import type { Workflow } from '#src/contract/workflow.ts'

/** A workflow that waits on deal 10 since the end of March 2026, but for what is said of it. */
export function createWorkflow(id: string, fields: Partial<Workflow> = {}): Workflow {
  const instant = Date.UTC(2026, 2, 31)
  return {
    id,
    modifiedAt: instant,
    startedAt: instant,
    lock: { kind: 'free' },
    moduleId: 'crm',
    entity: 'CCrmDocumentDeal',
    documentId: 'DEAL_10',
    startedBy: '1',
    templateId: '713',
    ...fields,
  }
}
