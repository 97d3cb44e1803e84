import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { describeError } from '#src/api/describe-error.ts'
import { journalQueries } from '#src/api/journal.ts'
import { pages } from '#src/contract/addresses.ts'
import { formatCount } from '#src/lib/count.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useHttp, useSession } from '#src/session/session-context.ts'
import { useNow } from '#src/ui/time.tsx'

import { EntryLine } from './entry-line.tsx'
import { formatJournalFilters, NO_FILTERS } from './filters.ts'

const MOST_SHOWN = 20

type WorkflowJournalProps = {
  workflowId: string
  /** False = it is known to have ended: without an entry, it was not ended here. */
  isRunning: boolean
}

/** Who tried to terminate this workflow, when and with what outcome. */
export function WorkflowJournal({ workflowId, isRunning }: WorkflowJournalProps) {
  const { data, error } = useQuery(journalQueries.newest(useHttp(), { workflowId }, MOST_SHOWN))
  const now = useNow()
  const { portal } = useSession().session
  if (data === undefined)
    return <p className="text-muted">{error ? describeError(error).title : m.loading()}</p>
  const { entries, total } = data
  if (entries.length === 0)
    return <p className="text-muted">{isRunning ? m.journal_none_of_workflow() : m.journal_not_here()}</p>
  return (
    <>
      <ul>
        {entries.map((entry) => (
          <EntryLine key={entry.id} entry={entry} portal={portal} now={now} />
        ))}
      </ul>
      <Link
        className="text-accent min-h-6 self-start content-center underline"
        to={`${pages.journal}?${formatJournalFilters({ ...NO_FILTERS, workflowId })}`}
      >
        {m.journal_matches_all({ count: total, shown: formatCount(total, getLocale()) })}
      </Link>
    </>
  )
}
