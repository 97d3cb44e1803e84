import { readObject, readText } from '#src/contract/read.ts'
import {
  formatFilters,
  NO_FILTERS,
  parseFilters,
  type WorkflowFilters,
} from '#src/features/workflows/filters/filters.ts'
import { m } from '#src/messages/messages.js'

/** Filters and sort under a name; `query` is the address's. A place in the list is never kept. */
export type View = { name: string; query: string }

export const MOST_VIEWS = 50
export const LONGEST_NAME = 60

const SYSTEM: readonly { name: () => string; filters: Partial<WorkflowFilters> }[] = [
  { name: m.view_stuck, filters: { preset: 'stuck', sort: 'changed_oldest' } },
  { name: m.view_month, filters: { preset: 'no_movement', idleDays: 30, sort: 'changed_oldest' } },
  { name: m.view_system, filters: { preset: 'system', sort: 'started_oldest' } },
]

/** The views that everybody has. */
export function systemViews(): View[] {
  return SYSTEM.map(({ name, filters }) => ({ name: name(), query: queryOf({ ...NO_FILTERS, ...filters }) }))
}

export function queryOf(filters: WorkflowFilters): string {
  return formatFilters(filters).toString()
}

/** Own views as they were stored: what is unreadable is left out, what no filter knows any more as well. */
export function parseViews(stored: unknown): readonly View[] {
  if (!Array.isArray(stored)) return []
  return stored.slice(0, MOST_VIEWS).flatMap((value) => {
    const view = readObject(value)
    const name = readText(view.name)?.slice(0, LONGEST_NAME)
    if (name === undefined || typeof view.query !== 'string') return []
    return [{ name, query: queryOf(parseFilters(new URLSearchParams(view.query))) }]
  })
}

/** The views with this one: one of the same name is replaced, a new one stands last. */
export function keepView(views: readonly View[], view: View): View[] {
  const isKnown = views.some(({ name }) => name === view.name)
  return isKnown ? views.map((known) => (known.name === view.name ? view : known)) : [...views, view]
}
