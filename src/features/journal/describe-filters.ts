import type { JournalOperator } from '#src/contract/journal.ts'
import { formatDate } from '#src/lib/format.ts'
import { m } from '#src/messages/messages.js'
import { describeOperator, describeOutcome } from '#src/terms/describe-termination.ts'

import type { JournalFilters } from './filters.ts'

/** A name to choose by. Two people of one name, or none, are told apart by their ids. */
export function describeChoice(operator: JournalOperator, all: readonly JournalOperator[]): string {
  const name = describeOperator({ operator })
  const isShared = all.some(
    (other) => other.key !== operator.key && describeOperator({ operator: other }) === name,
  )
  return isShared ? `${name} (${operator.id === null ? operator.key : `#${operator.id}`})` : name
}

/** What is asked of the journal, in words: `From day: 1 November 2026; Way: Force`. */
export function describeFilters(
  filters: JournalFilters,
  operators: readonly JournalOperator[],
  locale: string,
): string {
  const { operator, mode, state } = filters
  const who = operators.find(({ key }) => key === operator)
  const asked: [string, string | null][] = [
    [m.filter_search(), filters.q.trim()],
    [m.journal_from(), filters.from && formatDate(filters.from, locale)],
    [m.journal_to(), filters.to && formatDate(filters.to, locale)],
    [m.journal_who(), who ? describeChoice(who, operators) : operator],
    [m.journal_way(), mode && (mode === 'force' ? m.mode_force() : m.mode_soft())],
    [m.journal_outcome(), state && describeOutcome({ state }).word],
    [m.reason(), filters.reason.trim()],
    [m.column_document(), filters.document],
    [m.column_template(), filters.template && `#${filters.template}`],
    [m.journal_workflow_id(), filters.workflowId],
    [m.journal_batch(), filters.batch],
    [m.journal_entry(), filters.entry],
  ]
  const words = asked.flatMap(([name, value]) =>
    value === null || value === '' ? [] : [`${name}: ${value}`],
  )
  return words.length === 0 ? m.journal_export_all() : words.join('; ')
}
