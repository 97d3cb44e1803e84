/** Where a workflow can run: the document classes of vibe-api.md section 2, and two that no list of classes names. */
export type DocumentClass = {
  moduleId: string
  entity: string
  /** The document's id from a number. */
  formatId: (number: number) => string
  /** How common it is, in parts of about 100. */
  weight: number
  /** Templates that run on it: named ones, and numbers that belong to automation rules. */
  templates: readonly [number, ...number[]]
  /** CRM items hold at most two waiting workflows. */
  isCrm: boolean
}

/** A template that `GET /v1/bizproc-templates` names. Those of automation rules are never listed. */
export type NamedTemplate = { id: number; name: string; entity: string; autoExecute: number }

const DEAL = 'CCrmDocumentDeal'
const LEAD = 'CCrmDocumentLead'
const QUOTE = 'Bitrix\\Crm\\Integration\\BizProc\\Document\\Quote'
const INVOICE = 'Bitrix\\Crm\\Integration\\BizProc\\Document\\SmartInvoice'
const DYNAMIC = 'Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic'
const LISTS = 'Bitrix\\Lists\\BizprocDocumentLists'
const DISK = 'Bitrix\\Disk\\BizProcDocument'
const TASK = 'Bitrix\\Tasks\\Integration\\Bizproc\\Document\\Task'

const template = (id: number, name: string, entity: string, autoExecute = 0): NamedTemplate => ({
  id,
  name,
  entity,
  autoExecute,
})

export const NAMED_TEMPLATES: readonly NamedTemplate[] = [
  template(11, 'Deal approval', DEAL, 1),
  template(12, 'Согласование скидки', DEAL),
  template(14, 'Contract preparation', DEAL),
  template(17, 'Lead distribution', LEAD, 1),
  template(18, 'Проверка контрагента', 'CCrmDocumentCompany', 1),
  template(23, 'Quote approval', QUOTE, 1),
  template(25, 'Invoice payment control', INVOICE, 1),
  template(31, 'Onboarding of a new client', DYNAMIC, 1),
  template(36, 'Заявка на отпуск', 'BizprocDocument', 1),
  template(37, 'Business trip', 'BizprocDocument', 1),
  template(42, 'Purchase request', LISTS, 1),
  template(47, 'Подписание документа', DISK),
  template(52, 'Task acceptance', TASK),
]

const crm = (
  weight: number,
  entity: string,
  prefix: string,
  templates: DocumentClass['templates'],
): DocumentClass => ({
  moduleId: 'crm',
  entity,
  formatId: (number) => `${prefix}_${number}`,
  weight,
  templates,
  isCrm: true,
})

const other = (
  weight: number,
  moduleId: string,
  entity: string,
  templates: DocumentClass['templates'],
  formatId: (number: number) => string = String,
): DocumentClass => ({ moduleId, entity, formatId, weight, templates, isCrm: false })

export const DEAL_CLASS = crm(34, DEAL, 'DEAL', [11, 12, 14, 713, 714, 720, 731])
export const LEAD_CLASS = crm(14, LEAD, 'LEAD', [17, 702, 703, 709])
export const COMPANY_CLASS = crm(5, 'CCrmDocumentCompany', 'COMPANY', [18, 741])
export const QUOTE_CLASS = crm(5, QUOTE, 'QUOTE', [23, 755])
export const SMART_ITEM_CLASS = crm(13, DYNAMIC, 'DYNAMIC_147', [31, 761, 762])
export const LIST_CLASS = other(7, 'lists', LISTS, [42])
export const UNKNOWN_CLASS = other(1, 'rpa', 'Bitrix\\Rpa\\Integration\\Bizproc\\Document\\Item', [801])

export const DOCUMENT_CLASSES: readonly DocumentClass[] = [
  DEAL_CLASS,
  LEAD_CLASS,
  SMART_ITEM_CLASS,
  crm(4, DYNAMIC, 'DYNAMIC_1042', [771]),
  crm(4, 'CCrmDocumentContact', 'CONTACT', [736]),
  COMPANY_CLASS,
  QUOTE_CLASS,
  crm(5, INVOICE, 'SMART_INVOICE', [25, 758]),
  LIST_CLASS,
  other(5, 'lists', 'BizprocDocument', [36, 37]),
  other(2, 'disk', DISK, [47]),
  other(3, 'tasks', TASK, [52], (number) => `TASK_${number}`),
  UNKNOWN_CLASS,
  other(1, 'acme.warehouse', 'Acme\\Warehouse\\Document', [812], (number) => `PALLET-${number}`),
]
