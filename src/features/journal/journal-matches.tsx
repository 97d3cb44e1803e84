import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { journalQueries } from '#src/api/journal.ts'
import { pages } from '#src/contract/addresses.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'
import { formatCount } from '#src/lib/format.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useHttp, useSession } from '#src/session/session-context.ts'
import { describeOperator, describeOutcome } from '#src/terms/describe-termination.ts'
import { DocumentName } from '#src/terms/workflow-names.tsx'
import { StateMark } from '#src/ui/state-mark.tsx'
import { TimeAgo, useNow } from '#src/ui/time.tsx'

import { formatJournalFilters, LONGEST_TEXT, NO_FILTERS } from './filters.ts'
import { useSettled } from './use-settled.ts'

const MOST_SHOWN = 5
/** As short as an id never is: what is shorter may be the beginning of any word. */
const SHORTEST_ID = 12

/** What the journal knows about a text that nothing running matches. */
export function JournalMatches({ q }: { q: string }) {
  const settled = useSettled(new URLSearchParams({ q: q.slice(0, LONGEST_TEXT) }).toString(), ['q'])
  const asked = new URLSearchParams(settled).get('q') ?? ''
  const { data } = useQuery(journalQueries.matches(useHttp(), asked, MOST_SHOWN))
  const now = useNow()
  const { portal } = useSession().session
  if (data === undefined) return null
  const { entries, total } = data

  return (
    <section aria-label={m.journal_matches()} className="border-line mx-4 border-t py-4 md:mx-6">
      <h2 className="font-semibold">{m.journal_matches()}</h2>
      {entries.length === 0 ? (
        <p role="status">{isId(asked) ? m.journal_not_here() : m.journal_matches_none()}</p>
      ) : (
        <>
          <ul>
            {entries.map((entry) => (
              <MatchRow key={entry.id} entry={entry} portal={portal} now={now} />
            ))}
          </ul>
          <Link
            className="text-accent inline-block min-h-6 content-center underline"
            to={`${pages.journal}?${formatJournalFilters({ ...NO_FILTERS, q: asked })}`}
          >
            {m.journal_matches_all({ count: total, shown: formatCount(total, getLocale()) })}
          </Link>
        </>
      )}
    </section>
  )
}

type MatchRowProps = { entry: JournalEntry; portal: string; now: number }

function MatchRow({ entry, portal, now }: MatchRowProps) {
  const outcome = describeOutcome(entry)
  return (
    <li className="border-line flex min-h-9 flex-wrap items-center gap-x-4 border-b">
      <DocumentName workflow={entry} portal={portal} />
      <Link
        className="text-accent text-meta min-h-6 content-center font-mono"
        to={pages.journalEntry(entry.id)}
      >
        {entry.workflowId}
      </Link>
      <StateMark shape={outcome.shape} tone={outcome.tone} word={outcome.word} />
      <span>{describeOperator(entry)}</span>
      <TimeAgo instant={entry.requestedAt} now={Math.max(now, entry.requestedAt)} />
      {entry.reason !== null && <span className="text-muted min-w-0 truncate">{entry.reason}</span>}
    </li>
  )
}

/** Whether somebody looks for one workflow: an id is long, and has digits. */
function isId(text: string): boolean {
  return text.length >= SHORTEST_ID && isWorkflowId(text) && /\d/.test(text)
}
