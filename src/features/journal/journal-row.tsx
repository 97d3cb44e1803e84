import type { ReactNode } from 'react'

import type { JournalEntry } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import { m } from '#src/messages/messages.js'
import { describeOperator, describeOutcome } from '#src/terms/describe-termination.ts'
import { DocumentName, TemplateName } from '#src/terms/workflow-names.tsx'
import { CopyButton } from '#src/ui/copy-button.tsx'
import { StateMark } from '#src/ui/state-mark.tsx'
import { TimeAgo, useNow } from '#src/ui/time.tsx'

type JournalRowProps = { entry: JournalEntry; names: Names; portal: string }

/** One termination: a row of the table, or a card where the screen is narrow. */
export function JournalRow({ entry, names, portal }: JournalRowProps) {
  const now = useNow()
  const outcome = describeOutcome(entry)
  return (
    <tr className="border-line block border-b px-4 py-2 lg:table-row lg:px-0 lg:py-0">
      <Cell label={m.journal_when()} className="whitespace-nowrap lg:pl-6">
        <TimeAgo instant={entry.requestedAt} now={Math.max(now, entry.requestedAt)} />
      </Cell>
      <Cell label={m.journal_who()}>{describeOperator(entry)}</Cell>
      <Cell label={m.journal_what()}>
        <DocumentName workflow={entry} portal={portal} />
        <span className="text-meta text-muted flex flex-wrap items-center gap-x-2">
          {entry.templateId !== null && <TemplateName templateId={entry.templateId} names={names} />}
          <span className="font-mono break-all">{entry.workflowId}</span>
          <CopyButton text={entry.workflowId} />
        </span>
      </Cell>
      <Cell label={m.journal_way()}>{entry.mode === 'force' ? m.mode_force() : m.mode_soft()}</Cell>
      <Cell label={m.reason()} className="max-w-[40ch] break-words whitespace-pre-wrap">
        {entry.reason ?? <span className="text-muted">{m.no_reason()}</span>}
      </Cell>
      <Cell label={m.journal_outcome()} className="lg:pr-6">
        <StateMark shape={outcome.shape} tone={outcome.tone} word={outcome.word} />
        <span className="text-meta text-muted block">
          {[entry.errorCode, entry.requestId && m.request({ id: entry.requestId })]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </Cell>
    </tr>
  )
}

function Cell({
  label,
  className = '',
  children,
}: {
  label: string
  className?: string
  children: ReactNode
}) {
  return (
    <td className={`flex gap-3 align-top lg:table-cell lg:px-2 lg:py-2 ${className}`}>
      <span aria-hidden="true" className="text-meta text-muted w-20 shrink-0 lg:hidden">
        {label}
      </span>
      <span className="min-w-0">{children}</span>
    </td>
  )
}
