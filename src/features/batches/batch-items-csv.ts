import { FAILED_STATES, type Batch } from '#src/contract/batch.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import { formatCsv } from '#src/lib/csv.ts'
import { m } from '#src/messages/messages.js'
import { describeOperator, describeOutcome } from '#src/terms/describe-termination.ts'
import { describeDocumentText } from '#src/terms/describe-workflow.ts'

import { countOutcomes } from './batch-page-outcomes.ts'
import { describeBatch, describeState, modeWord } from './batch-page-words.ts'

type ReportFacts = { batch: Batch; items: readonly JournalEntry[]; portal: string; now: number }

const utc = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString())

/**
 * Everything that is known of a batch as CSV: first what it is and how it stood at `now`, then one row for each
 * workflow, what failed before the rest. Times are UTC.
 */
export function formatReport({ batch, items, portal, now }: ReportFacts): string {
  const head = [
    [describeBatch(batch), portal],
    [m.batch_started_by(), describeOperator(batch), utc(batch.createdAt)],
    [m.reason(), batch.reason],
    [m.column_state(), describeState(batch).word, utc(now)],
    ...countOutcomes(batch).map(({ word, count }) => [word, count]),
    [m.batch_total(), batch.total],
    [],
  ]
  const columns = [
    m.column_document(),
    m.column_template(),
    m.column_id(),
    m.journal_way(),
    m.journal_outcome(),
    m.batch_column_code(),
    'HTTP',
    m.batch_column_time(),
    m.batch_report_request(),
    m.journal(),
  ]
  const failed = items.filter(({ state }) => FAILED_STATES.includes(state))
  const rest = items.filter(({ state }) => !FAILED_STATES.includes(state))
  return formatCsv([...head, columns, ...[...failed, ...rest].map(formatItem)])
}

function formatItem(item: JournalEntry) {
  const { kind, number } = describeDocumentText(item)
  return [
    number === null ? kind : `${kind} ${number}`,
    item.templateId,
    item.workflowId,
    modeWord(item.mode),
    describeOutcome(item).word,
    item.errorCode,
    item.httpStatus,
    utc(item.settledAt ?? item.sentAt),
    item.requestId,
    item.id,
  ]
}
