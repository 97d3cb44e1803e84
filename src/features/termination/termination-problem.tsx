import { useLayoutEffect } from 'react'
import { Link } from 'react-router'

import type { ErrorWords } from '#src/api/describe-error.ts'
import { ApiError } from '#src/api/http.ts'
import { pages } from '#src/contract/addresses.ts'
import { m } from '#src/messages/messages.js'
import { ChangeAccount } from '#src/terms/change-account.tsx'
import { WaitNotice } from '#src/terms/wait-notice.tsx'
import { ErrorDetails, Notice, type NoticeTone } from '#src/ui/notice.tsx'

import { UnknownOutcome } from './unknown-outcome.tsx'

/** `open`: not to be sent now. `ready`: may be sent again, by a press. `ended`: the matter is closed. */
export type ProblemVerdict = 'open' | 'ready' | 'ended'

type TerminationProblemProps = {
  words: ErrorWords
  error: Error
  operationId: string
  onVerdict: (verdict: ProblemVerdict) => void
  /** The answer came late: it was accepted after all. */
  onAccepted: () => void
}

/** A termination that did not simply work: what happened, in words, and what can be done. */
export function TerminationProblem(props: TerminationProblemProps) {
  const { words, error, operationId, onVerdict, onAccepted } = props
  const details = <ErrorDetails label={m.details()} text={words.details} />
  switch (words.remedy) {
    case 'look':
      return (
        <UnknownOutcome operationId={operationId} onVerdict={onVerdict} onAccepted={onAccepted}>
          {details}
        </UnknownOutcome>
      )
    case 'wait':
      return (
        <WaitNotice error={error} seconds={words.retryAfter} onOver={() => onVerdict('ready')}>
          {details}
        </WaitNotice>
      )
    case 'row_leaves':
      return (
        <VerdictNotice tone="ok" title={words.title} verdict="ended" onVerdict={onVerdict}>
          {null}
        </VerdictNotice>
      )
    case 'see_entry':
      return (
        <VerdictNotice tone="warn" title={words.title} verdict="open" onVerdict={onVerdict}>
          {error instanceof ApiError && error.conflict.journalId && (
            <Link to={pages.journalEntry(error.conflict.journalId)} className="text-accent underline">
              {m.see_entry()}
            </Link>
          )}
        </VerdictNotice>
      )
    default:
      return (
        <VerdictNotice tone="danger" title={words.title} verdict="ready" onVerdict={onVerdict}>
          {words.hint && <p>{words.hint}</p>}
          {words.remedy === 'change_account' && <ChangeAccount />}
          {details}
        </VerdictNotice>
      )
  }
}

type VerdictNoticeProps = {
  tone: NoticeTone
  title: string
  verdict: ProblemVerdict
  onVerdict: (verdict: ProblemVerdict) => void
  children: React.ReactNode
}

function VerdictNotice({ tone, title, verdict, onVerdict, children }: VerdictNoticeProps) {
  useLayoutEffect(() => onVerdict(verdict), [verdict, onVerdict])
  return (
    <Notice tone={tone} title={title} live="assertive">
      {children}
    </Notice>
  )
}
