import type { Workflow } from '#src/contract/workflow.ts'
import { formatCount } from '#src/lib/count.ts'
import { formatRelative } from '#src/lib/relative.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'

import type { LookUp } from '#src/terms/use-look-up.ts'

export type SearchProgress = {
  loaded: number
  total: number | null
  isRunning: boolean
  /** Every running workflow was read, and this one is not among them. */
  isProvenMiss: boolean
}

/** What the look-up on opening found. */
export function LookUpLine({ lookUp, seen, now }: { lookUp: LookUp; seen: Workflow; now: number }) {
  const locale = getLocale()
  switch (lookUp.kind) {
    case 'looking':
      return m.look_up_looking()
    case 'ended':
      return <strong>{m.look_up_ended()}</strong>
    case 'listed': {
      const { modifiedAt } = lookUp.workflow
      const hasMoved = modifiedAt !== null && modifiedAt !== seen.modifiedAt
      return hasMoved ? (
        <strong>{m.look_up_moved({ ago: formatRelative(Math.min(modifiedAt, now), now, locale) })}</strong>
      ) : (
        m.look_up_listed()
      )
    }
    case 'not_seen':
    case 'failed':
      return m.look_up_not_seen()
  }
}

/** How far the search for a workflow went that only a link names. */
export function SearchLine({ search }: { search: SearchProgress }) {
  const locale = getLocale()
  if (search.isProvenMiss) return <strong>{m.search_proven_miss()}</strong>
  const counts = {
    loaded: formatCount(search.loaded, locale),
    total: search.total === null ? m.unknown() : formatCount(search.total, locale),
  }
  return search.isRunning ? m.search_progress(counts) : m.search_not_seen(counts)
}
