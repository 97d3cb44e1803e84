import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, type ReactNode } from 'react'
import { Link } from 'react-router'

import { ApiError } from '#src/api/http.ts'
import { journalQueries } from '#src/api/journal.ts'
import { pages } from '#src/contract/addresses.ts'
import type { JournalState } from '#src/contract/journal.ts'
import { m } from '#src/messages/messages.js'
import { useHttp } from '#src/session/session-context.ts'
import { Notice, type NoticeTone } from '#src/ui/notice.tsx'

import type { ProblemVerdict } from './termination-problem.tsx'

type Finding = { tone: NoticeTone; words: string; verdict: ProblemVerdict | 'accepted' }

type UnknownOutcomeProps = {
  operationId: string
  onVerdict: (verdict: ProblemVerdict) => void
  onAccepted: () => void
  children: ReactNode
}

/** No answer came, or one that says nothing: says so, follows the journal, and ends with what was found. */
export function UnknownOutcome({ operationId, onVerdict, onAccepted, children }: UnknownOutcomeProps) {
  const { data, error } = useQuery({
    ...journalQueries.entry(useHttp(), operationId),
    // The network may be what is missing: keep asking.
    retry: (_count, failure) => !(failure instanceof ApiError && failure.nature === 'gone'),
    retryDelay: 2000,
  })
  const finding = findingOf(data?.state, error)

  useLayoutEffect(() => {
    if (finding.verdict === 'accepted') onAccepted()
    else onVerdict(finding.verdict)
    // The handlers are new on every render; what they are told is not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [finding.verdict])

  return (
    <Notice tone={finding.tone} title={finding.words} live="assertive">
      <Link to={pages.journalEntry(operationId)} className="text-accent underline">
        {m.see_entry()}
      </Link>
      {children}
    </Notice>
  )
}

function findingOf(state: JournalState | undefined, error: Error | null): Finding {
  // The gateway answers and has never heard of it: the call did not arrive, so nothing was sent.
  if (error instanceof ApiError && error.nature === 'gone')
    return { tone: 'danger', words: m.outcome_never_arrived(), verdict: 'ready' }
  switch (state) {
    case undefined:
    case 'queued':
    case 'sending':
    case 'unknown':
      return { tone: 'warn', words: m.error_unknown_outcome(), verdict: 'open' }
    case 'still_running':
      return { tone: 'warn', words: m.outcome_still_running(), verdict: 'ready' }
    case 'no_longer_running':
      return { tone: 'ok', words: m.outcome_no_longer_running(), verdict: 'ended' }
    case 'already_gone':
      return { tone: 'ok', words: m.error_gone(), verdict: 'ended' }
    case 'accepted':
    case 'gone':
      return { tone: 'ok', words: m.outcome_accepted(), verdict: 'accepted' }
    case 'refused':
    case 'withdrawn':
    case 'skipped':
      return { tone: 'danger', words: m.outcome_not_sent(), verdict: 'ready' }
  }
}
