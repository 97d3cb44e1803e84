import type { JournalQuery } from '#src/api/journal.ts'
import {
  JOURNAL_FILTERS,
  JOURNAL_STATES,
  TERMINATION_MODES,
  type JournalFilter,
  type JournalState,
  type TerminationMode,
} from '#src/contract/journal.ts'
import { readOneOf } from '#src/contract/read.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'
import { startOfDay, UTC, type Zone } from '#src/lib/zone.ts'

/** What is asked of the journal; `null` and an empty text ask for nothing. */
export type JournalFilters = {
  q: string
  /** Days as `2026-11-24`, both included, in the zone that the operator has chosen. */
  from: string | null
  to: string | null
  operator: string | null
  workflowId: string | null
  document: string | null
  template: string | null
  mode: TerminationMode | null
  reason: string
  state: JournalState | null
  batch: string | null
  entry: string | null
}

export const NO_FILTERS: JournalFilters = {
  q: '',
  from: null,
  to: null,
  operator: null,
  workflowId: null,
  document: null,
  template: null,
  mode: null,
  reason: '',
  state: null,
  batch: null,
  entry: null,
}

/** What the gateway takes of a text, in characters. */
export const LONGEST_TEXT = 200

/** Before it there was no Bitrix24; a date field also tells the years 0002, 0020 and 0202 while 2026 is typed. */
const FIRST_YEAR = 1998

/** Reads the filters of an address. Never throws: a parameter that makes no sense counts as absent. */
export function parseJournalFilters(query: URLSearchParams): JournalFilters {
  return {
    q: parseText(query.get('q')),
    from: parseDay(query.get('from')),
    to: parseDay(query.get('to')),
    operator: parseKey(query.get('operator')),
    workflowId: parseWorkflowId(query.get('workflowId')),
    document: parseKey(query.get('document')),
    template: parseTemplate(query.get('template')),
    mode: readOneOf(TERMINATION_MODES, query.get('mode')),
    reason: parseText(query.get('reason')),
    state: readOneOf(JOURNAL_STATES, query.get('state')),
    batch: parseKey(query.get('batch')),
    entry: parseKey(query.get('entry')),
  }
}

/** The query of an address that shows these filters; what is not asked is left out. */
export function formatJournalFilters(filters: JournalFilters): URLSearchParams {
  const query = new URLSearchParams()
  for (const name of JOURNAL_FILTERS) {
    const value = filters[name]
    if (value !== null && value !== '') query.set(name, value)
  }
  return query
}

/** What the gateway is asked: instants for days, `to` as the beginning of the day after. */
export function toJournalQuery(filters: JournalFilters, zone: Zone): JournalQuery {
  return Object.fromEntries(
    formatJournalFilters({
      ...filters,
      q: filters.q.trim(),
      reason: filters.reason.trim(),
      from: filters.from && new Date(startOfDay(filters.from, zone)).toISOString(),
      to: filters.to && new Date(startOfDay(filters.to, zone, 1)).toISOString(),
    }),
  )
}

/** How many things are asked for. */
export function countJournalFilters(filters: JournalFilters): number {
  return Object.keys(toJournalQuery(filters, UTC)).length
}

export function hasJournalFilters(filters: JournalFilters): boolean {
  return countJournalFilters(filters) > 0
}

export function isAsked(filters: JournalFilters, name: JournalFilter): boolean {
  return filters[name] !== null && filters[name] !== ''
}

/** The days are the wrong way round: nothing can match. */
export function isBackwards({ from, to }: JournalFilters): boolean {
  return from !== null && to !== null && from > to
}

/** `2026-11-24` when there is such a day, else `null`. */
export function parseDay(text: string | null): string | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? '') ?? []
  if (text === null || Number(year) < FIRST_YEAR) return null
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null
}

/** `713` and `#713`; `null` for anything that is no id. */
export function parseTemplate(text: string | null): string | null {
  return /^\s*#?(\d{1,18})\s*$/.exec(text ?? '')?.[1] ?? null
}

export function parseWorkflowId(text: string | null): string | null {
  const id = text?.trim() ?? ''
  return isWorkflowId(id) ? id : null
}

/** A value that is compared as a whole. */
export function parseKey(text: string | null): string | null {
  const key = text?.trim() ?? ''
  return key === '' || key.length > LONGEST_TEXT ? null : key
}

/** Blanks at the ends stay: somebody may be about to type the next word. */
function parseText(text: string | null): string {
  return (text ?? '').slice(0, LONGEST_TEXT)
}
