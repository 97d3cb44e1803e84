import { describeDocument, type DocumentKind } from '#src/contract/documents.ts'
import { findName, type Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { m } from '#src/messages/messages.js'

export const KIND_WORDS: Record<DocumentKind, () => string> = {
  lead: m.kind_lead,
  contact: m.kind_contact,
  company: m.kind_company,
  deal: m.kind_deal,
  quote: m.kind_quote,
  invoice: m.kind_invoice,
  smart_item: m.kind_smart_item,
  feed_process: m.kind_feed_process,
  list_element: m.kind_list_element,
  drive_file: m.kind_drive_file,
  task: m.kind_task,
  other: m.kind_other,
  none: m.kind_none,
}

/** "Deal 5141"; a class nobody knows by its raw id; a blank document as such. */
export function describeDocumentText(workflow: Pick<Workflow, 'entity' | 'documentId'>): {
  kind: string
  number: string | null
  portalPath: string | null
} {
  const { kind, number, portalPath } = describeDocument(workflow)
  return { kind: KIND_WORDS[kind](), number, portalPath }
}

/** A template's name, else `#713`; `0` and blank mean that the row has lost it. */
export function describeTemplate(templateId: string | null, names: Names): string {
  if (templateId === null || templateId === '0') return m.unknown_template()
  return findName(names.templates, templateId) ?? `#${templateId}`
}

/** A user's name, else `#12`; `0` is the system. */
export function describeStarter(startedBy: string | null, names: Names): string {
  if (startedBy === null) return m.unknown_user()
  if (startedBy === '0') return m.system()
  return findName(names.users, startedBy) ?? `#${startedBy}`
}
