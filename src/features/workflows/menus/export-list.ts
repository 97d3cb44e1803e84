import { findName, type Names } from '#src/contract/names.ts'
import type { Workflow } from '#src/contract/workflow.ts'
import { LOCK_WORDS, describeFilters } from '#src/features/workflows/filters/filter-words.ts'
import type { WorkflowFilters } from '#src/features/workflows/filters/filters.ts'
import { lockOf } from '#src/features/workflows/filters/row-values.ts'
import { formatCsv, type CsvCell } from '#src/lib/csv.ts'
import { formatSheetTime, formatZone, nameZone } from '#src/lib/format.ts'
import { UTC, type Zone } from '#src/lib/zone.ts'
import { m } from '#src/messages/messages.js'
import { describeDocumentText, describeStarter, describeTemplate } from '#src/terms/describe-workflow.ts'

/** The rows that are shown, in their order, and what they are a part of. Instants are epoch milliseconds. */
export type ListScope = {
  rows: readonly Workflow[]
  /** Rows that are loaded, and that run; `null` = the API did not say. */
  loaded: number
  total: number | null
  isComplete: boolean
  /** When the list was read, by the browser's clock. */
  updatedAt: number
  /** The API's clock. */
  apiNow: number
}

export type ExportFacts = ListScope & {
  filters: WorkflowFilters
  names: Names
  portal: string
  operator: string
  /** The browser's clock. */
  now: number
  /** The zone of its times, beside UTC. */
  zone: Zone
}

type Column = { head: string; cell: (workflow: Workflow) => CsvCell }

/** The file: head rows that say what it holds and how old that is, an empty row, and a row per workflow. */
export function formatListCsv(facts: ExportFacts): string {
  const { rows, filters, names, now, zone } = facts
  const columns = createColumns(facts)
  const words = describeFilters(filters, names).map(({ text }) => text)
  return formatCsv([
    [m.list_export_title(), facts.portal],
    [m.journal_export_filters(), words.length === 0 ? m.view_everything() : words.join('; ')],
    [m.list_export_scope(), describeScope(facts)],
    [m.list_export_read(), ...bothTimes(facts.updatedAt, zone)],
    [m.journal_export_made(), ...bothTimes(now, zone)],
    [m.journal_export_made_by(), facts.operator],
    [m.journal_export_zone(), formatZone(now, zone)],
    [],
    columns.map(({ head }) => head),
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
  ])
}

function describeScope({ rows, loaded, total, isComplete }: ListScope): string {
  if (isComplete) return m.status_filtered({ shown: rows.length, loaded })
  return m.status_partial({ shown: rows.length, loaded, total: total ?? m.unknown() })
}

function bothTimes(instant: number, zone: Zone): [string, string] {
  return [formatSheetTime(instant, zone), formatSheetTime(instant, UTC)]
}

function createColumns({ names, apiNow, zone }: ExportFacts): Column[] {
  const inZone = (instant: number | null) => (instant === null ? null : formatSheetTime(instant, zone))
  const utc = (instant: number | null) => (instant === null ? null : formatSheetTime(instant, UTC))
  const zoneName = nameZone(zone)
  const times = (name: string, read: (workflow: Workflow) => number | null): Column[] => [
    // Where the clocks show UTC, once is enough.
    ...(zoneName === 'UTC'
      ? []
      : [{ head: m.export_time({ name, zone: zoneName }), cell: (row: Workflow) => inZone(read(row)) }]),
    { head: m.journal_utc({ name }), cell: (row) => utc(read(row)) },
  ]
  return [
    { head: m.journal_workflow_id(), cell: ({ id }) => id },
    { head: m.column_document(), cell: (row) => formatDocument(row) },
    {
      head: m.list_export_title_of(),
      cell: ({ documentId }) => findName(names.documents, documentId) ?? null,
    },
    { head: m.journal_document_raw(), cell: ({ documentId }) => documentId },
    { head: m.journal_entity(), cell: ({ entity }) => entity },
    { head: m.filter_module(), cell: ({ moduleId }) => moduleId },
    { head: m.column_template(), cell: ({ templateId }) => describeTemplate(templateId, names) },
    { head: m.journal_template_id(), cell: ({ templateId }) => templateId },
    { head: m.column_started_by(), cell: ({ startedBy }) => describeStarter(startedBy, names) },
    { head: m.list_export_starter_id(), cell: ({ startedBy }) => startedBy },
    ...times(m.column_started(), ({ startedAt }) => startedAt),
    ...times(m.column_changed(), ({ modifiedAt }) => modifiedAt),
    { head: m.column_state(), cell: (row) => LOCK_WORDS[lockOf(row, apiNow)]() },
    {
      head: m.journal_utc({ name: m.list_export_lock() }),
      cell: ({ lock }) => (lock.kind === 'held' ? utc(lock.until) : null),
    },
  ]
}

function formatDocument(workflow: Workflow): string {
  const { kind, number } = describeDocumentText(workflow)
  return number === null ? kind : `${kind} ${number}`
}
