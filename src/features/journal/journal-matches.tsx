import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'

import { journalQueries } from '#src/api/journal.ts'
import { pages } from '#src/contract/addresses.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'
import { formatCount } from '#src/lib/count.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useHttp, useSession } from '#src/session/session-context.ts'
import { useNow } from '#src/ui/time.tsx'

import { EntryLine } from './entry-line.tsx'
import { formatJournalFilters, LONGEST_TEXT, NO_FILTERS } from './filters.ts'
import { useSettled } from './use-settled.ts'

const MOST_SHOWN = 5
/** As short as an id never is: what is shorter may be the beginning of any word. */
const SHORTEST_ID = 12

/** What the journal knows about a text that nothing running matches. */
export function JournalMatches({ q }: { q: string }) {
  const settled = useSettled(new URLSearchParams({ q: q.slice(0, LONGEST_TEXT) }).toString(), ['q'])
  const asked = new URLSearchParams(settled).get('q') ?? ''
  const { data } = useQuery(journalQueries.newest(useHttp(), { q: asked }, MOST_SHOWN))
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
              <EntryLine key={entry.id} entry={entry} portal={portal} now={now} />
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

/** Whether somebody looks for one workflow: an id is long, and has digits. */
function isId(text: string): boolean {
  return text.length >= SHORTEST_ID && isWorkflowId(text) && /\d/.test(text)
}
