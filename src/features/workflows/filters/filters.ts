import { DOCUMENT_KINDS, type DocumentKind } from '#src/contract/documents.ts'
import { readOneOf } from '#src/contract/read.ts'
import { AGES, type Age } from '#src/terms/ages.ts'

export const PRESETS = ['all', 'stuck', 'no_movement', 'system'] as const
export type Preset = (typeof PRESETS)[number]

/** Days without movement that can be asked for. */
export const IDLE_DAYS = [1, 7, 30] as const
export type IdleDays = (typeof IDLE_DAYS)[number]

/** `changed_newest` is the API's own order. */
export const SORTS = [
  'changed_newest',
  'changed_oldest',
  'started_newest',
  'started_oldest',
  'document_asc',
  'document_desc',
  'template_asc',
  'template_desc',
  'starter_asc',
  'starter_desc',
  'state_asc',
  'state_desc',
] as const
export type Sort = (typeof SORTS)[number]

/** What the row's lock says, from the most to the least urgent. */
export const LOCKS = ['stuck', 'running', 'free', 'unknown'] as const
export type LockFilter = (typeof LOCKS)[number]

/** Stands for rows that name no module. */
export const NO_MODULE = 'none'

export type WorkflowFilters = {
  /** Sent to the API. */
  template: string | null
  startedBy: string | null
  /** Applied to what is loaded. */
  document: DocumentKind | null
  /** `DEAL_5141`: one document and no other. */
  documentId: string | null
  module: string | null
  lock: LockFilter | null
  age: Age | null
  /** What is left out. What is unknown is none of these values, and stays. */
  notTemplate: readonly string[]
  notStartedBy: readonly string[]
  notDocument: readonly DocumentKind[]
  notModule: readonly string[]
  notLock: readonly LockFilter[]
  q: string
  preset: Preset
  idleDays: IdleDays
  sort: Sort
}

export const NO_FILTERS: WorkflowFilters = {
  template: null,
  startedBy: null,
  document: null,
  documentId: null,
  module: null,
  lock: null,
  age: null,
  notTemplate: [],
  notStartedBy: [],
  notDocument: [],
  notModule: [],
  notLock: [],
  q: '',
  preset: 'all',
  idleDays: 7,
  sort: 'changed_newest',
}

/** Filters that hold one value, each under its own name in the address. */
export const VALUE_FILTERS = [
  'template',
  'startedBy',
  'document',
  'documentId',
  'module',
  'lock',
  'age',
] as const
/** Filters that hold several values, each a parameter of its own. */
export const EXCLUSIONS = ['notTemplate', 'notStartedBy', 'notDocument', 'notModule', 'notLock'] as const
export type Exclusion = (typeof EXCLUSIONS)[number]

const MOST_EXCLUDED = 20
const LONGEST_KEY = 100

/** Reads the filters of an address. Never throws: a parameter that makes no sense counts as absent. */
export function parseFilters(query: URLSearchParams): WorkflowFilters {
  const [preset, days] = (query.get('preset') ?? '').split('-')
  return {
    template: parseId(query.get('template')),
    startedBy: parseId(query.get('startedBy')),
    document: parseKind(query.get('document')),
    documentId: parseKey(query.get('documentId')),
    module: parseKey(query.get('module')),
    lock: parseLock(query.get('lock')),
    age: readOneOf(AGES, query.get('age')),
    notTemplate: parseAll(query, 'notTemplate', parseId),
    notStartedBy: parseAll(query, 'notStartedBy', parseId),
    notDocument: parseAll(query, 'notDocument', parseKind),
    notModule: parseAll(query, 'notModule', parseKey),
    notLock: parseAll(query, 'notLock', parseLock),
    q: query.get('q') ?? '',
    preset: readOneOf(PRESETS, preset) ?? NO_FILTERS.preset,
    idleDays: IDLE_DAYS.find((known) => String(known) === days) ?? NO_FILTERS.idleDays,
    sort: readOneOf(SORTS, query.get('sort')) ?? NO_FILTERS.sort,
  }
}

/** The query of an address that shows these filters; what is as usual is left out. */
export function formatFilters(filters: WorkflowFilters): URLSearchParams {
  const query = new URLSearchParams()
  for (const name of VALUE_FILTERS) {
    const value = filters[name]
    if (value !== null) query.set(name, value)
  }
  for (const name of EXCLUSIONS) for (const value of filters[name]) query.append(name, value)
  if (filters.q !== '') query.set('q', filters.q)
  if (filters.preset === 'no_movement') query.set('preset', `no_movement-${filters.idleDays}`)
  else if (filters.preset !== 'all') query.set('preset', filters.preset)
  if (filters.sort !== NO_FILTERS.sort) query.set('sort', filters.sort)
  return query
}

/** What the API does of it: the rest is done here, over the rows that are loaded. */
export function apiFilters({ template, startedBy }: WorkflowFilters) {
  return { templateId: template ?? undefined, startedBy: startedBy ?? undefined }
}

/** Whether the answer needs every row: the API cannot filter or order by it. */
export function needsAllRows(filters: WorkflowFilters): boolean {
  return formatFilters({ ...filters, template: null, startedBy: null, q: filters.q.trim() }).size > 0
}

export function hasFilters(filters: WorkflowFilters): boolean {
  return formatFilters({ ...filters, sort: NO_FILTERS.sort }).size > 0
}

/** Whether something is asked that the toolbar does not show. */
export function hasMoreFilters(filters: WorkflowFilters): boolean {
  const { age, lock, module, documentId } = filters
  return (
    [age, lock, module, documentId].some((value) => value !== null) ||
    EXCLUSIONS.some((name) => filters[name].length > 0)
  )
}

/** `713` and `#713`; `null` for anything that is no id. */
export function parseId(text: string | null): string | null {
  return /^\s*#?(\d{1,18})\s*$/.exec(text ?? '')?.[1] ?? null
}

const parseKind = (text: string | null) => readOneOf(DOCUMENT_KINDS, text)
const parseLock = (text: string | null) => readOneOf(LOCKS, text)

/** A value that is compared as a whole. */
function parseKey(text: string | null): string | null {
  const key = text?.trim() ?? ''
  return key === '' || key.length > LONGEST_KEY ? null : key
}

function parseAll<T extends string>(
  query: URLSearchParams,
  name: Exclusion,
  parse: (text: string) => T | null,
): T[] {
  const known = query.getAll(name).flatMap((text) => parse(text) ?? [])
  return [...new Set(known)].slice(0, MOST_EXCLUDED)
}
