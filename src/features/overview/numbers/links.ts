import { pages } from '#src/contract/addresses.ts'
import type { JournalState } from '#src/contract/journal.ts'
import type { Age } from '#src/terms/ages.ts'

type ListPlace = {
  template?: string | undefined
  /** All but these. */
  notTemplates?: readonly string[] | undefined
  age?: Age | undefined
  isStuck?: boolean
}

/** The list of exactly the rows that a mark counts. */
export function listLink({ template, notTemplates = [], age, isStuck = false }: ListPlace): string {
  const query = new URLSearchParams()
  if (template !== undefined) query.set('template', template)
  if (age !== undefined) query.set('age', age)
  for (const id of notTemplates) query.append('notTemplate', id)
  if (isStuck) query.set('preset', 'stuck')
  return query.size === 0 ? pages.workflows : `${pages.workflows}?${query}`
}

/** The journal of these days, both included, where the operator is. */
export function journalLink(from: string, to: string, state: JournalState | null = null): string {
  const query = new URLSearchParams({ from, to })
  if (state !== null) query.set('state', state)
  return `${pages.journal}?${query}`
}
