import type { Workflow } from './workflow.ts'

export const DOCUMENT_KINDS = [
  'lead',
  'contact',
  'company',
  'deal',
  'quote',
  'invoice',
  'smart_item',
  'feed_process',
  'list_element',
  'drive_file',
  'task',
  'other',
  'none',
] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** What a workflow works on. `number` is the id within its kind, `portalPath` a path on the portal's host. */
export type DocumentRef = { kind: DocumentKind; number: string | null; portalPath: string | null }

type Rule = {
  kind: DocumentKind
  entity: string
  /** Groups of the document id: the last is the number within the kind. */
  pattern: RegExp
  path?: (...groups: string[]) => string
}

const crm = (kind: 'lead' | 'contact' | 'company' | 'deal', name: string): Rule => ({
  kind,
  entity: `CCrmDocument${name}`,
  pattern: new RegExp(`^${name.toUpperCase()}_(\\d+)$`),
  path: (id) => `/crm/${kind}/details/${id}/`,
})

/** vibe-api.md section 2, the table of documents. */
const RULES: readonly Rule[] = [
  crm('lead', 'Lead'),
  crm('contact', 'Contact'),
  crm('company', 'Company'),
  crm('deal', 'Deal'),
  {
    kind: 'quote',
    entity: 'Bitrix\\Crm\\Integration\\BizProc\\Document\\Quote',
    pattern: /^QUOTE_(\d+)$/,
    path: (id) => `/crm/type/7/details/${id}/`,
  },
  {
    kind: 'invoice',
    entity: 'Bitrix\\Crm\\Integration\\BizProc\\Document\\SmartInvoice',
    pattern: /^.*_(\d+)$/,
    path: (id) => `/crm/type/31/details/${id}/`,
  },
  {
    kind: 'smart_item',
    entity: 'Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic',
    pattern: /^DYNAMIC_(\d+)_(\d+)$/,
    path: (type, id) => `/crm/type/${type}/details/${id}/`,
  },
  { kind: 'feed_process', entity: 'BizprocDocument', pattern: /^(\d+)$/ },
  { kind: 'list_element', entity: 'Bitrix\\Lists\\BizprocDocumentLists', pattern: /^(\d+)$/ },
  { kind: 'drive_file', entity: 'Bitrix\\Disk\\BizProcDocument', pattern: /^(\d+)$/ },
  { kind: 'task', entity: 'Bitrix\\Tasks\\Integration\\Bizproc\\Document\\Task', pattern: /^(.+)$/ },
]

/** Kind, number and portal path of a workflow's document. A class nobody knows is `other` under its raw id. */
export function describeDocument(workflow: Pick<Workflow, 'entity' | 'documentId'>): DocumentRef {
  const { entity, documentId } = workflow
  if (entity === null && documentId === null) return { kind: 'none', number: null, portalPath: null }
  const rule = RULES.find((candidate) => candidate.entity === entity?.replace(/^\\/, ''))
  if (!rule) return { kind: 'other', number: documentId, portalPath: null }
  const groups = rule.pattern.exec(documentId ?? '')?.slice(1) ?? []
  return {
    kind: rule.kind,
    number: groups.at(-1) ?? documentId,
    portalPath: groups.length > 0 ? (rule.path?.(...groups) ?? null) : null,
  }
}

/** Path of one workflow on the portal's host; it may open for its participants only. */
export function portalWorkflowPath(workflowId: string): string {
  return `/company/personal/bizproc/${encodeURIComponent(workflowId)}/`
}

/** The portal's own list of running workflows, for administrators. */
export const PORTAL_LIST_PATH = '/bizproc/bizproc/'

/** Where the portal signs its visitor out, so that another account can sign in. */
export const PORTAL_SIGN_OUT_PATH = '/auth/?logout=yes'

const EDITORS: Partial<Record<DocumentKind, string>> = {
  lead: 'CRM_LEAD',
  contact: 'CRM_CONTACT',
  company: 'CRM_COMPANY',
  deal: 'CRM_DEAL',
}

/** Path of a template's editor on the portal's host; `null` where none is known. */
export function portalTemplatePath(kind: DocumentKind, templateId: string | null): string | null {
  const editor = EDITORS[kind]
  if (editor === undefined || templateId === null || !/^[1-9]\d*$/.test(templateId)) return null
  return `/crm/configs/bp/${editor}/edit/${templateId}/`
}

const PORTAL_HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?$/i

/** An address on the portal; `null` when the API's `portal` is no host, so that no link leads to a stranger. */
export function portalAddress(portal: string | null, path: string | null): string | null {
  return portal !== null && path !== null && PORTAL_HOST.test(portal) ? `https://${portal}${path}` : null
}
