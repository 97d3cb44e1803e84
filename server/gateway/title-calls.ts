import { readObject, readText } from '#src/contract/read.ts'

/** One call of `POST /v1/batch` (vibe-api.md section 7). */
export type BatchCall = {
  id: string
  entity: string
  action: 'get'
  entityId: string
  entityTypeId?: string
}

const ENTITIES: Readonly<Record<string, string>> = {
  LEAD: 'leads',
  CONTACT: 'contacts',
  COMPANY: 'companies',
  DEAL: 'deals',
  QUOTE: 'quotes',
  SMART_INVOICE: 'invoices',
}

/** The call that reads a user's name. */
export function planUserCall(userId: string): BatchCall {
  return { id: userId, entity: 'users', action: 'get', entityId: userId }
}

/** The call that reads the title of a document (`DEAL_5141`, `DYNAMIC_147_1`); `null` for one that has none to read. */
export function planTitleCall(documentId: string): BatchCall | null {
  const [, entityTypeId, itemId] = /^DYNAMIC_(\d{1,9})_(\d{1,9})$/.exec(documentId) ?? []
  if (entityTypeId !== undefined && itemId !== undefined)
    return { id: documentId, entity: 'items', action: 'get', entityId: itemId, entityTypeId }
  const [, kind = '', entityId = ''] = /^([A-Z_]+)_(\d{1,9})$/.exec(documentId) ?? []
  const entity = Object.hasOwn(ENTITIES, kind) ? ENTITIES[kind] : undefined
  return entity === undefined ? null : { id: documentId, entity, action: 'get', entityId }
}

/** The title of a CRM item; a contact has names instead. Keys may be upper case or camel case. */
export function readTitle(value: unknown): string | null {
  const item = readObject(value)
  return readText(item.title ?? item.TITLE) ?? readPersonName(item)
}

export function readPersonName(value: unknown): string | null {
  const person = readObject(value)
  const parts = [
    readText(person.NAME ?? person.name),
    readText(person.LAST_NAME ?? person.lastName ?? person.last_name),
  ]
  return parts.filter((part) => part !== null).join(' ') || null
}
