import { describeError } from '#src/api/describe-error.ts'
import { m } from '#src/messages/messages.js'
import { BlankScreen } from '#src/ui/blank-screen.tsx'
import { Button } from '#src/ui/button.tsx'
import { ErrorDetails } from '#src/ui/notice.tsx'
import { useIsLate } from '#src/ui/use-is-late.ts'

import { countJournalFilters, hasJournalFilters, isBackwards, type JournalFilters } from './filters.ts'
import { COLUMNS } from './journal-row.tsx'

type NoEntriesProps = { filters: JournalFilters; onClear: () => void }

/** In place of entries: there are none yet, or none that match. */
export function NoEntries({ filters, onClear }: NoEntriesProps) {
  if (!hasJournalFilters(filters))
    return <BlankScreen heading={m.journal_empty()} sentence={m.journal_empty_sentence()} />
  return (
    <BlankScreen heading={m.no_match_heading()} sentence={describeMiss(filters)}>
      <Button onClick={onClear}>{filters.entry === null ? m.clear_filters() : m.journal_show_all()}</Button>
    </BlankScreen>
  )
}

/** The ID of a workflow as the portal makes them, or the most of one. */
const LOOKS_LIKE_ID = /^[0-9a-f]{8,}\.\d*$/i

function describeMiss(filters: JournalFilters): string {
  if (isBackwards(filters)) return m.journal_backwards()
  if (filters.entry !== null) return m.journal_no_entry()
  const isAlone = countJournalFilters(filters) === 1
  const isOneWorkflow = filters.workflowId !== null || LOOKS_LIKE_ID.test(filters.q.trim())
  return isAlone && isOneWorkflow ? m.journal_unknown() : m.journal_no_match_sentence()
}

/** In place of a journal that was never read. */
export function FailedJournal({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const words = describeError(error)
  return (
    <BlankScreen
      heading={m.journal_failed_heading()}
      sentence={[words.title, words.hint].filter(Boolean).join(' ')}
    >
      <Button onClick={onRetry}>{m.retry()}</Button>
      <ErrorDetails label={m.details()} text={words.details} />
    </BlankScreen>
  )
}

const DELAY_MS = 150
const ROWS = 12
const WIDTHS = ['w-3', 'w-14', 'w-24', 'w-28', 'w-10', 'w-44', 'w-16']

/** Twelve grey rows, once reading takes long enough to be noticed. */
export function JournalSkeleton() {
  const isLate = useIsLate(DELAY_MS)
  return (
    <div role="status" className="border-line bg-surface min-h-0 flex-1 overflow-hidden border-t md:pt-8">
      <span className="sr-only">{m.loading()}</span>
      {isLate &&
        Array.from({ length: ROWS }, (_, row) => (
          <div
            key={row}
            aria-hidden="true"
            className={`border-line ${COLUMNS} h-20 items-center gap-x-3 border-b px-4 md:h-9 md:px-6`}
          >
            {WIDTHS.map((width) => (
              <span key={width} className={`bg-line h-2.5 max-w-full rounded-full ${width}`} />
            ))}
          </div>
        ))}
    </div>
  )
}
