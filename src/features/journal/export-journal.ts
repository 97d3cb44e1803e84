import type { Http } from '#src/api/http.ts'
import { fetchJournalPage, type JournalQuery } from '#src/api/journal.ts'
import { MOST_JOURNAL_ROWS, type JournalEntry } from '#src/contract/journal.ts'
import { findName, type Names } from '#src/contract/names.ts'
import { formatCsv, type CsvCell } from '#src/lib/csv.ts'
import { formatSheetTime, formatZone, nameZone } from '#src/lib/format.ts'
import { UTC, type Zone } from '#src/lib/zone.ts'
import { m } from '#src/messages/messages.js'
import { describeOperator, describeOutcome } from '#src/terms/describe-termination.ts'
import { describeDocumentText } from '#src/terms/describe-workflow.ts'

export type ReadProgress = { read: number; total: number }

/** Every entry that matches, page by page. Throws what a page throws: half of the truth is none. */
export async function readAllEntries(
  http: Http,
  query: JournalQuery,
  signal: AbortSignal,
  onProgress: (progress: ReadProgress) => void,
): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = []
  let before: string | null = null
  do {
    // eslint-disable-next-line no-await-in-loop -- each page tells where the next begins
    const page = await fetchJournalPage(http, query, { before, limit: MOST_JOURNAL_ROWS, signal })
    entries.push(...page.entries)
    before = page.next
    onProgress({ read: entries.length, total: Math.max(page.total, entries.length) })
  } while (before !== null)
  return entries
}

type Scope = {
  /** Which entries, in words. */
  filters: string
  portal: string
  operator: string
  /** Epoch milliseconds. */
  now: number
  /** The zone of its times, beside UTC. */
  zone: Zone
}

type Column = { head: string; cell: (entry: JournalEntry, names: Names) => CsvCell }

/** The file: head rows that say what it holds, an empty row, and a row per entry. */
export function formatJournalCsv(entries: readonly JournalEntry[], names: Names, scope: Scope): string {
  const columns = createColumns(scope)
  return formatCsv([
    [m.journal_export_title(), scope.portal],
    [m.journal_export_filters(), scope.filters],
    [m.journal_export_made(), formatSheetTime(scope.now, scope.zone), formatSheetTime(scope.now, UTC)],
    [m.journal_export_made_by(), scope.operator],
    [m.journal_export_zone(), formatZone(scope.now, scope.zone)],
    [m.journal_entries(), entries.length],
    [],
    columns.map(({ head }) => head),
    ...entries.map((entry) => columns.map(({ cell }) => cell(entry, names))),
  ])
}

function createColumns({ zone }: Scope): Column[] {
  const zoneName = nameZone(zone)
  const utc = (instant: number | null) => (instant === null ? null : formatSheetTime(instant, UTC))
  const inUtc = (name: string) => m.journal_utc({ name })
  return [
    // Where the clocks show UTC, once is enough.
    ...(zoneName === 'UTC'
      ? []
      : [
          {
            head: m.export_time({ name: m.journal_when(), zone: zoneName }),
            cell: (entry: JournalEntry) => formatSheetTime(entry.requestedAt, zone),
          },
        ]),
    { head: inUtc(m.journal_when()), cell: (entry) => utc(entry.requestedAt) },
    { head: m.journal_who(), cell: (entry) => describeOperator(entry) },
    { head: m.journal_operator_id(), cell: (entry) => entry.operator.id },
    { head: m.column_document(), cell: (entry) => formatDocument(entry) },
    { head: m.journal_document_raw(), cell: (entry) => entry.documentId },
    { head: m.journal_entity(), cell: (entry) => entry.entity },
    {
      head: m.column_template(),
      cell: (entry, names) => findName(names.templates, entry.templateId) ?? null,
    },
    { head: m.journal_template_id(), cell: (entry) => entry.templateId },
    { head: m.journal_workflow_id(), cell: (entry) => entry.workflowId },
    {
      head: m.column_started_by(),
      cell: ({ startedBy }, names) =>
        startedBy === '0' ? m.system() : (findName(names.users, startedBy) ?? startedBy),
    },
    { head: inUtc(m.journal_started()), cell: (entry) => utc(entry.startedAt) },
    { head: m.journal_way(), cell: ({ mode }) => (mode === 'force' ? m.mode_force() : m.mode_soft()) },
    { head: m.reason(), cell: (entry) => entry.reason },
    { head: m.journal_outcome(), cell: (entry) => describeOutcome(entry).word },
    { head: m.journal_status(), cell: (entry) => entry.httpStatus },
    { head: m.journal_code(), cell: (entry) => entry.errorCode },
    { head: m.journal_request(), cell: (entry) => entry.requestId },
    { head: m.journal_attempts(), cell: (entry) => entry.attempts },
    { head: inUtc(m.journal_sent()), cell: (entry) => utc(entry.sentAt) },
    { head: inUtc(m.journal_settled()), cell: (entry) => utc(entry.settledAt) },
    { head: inUtc(m.journal_checked()), cell: (entry) => utc(entry.checkedAt) },
    { head: m.journal_batch(), cell: (entry) => entry.batchId },
    { head: m.journal_entry(), cell: (entry) => entry.id },
  ]
}

function formatDocument(entry: JournalEntry): string {
  const { kind, number } = describeDocumentText(entry)
  return number === null ? kind : `${kind} ${number}`
}
