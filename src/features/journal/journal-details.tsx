import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { pages } from '#src/contract/addresses.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import { m } from '#src/messages/messages.js'
import { describeOperator, describeOutcome } from '#src/terms/describe-termination.ts'
import { describeStarter, describeTemplate } from '#src/terms/describe-workflow.ts'
import { Code, Fact, FactList, Moment } from '#src/ui/facts.tsx'

import { formatJournalFilters, NO_FILTERS, type JournalFilters } from './filters.ts'

/** All that stands on the record of one termination, to be read and copied. Nothing of it can be changed. */
export function JournalDetails({ entry, names }: { entry: JournalEntry; names: Names }) {
  const { operator, documentId, templateId, batchId } = entry
  return (
    <div className="flex flex-col gap-3 pt-1 pb-4 md:pl-10">
      <FactList>
        <Fact name={m.reason()} isWide>
          {entry.reason === null ? (
            <span className="text-muted">{m.no_reason()}</span>
          ) : (
            <span className="max-w-[90ch] whitespace-pre-wrap">{entry.reason}</span>
          )}
        </Fact>
        <Fact name={m.journal_outcome()} isWide>
          {describeOutcome(entry).word}
        </Fact>
        <Moment name={m.journal_recorded()} instant={entry.requestedAt} />
        <Moment name={m.journal_sent()} instant={entry.sentAt} />
        <Moment name={m.journal_settled()} instant={entry.settledAt} />
        <Moment name={m.journal_checked()} instant={entry.checkedAt} />
        <Fact name={m.journal_status()}>{entry.httpStatus}</Fact>
        <Fact name={m.journal_code()}>{entry.errorCode !== null && <Code text={entry.errorCode} />}</Fact>
        <Fact name={m.journal_request()}>{entry.requestId !== null && <Code text={entry.requestId} />}</Fact>
        <Fact name={m.journal_attempts()}>{entry.attempts}</Fact>
        <Fact name={m.journal_who()}>
          {[describeOperator(entry), operator.name !== null && operator.id !== null && `#${operator.id}`]
            .filter(Boolean)
            .join(' ')}
        </Fact>
        <Fact name={m.journal_workflow_id()}>
          <Code text={entry.workflowId} />
        </Fact>
        <Fact name={m.journal_document_raw()}>{documentId !== null && <Code text={documentId} />}</Fact>
        <Fact name={m.journal_entity()}>
          {entry.entity !== null && <span className="break-all">{entry.entity}</span>}
        </Fact>
        <Fact name={m.column_template()}>
          {templateId !== null && withId(describeTemplate(templateId, names), templateId)}
        </Fact>
        <Fact name={m.column_started_by()}>
          {entry.startedBy !== null && withId(describeStarter(entry.startedBy, names), entry.startedBy)}
        </Fact>
        <Moment name={m.journal_started()} instant={entry.startedAt} />
        <Fact name={m.journal_batch()}>
          {batchId !== null && (
            <Link to={pages.batch(batchId)} className={LINK}>
              <span className="font-mono">{batchId}</span>
            </Link>
          )}
        </Fact>
        <Fact name={m.journal_entry()}>
          <Code text={entry.id} />
        </Fact>
      </FactList>
      <nav aria-label={m.journal_related()} className="flex flex-wrap gap-x-5">
        <Link to={pages.journalEntry(entry.id)} className={LINK}>
          {m.journal_entry_link()}
        </Link>
        <Only filter={{ workflowId: entry.workflowId }}>{m.journal_only_workflow()}</Only>
        {documentId !== null && <Only filter={{ document: documentId }}>{m.journal_only_document()}</Only>}
        {templateId !== null && <Only filter={{ template: templateId }}>{m.journal_only_template()}</Only>}
        {batchId !== null && <Only filter={{ batch: batchId }}>{m.journal_only_batch()}</Only>}
      </nav>
    </div>
  )
}

const LINK = 'text-accent min-h-6 content-center underline underline-offset-2 break-all'

/** The journal with this filter alone. */
function Only({ filter, children }: { filter: Partial<JournalFilters>; children: ReactNode }) {
  return (
    <Link to={`${pages.journal}?${formatJournalFilters({ ...NO_FILTERS, ...filter })}`} className={LINK}>
      {children}
    </Link>
  )
}

function withId(name: string, id: string): string {
  return name === `#${id}` || id === '0' ? name : `${name} (#${id})`
}
