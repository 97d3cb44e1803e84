import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'

import { journalQueries } from '#src/api/journal.ts'
import { pages } from '#src/contract/addresses.ts'
import { readBatchDraft } from '#src/features/batches/batch-draft.ts'
import { readDraft } from '#src/features/termination/draft.ts'
import { m } from '#src/messages/messages.js'
import type { Drafts } from '#src/session/drafts.ts'
import { useHttp, useSession } from '#src/session/session-context.ts'
import type { Trip, UnderWay } from '#src/session/trips.ts'
import { describeOutcome } from '#src/terms/describe-termination.ts'
import { Button } from '#src/ui/button.tsx'

/** After a session that ended under way, or a tab that died: says that nothing was resent, or what became of it. */
export function ReturnNotice() {
  const { trip, isRestored, drafts } = useSession()
  const [isDismissed, setIsDismissed] = useState(false)
  // The page of a batch tells what it has sent.
  const [isQuietReturn] = useState(
    () => isRestored && !hasDialog(drafts) && !window.location.pathname.startsWith(pages.batches),
  )
  const words = trip?.cause === 'ended' ? describeTrip(trip) : isQuietReturn ? m.restored() : null
  if (words === null || isDismissed) return null
  return (
    <div
      role="status"
      className="border-accent bg-selected rounded-control mx-4 mt-3 flex items-center gap-3 border-l-3 px-3 py-1 md:mx-6"
    >
      <span className="min-w-0">{words}</span>
      <Button look="ghost" className="ml-auto" aria-label={m.dismiss()} onClick={() => setIsDismissed(true)}>
        ×
      </Button>
    </div>
  )
}

/** A dialog tells by itself that it is back, or looks for what became of its press. */
function hasDialog(drafts: Drafts): boolean {
  return readDraft(drafts) !== null || readBatchDraft(drafts) !== null
}

function describeTrip({ underWay, hasBatch }: Trip): ReactNode {
  if (underWay !== null) return <UnderWayText underWay={underWay} />
  if (!hasBatch) return m.returned_nothing_sent()
  return (
    <>
      {m.returned_batch()}{' '}
      <Link to={pages.batches} className="text-accent underline">
        {m.batches()}
      </Link>
    </>
  )
}

function UnderWayText({ underWay }: { underWay: UnderWay }) {
  const { data } = useQuery(journalQueries.entry(useHttp(), underWay.operationId))
  return (
    <>
      {m.returned_checking({ id: underWay.workflowId })}{' '}
      {data && <strong>{describeOutcome(data).word}</strong>}{' '}
      <Link to={pages.journalEntry(underWay.operationId)} className="text-accent underline">
        {m.see_entry()}
      </Link>
    </>
  )
}
