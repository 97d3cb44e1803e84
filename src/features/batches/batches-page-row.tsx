import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import type { Batch } from '#src/contract/batch.ts'
import { m } from '#src/messages/messages.js'
import { describeOperator } from '#src/terms/describe-termination.ts'
import { StateMark } from '#src/ui/state-mark.tsx'
import { TimeAgo } from '#src/ui/time.tsx'

import { countOutcomes } from './batch-page-outcomes.ts'
import { describeBatch, describeState, shownCount } from './batch-page-words.ts'

type BatchRowProps = { batch: Batch; now: number }

/** One batch: a row of the table, or a card where the screen is narrow. */
export function BatchRow({ batch, now }: BatchRowProps) {
  const state = describeState(batch)
  return (
    <tr className="border-line block border-b px-4 py-2 lg:table-row lg:px-0 lg:py-0">
      <Cell label={m.journal_when()} className="whitespace-nowrap lg:pl-6">
        <TimeAgo instant={batch.createdAt} now={Math.max(now, batch.createdAt)} />
      </Cell>
      <Cell label={m.journal_who()}>{describeOperator(batch)}</Cell>
      <Cell label={m.batch_what()}>
        <Link data-row-main to={pages.batch(batch.id)} className="text-accent font-semibold hover:underline">
          {describeBatch(batch)}
        </Link>
      </Cell>
      <Cell label={m.reason()} className="max-w-[36ch] break-words whitespace-pre-wrap">
        {batch.reason ?? <span className="text-muted">{m.no_reason()}</span>}
      </Cell>
      <Cell label={m.column_state()}>
        <StateMark {...state} />
      </Cell>
      <Cell label={m.journal_outcome()} className="lg:pr-6">
        <ul className="flex flex-wrap gap-x-3">
          {countOutcomes(batch).map((outcome) => (
            <li key={outcome.state} className="whitespace-nowrap">
              <span className="font-semibold">{shownCount(outcome.count)}</span> {outcome.word}
            </li>
          ))}
        </ul>
      </Cell>
    </tr>
  )
}

type CellProps = { label: string; className?: string; children: ReactNode }

function Cell({ label, className = '', children }: CellProps) {
  return (
    <td className={`flex gap-3 align-top lg:table-cell lg:px-2 lg:py-2 ${className}`}>
      <span aria-hidden="true" className="text-meta text-muted w-20 shrink-0 lg:hidden">
        {label}
      </span>
      <span className="min-w-0">{children}</span>
    </td>
  )
}
