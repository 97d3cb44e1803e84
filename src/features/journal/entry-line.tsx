import { Link } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import { describeOperator, describeOutcome } from '#src/terms/describe-termination.ts'
import { DocumentName } from '#src/terms/workflow-names.tsx'
import { StateMark } from '#src/ui/state-mark.tsx'
import { TimeAgo } from '#src/ui/time.tsx'

/** One entry in a short list; the link leads to all of it. */
export function EntryLine({ entry, portal, now }: { entry: JournalEntry; portal: string; now: number }) {
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
