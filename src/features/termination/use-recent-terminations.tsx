import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { Link } from 'react-router'

import { journalQueries } from '#src/api/journal.ts'
import { pages } from '#src/contract/addresses.ts'
import type { JournalEntry, JournalState } from '#src/contract/journal.ts'
import { m } from '#src/messages/messages.js'
import { useHttp } from '#src/session/session-context.ts'
import { describeDocumentText } from '#src/terms/describe-workflow.ts'
import { useToast } from '#src/ui/toasts.tsx'

const NONE: readonly JournalEntry[] = []

/**
 * The newest entry of each workflow that anybody on this portal terminated lately. Tells by a message when one that
 * was seen under way has come to its end.
 */
export function useRecentTerminations(): ReadonlyMap<string, JournalEntry> {
  const { data } = useQuery(journalQueries.recent(useHttp()))
  const entries = data?.entries ?? NONE
  useOutcomeMessages(entries)
  return useMemo(() => {
    const newest = new Map<string, JournalEntry>()
    // Newest first: the first one counts, unless it was left out because another was under way.
    for (const entry of entries)
      if (entry.state !== 'skipped' && !newest.has(entry.workflowId)) newest.set(entry.workflowId, entry)
    return newest
  }, [entries])
}

const OUTCOMES: Partial<Record<JournalState, (input: { workflow: string }) => string>> = {
  gone: m.told_gone,
  no_longer_running: m.told_no_longer_running,
  still_running: m.told_still_running,
  refused: m.told_refused,
}

function useOutcomeMessages(entries: readonly JournalEntry[]) {
  const show = useToast()
  const known = useRef(new Map<string, JournalState>())
  useEffect(() => {
    for (const entry of entries) {
      const before = known.current.get(entry.id)
      known.current.set(entry.id, entry.state)
      // What a batch does is told by its own sign: a thousand messages would tell nothing.
      const describe = entry.batchId === null ? OUTCOMES[entry.state] : undefined
      if (before === undefined || before === entry.state || !describe) continue
      show(
        <>
          {describe({ workflow: nameOf(entry) })}{' '}
          <Link to={pages.journalEntry(entry.id)} className="text-accent underline">
            {m.journal()}
          </Link>
        </>,
      )
    }
  }, [entries, show])
}

function nameOf(entry: JournalEntry): string {
  const { kind, number } = describeDocumentText(entry)
  return number === null ? entry.workflowId : `${kind} ${number}`
}
