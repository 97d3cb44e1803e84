import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useSearchParams } from 'react-router'

import { describeError, isSignIn } from '#src/api/describe-error.ts'
import { journalQueries, type JournalFilters } from '#src/api/journal.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import type { Names } from '#src/contract/names.ts'
import { formatCount } from '#src/lib/format.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useSession } from '#src/session/session-context.ts'
import { useNames } from '#src/terms/use-names.ts'
import { BlankScreen } from '#src/ui/blank-screen.tsx'
import { Button } from '#src/ui/button.tsx'
import { TextField } from '#src/ui/fields.tsx'
import { ErrorDetails } from '#src/ui/notice.tsx'

import { JournalRow } from './journal-row.tsx'

const NO_ENTRIES: readonly JournalEntry[] = []

/** `/journal`: who terminated what, when and why, and what came of it. Entries cannot be changed. */
export function JournalPage() {
  const [query, setQuery] = useSearchParams()
  const { http, session } = useSession()
  const filters: JournalFilters = {
    q: query.get('q')?.trim() || undefined,
    workflowId: query.get('workflowId') ?? undefined,
    entry: query.get('entry') ?? undefined,
  }
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    ...journalQueries.pages(http, filters),
    placeholderData: (previous) => previous,
  })
  const entries = useMemo(() => data?.pages.flatMap((page) => page.entries), [data])
  const names = useNames(entries ?? NO_ENTRIES)
  const isFiltered = Object.values(filters).some((value) => value !== undefined)

  useEffect(() => {
    document.title = `${m.journal()} · ${m.app_name()}`
  }, [])

  const handleSearch = (q: string) => setQuery(q === '' ? {} : { q }, { replace: true })

  return (
    <>
      <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-1.5 md:px-6">
        <h1 className="text-h1 font-semibold" tabIndex={-1}>
          {m.journal()}
        </h1>
        <TextField
          type="search"
          label={m.filter_search()}
          className="w-60 max-w-full"
          value={query.get('q') ?? ''}
          onChange={({ target }) => handleSearch(target.value)}
        />
        {isFiltered && (
          <Button look="link" onClick={() => setQuery({})}>
            {m.journal_show_all()}
          </Button>
        )}
        <span role="status" className="text-meta text-muted ml-auto">
          {data && formatEntryCount(data.pages[0]?.total ?? 0)}
        </span>
      </div>
      {entries === undefined ? (
        error === null || isSignIn(error) ? (
          <p role="status" className="text-muted px-4 py-8 md:px-6">
            {m.loading()}
          </p>
        ) : (
          <FailedJournal error={error} onRetry={() => void refetch()} />
        )
      ) : entries.length === 0 ? (
        <NoEntries search={filters.q ?? filters.workflowId ?? null} isFiltered={isFiltered} />
      ) : (
        <div className="border-line bg-surface min-h-0 flex-1 overflow-auto border-t">
          <JournalTable entries={entries} names={names} portal={session.portal} />
          {hasNextPage && (
            <div className="px-4 py-3 md:px-6">
              <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {m.journal_more()}
              </Button>
            </div>
          )}
        </div>
      )}
    </>
  )
}

function formatEntryCount(count: number): string {
  return m.journal_count({ count, shown: formatCount(count, getLocale()) })
}

type JournalTableProps = { entries: readonly JournalEntry[]; names: Names; portal: string }

function JournalTable({ entries, names, portal }: JournalTableProps) {
  const columns = [
    m.journal_when(),
    m.journal_who(),
    m.journal_what(),
    m.journal_way(),
    m.reason(),
    m.journal_outcome(),
  ]
  return (
    <table className="block w-full lg:table">
      <thead className="border-line text-meta text-muted hidden border-b text-left lg:table-header-group">
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className="h-8 px-2 font-semibold first:pl-6 last:pr-6">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block lg:table-row-group">
        {entries.map((entry) => (
          <JournalRow key={entry.id} entry={entry} names={names} portal={portal} />
        ))}
      </tbody>
    </table>
  )
}

function NoEntries({ search, isFiltered }: { search: string | null; isFiltered: boolean }) {
  if (!isFiltered) return <BlankScreen heading={m.journal_empty()} sentence={m.journal_empty_sentence()} />
  return (
    <BlankScreen
      heading={m.no_match_heading()}
      sentence={search === null ? m.journal_no_entry() : m.journal_unknown()}
    />
  )
}

function FailedJournal({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const words = describeError(error)
  return (
    <BlankScreen heading={words.title} sentence={words.hint ?? m.journal_failed()}>
      <Button onClick={onRetry}>{m.retry()}</Button>
      <ErrorDetails label={m.details()} text={words.details} />
    </BlankScreen>
  )
}
