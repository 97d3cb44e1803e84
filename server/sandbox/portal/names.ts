import { PEOPLE } from '#server/sandbox/access/people.ts'
import { Refusal } from '#server/sandbox/answers/errors.ts'

import { NAMED_TEMPLATES } from './catalogue.ts'
import { hashText } from './random.ts'

/** Entities that have a title, by their word in addresses and in `/v1/batch`. */
const TITLED = {
  deals: 'Deal',
  leads: 'Lead',
  contacts: 'Contact',
  companies: 'Company',
  quotes: 'Quote',
  invoices: 'Invoice',
  items: 'Item',
} as const
export type TitledEntity = keyof typeof TITLED

export const TITLED_ENTITIES = Object.keys(TITLED) as TitledEntity[]

export const SUBJECTS = [
  'Office chairs for Orion',
  'Поставка оборудования',
  'Annual support contract',
  'ООО «Ромашка»',
  'Website redesign',
  'Ремонт склада № 2',
  'Nordwind GmbH',
  'Лицензии на 2026 год',
  'Trade fair stand',
  'Обучение сотрудников',
  'Coffee machines',
] as const

/** Every nineteenth was deleted on the portal, so that a missing title is nothing rare. */
const DELETED_ONE_IN = 19
const MAX_NUMBER = 99_999

function readNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Refusal('INVALID_PARAMS', 'id must be a positive number')
  return Number(text)
}

/** A CRM item with its title (a contact: its names), in the API's camel case. Throws `ENTITY_NOT_FOUND`. */
export function requireItem(entity: TitledEntity, idText: string, typeId?: string) {
  const id = readNumber(idText)
  const hash = hashText(`${entity} ${typeId ?? ''} ${id}`)
  if (id < 1 || id > MAX_NUMBER || hash % DELETED_ONE_IN === 0) throw new Refusal('ENTITY_NOT_FOUND')
  return {
    id,
    ...(entity === 'contacts'
      ? nameContact(hash)
      : { title: `${SUBJECTS[hash % SUBJECTS.length] ?? TITLED[entity]} #${id}`, stageId: 'NEW' }),
    assignedById: PEOPLE[hash % PEOPLE.length]?.id ?? 1,
    ...(typeId === undefined ? {} : { entityTypeId: readNumber(typeId) }),
  }
}

/** Every fifth has no last name: somebody who has only called once. */
function nameContact(hash: number) {
  const [first, last] = [PEOPLE[hash % PEOPLE.length], PEOPLE[(hash >>> 8) % PEOPLE.length]]
  return { name: first?.firstName ?? '', lastName: hash % 5 === 0 ? null : (last?.lastName ?? null) }
}

function encodePerson(person: (typeof PEOPLE)[number]) {
  return {
    ID: String(person.id),
    ACTIVE: person.isActive,
    NAME: person.firstName,
    LAST_NAME: person.lastName,
    WORK_POSITION: person.position,
  }
}

export function listUsers() {
  return PEOPLE.map(encodePerson)
}

/** A user in upper-case keys, as Bitrix24 gives them. Throws `ENTITY_NOT_FOUND`. */
export function requireUser(idText: string) {
  const person = PEOPLE.find((someone) => someone.id === readNumber(idText))
  if (!person) throw new Refusal('ENTITY_NOT_FOUND', 'User not found')
  return encodePerson(person)
}

/** The templates that have a name. Those of automation rules are not among them (vibe-api.md section 7). */
export function listTemplates(): Record<string, unknown>[] {
  return NAMED_TEMPLATES.map(({ id, name, entity, autoExecute }) => {
    const moduleId = moduleOf(entity)
    return {
      id,
      moduleId,
      entity,
      documentType: [moduleId, entity, documentTypeOf(entity)],
      autoExecute,
      name,
      description: '',
      modified: '2026-01-15T12:00:00+03:00',
      isModified: false,
      userId: 1,
    }
  })
}

function moduleOf(entity: string): string {
  if (entity.includes('Lists') || entity === 'BizprocDocument') return 'lists'
  if (entity.includes('Disk')) return 'disk'
  return entity.includes('Tasks') ? 'tasks' : 'crm'
}

function documentTypeOf(entity: string): string {
  return (entity.split('\\').at(-1) ?? entity).replace('CCrmDocument', '').toUpperCase()
}
