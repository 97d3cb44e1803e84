import { DOCUMENT_KINDS, type DocumentKind } from '#src/contract/documents.ts'
import { readOneOf } from '#src/contract/read.ts'

export const PRESETS = ['all', 'stuck', 'no_movement', 'system'] as const
export type Preset = (typeof PRESETS)[number]

/** Days without movement that can be asked for. */
export const IDLE_DAYS = [1, 7, 30] as const
export type IdleDays = (typeof IDLE_DAYS)[number]

/** `changed_newest` is the API's own order. */
export const SORTS = ['changed_newest', 'changed_oldest', 'started_newest', 'started_oldest'] as const
export type Sort = (typeof SORTS)[number]

export type WorkflowFilters = {
  /** Sent to the API. */
  template: string | null
  startedBy: string | null
  /** Applied to what is loaded. */
  document: DocumentKind | null
  q: string
  preset: Preset
  idleDays: IdleDays
  sort: Sort
}

export const NO_FILTERS: WorkflowFilters = {
  template: null,
  startedBy: null,
  document: null,
  q: '',
  preset: 'all',
  idleDays: 7,
  sort: 'changed_newest',
}

/** Reads the filters of an address. Never throws: a parameter that makes no sense counts as absent. */
export function parseFilters(query: URLSearchParams): WorkflowFilters {
  const [preset, days] = (query.get('preset') ?? '').split('-')
  return {
    template: parseId(query.get('template')),
    startedBy: parseId(query.get('startedBy')),
    document: readOneOf(DOCUMENT_KINDS, query.get('document')),
    q: query.get('q') ?? '',
    preset: readOneOf(PRESETS, preset) ?? NO_FILTERS.preset,
    idleDays: IDLE_DAYS.find((known) => String(known) === days) ?? NO_FILTERS.idleDays,
    sort: readOneOf(SORTS, query.get('sort')) ?? NO_FILTERS.sort,
  }
}

/** The query of an address that shows these filters; what is as usual is left out. */
export function formatFilters(filters: WorkflowFilters): URLSearchParams {
  const query = new URLSearchParams()
  if (filters.template !== null) query.set('template', filters.template)
  if (filters.startedBy !== null) query.set('startedBy', filters.startedBy)
  if (filters.document !== null) query.set('document', filters.document)
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
export function needsAllRows({ document, q, preset, sort }: WorkflowFilters): boolean {
  return document !== null || q.trim() !== '' || preset !== 'all' || sort !== NO_FILTERS.sort
}

export function hasFilters(filters: WorkflowFilters): boolean {
  return formatFilters({ ...filters, sort: NO_FILTERS.sort }).size > 0
}

/** `713` and `#713`; `null` for anything that is no id. */
export function parseId(text: string | null): string | null {
  return /^\s*#?(\d{1,18})\s*$/.exec(text ?? '')?.[1] ?? null
}
