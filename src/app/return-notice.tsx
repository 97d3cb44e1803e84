import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'

import { journalQueries } from '#src/api/journal.ts'
import { pages } from '#src/contract/addresses.ts'
import { m } from '#src/messages/messages.js'
import { useHttp, useSession } from '#src/session/session-context.ts'
import type { UnderWay } from '#src/session/trips.ts'
import { describeOutcome } from '#src/terms/describe-termination.ts'
import { Button } from '#src/ui/button.tsx'

/** After a session that ended under way: says that nothing was resent, or what became of what had been sent. */
export function ReturnNotice() {
  const { trip } = useSession()
  const [isDismissed, setIsDismissed] = useState(false)
  if (trip?.cause !== 'ended' || isDismissed) return null
  return (
    <div
      role="status"
      className="border-accent bg-selected rounded-control mx-4 mt-3 flex items-center gap-3 border-l-3 px-3 py-1 md:mx-6"
    >
      <span className="min-w-0">
        {trip.underWay === null ? m.returned_nothing_sent() : <UnderWayText underWay={trip.underWay} />}
      </span>
      <Button look="ghost" className="ml-auto" aria-label={m.dismiss()} onClick={() => setIsDismissed(true)}>
        ×
      </Button>
    </div>
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
