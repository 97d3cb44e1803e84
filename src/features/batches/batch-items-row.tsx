import type { ReactNode } from 'react'

import type { JournalEntry } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import { m } from '#src/messages/messages.js'
import { describeOutcome } from '#src/terms/describe-termination.ts'
import { DocumentName, TemplateName } from '#src/terms/workflow-names.tsx'
import { CopyButton } from '#src/ui/copy-button.tsx'
import { StateMark } from '#src/ui/state-mark.tsx'
import { TimeAgo } from '#src/ui/time.tsx'

import { describeCoded } from './batch-page-words.ts'

type ItemRowProps = { item: JournalEntry; rowIndex: number; names: Names; portal: string; now: number }

/** One workflow of a batch. All rows of a screen are of one height, so that those out of sight need not be drawn. */
export function ItemRow({ item, rowIndex, names, portal, now }: ItemRowProps) {
  const at = item.settledAt ?? item.sentAt
  return (
    <tr
      aria-rowindex={rowIndex}
      data-item={item.workflowId}
      className="border-line grid h-26 grid-cols-2 content-center gap-x-3 overflow-hidden border-b px-4 lg:table-row lg:h-9 lg:px-0"
    >
      <Cell className="lg:pl-6">
        <DocumentName workflow={item} portal={portal} />
      </Cell>
      <Cell>
        <TemplateName templateId={item.templateId} names={names} />
      </Cell>
      <Cell className="max-lg:col-span-2">
        <span className="text-meta flex items-center">
          <span className="truncate font-mono" title={item.workflowId}>
            {item.workflowId}
          </span>
          <CopyButton text={item.workflowId} />
        </span>
      </Cell>
      <Cell>
        <StateMark {...describeOutcome(item)} />
      </Cell>
      <Cell>
        {item.errorCode !== null && (
          <span className="text-meta block truncate font-mono" title={describeCoded(item.errorCode)}>
            {item.errorCode}
          </span>
        )}
      </Cell>
      <Cell className="text-muted whitespace-nowrap max-lg:col-span-2 lg:pr-6 lg:text-right">
        {at !== null && <TimeAgo instant={at} now={Math.max(now, at)} />}
      </Cell>
    </tr>
  )
}

function Cell({ className = '', children }: { className?: string; children: ReactNode }) {
  return <td className={`block min-w-0 truncate lg:table-cell lg:px-2 ${className}`}>{children}</td>
}

/** The heads of the columns; cards of narrow screens speak for themselves. */
export function ItemHeads() {
  return (
    <thead className="text-meta text-muted bg-surface hidden text-left lg:table-header-group">
      <tr aria-rowindex={1}>
        <Head className="w-[19%] pl-6">{m.column_document()}</Head>
        <Head className="w-[20%]">{m.column_template()}</Head>
        <Head className="w-[19%]">{m.column_id()}</Head>
        <Head className="w-[18%]">{m.journal_outcome()}</Head>
        <Head className="w-[14%]">{m.batch_column_code()}</Head>
        <Head className="w-[10%] pr-6 text-right">{m.batch_column_time()}</Head>
      </tr>
    </thead>
  )
}

function Head({ className, children }: { className: string; children: string }) {
  return (
    <th
      scope="col"
      className={`border-line bg-surface sticky top-0 z-1 h-8 border-b px-2 font-semibold ${className}`}
    >
      {children}
    </th>
  )
}
