import { FAILED_STATES, type Batch } from '#src/contract/batch.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import { formatCsv } from '#src/lib/csv.ts'
import { formatSheetTime, formatZone, nameZone } from '#src/lib/format.ts'
import { UTC, type Zone } from '#src/lib/zone.ts'
import { m } from '#src/messages/messages.js'
import { describeOperator, describeOutcome } from '#src/terms/describe-termination.ts'
import { describeDocumentText } from '#src/terms/describe-workflow.ts'

import { countOutcomes } from './batch-page-outcomes.ts'
import { describeBatch, describeState, modeWord } from './batch-page-words.ts'

type ReportFacts = { batch: Batch; items: readonly JournalEntry[]; portal: string; now: number; zone: Zone }

const inZone = (instant: number | null, zone: Zone) =>
  instant === null ? null : formatSheetTime(instant, zone)

/** Where the clocks show UTC, one column is enough. */
const isUtc = (zone: Zone) => nameZone(zone) === 'UTC'

/**
 * Everything that is known of a batch as CSV: first what it is and how it stood at `now`, then one row for each
 * workflow, what failed before the rest.
 */
export function formatReport({ batch, items, portal, now, zone }: ReportFacts): string {
  const head = [
    [describeBatch(batch), portal],
    [
      m.batch_started_by(),
      describeOperator(batch),
      inZone(batch.createdAt, zone),
      inZone(batch.createdAt, UTC),
    ],
    [m.reason(), batch.reason],
    [m.column_state(), describeState(batch).word, inZone(now, zone), inZone(now, UTC)],
    [m.journal_export_zone(), formatZone(now, zone)],
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
    ...(isUtc(zone) ? [] : [m.export_time({ name: m.batch_column_time(), zone: nameZone(zone) })]),
    m.journal_utc({ name: m.batch_column_time() }),
    m.batch_report_request(),
    m.journal(),
  ]
  const failed = items.filter(({ state }) => FAILED_STATES.includes(state))
  const rest = items.filter(({ state }) => !FAILED_STATES.includes(state))
  return formatCsv([...head, columns, ...[...failed, ...rest].map((item) => formatItem(item, zone))])
}

function formatItem(item: JournalEntry, zone: Zone) {
  const at = item.settledAt ?? item.sentAt
  const { kind, number } = describeDocumentText(item)
  return [
    number === null ? kind : `${kind} ${number}`,
    item.templateId,
    item.workflowId,
    modeWord(item.mode),
    describeOutcome(item).word,
    item.errorCode,
    item.httpStatus,
    ...(isUtc(zone) ? [] : [inZone(at, zone)]),
    inZone(at, UTC),
    item.requestId,
    item.id,
  ]
}
