import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useMemo } from 'react'
import { useSearchParams } from 'react-router'

import { isSignIn } from '#src/api/describe-error.ts'
import { journalQueries } from '#src/api/journal.ts'
import type { JournalEntry } from '#src/contract/journal.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useSession } from '#src/session/session-context.ts'
import { StaleLine } from '#src/terms/stale-line.tsx'
import { useTableKeys } from '#src/terms/use-table-keys.ts'
import { useNames } from '#src/terms/use-names.ts'
import { PageTitle } from '#src/ui/page-title.tsx'
import { useTimeDisplay } from '#src/ui/time-display.ts'
import { useNow } from '#src/ui/time.tsx'

import { describeFilters } from './describe-filters.ts'
import { ExportControl } from './export-control.tsx'
import { formatJournalFilters, parseJournalFilters, toJournalQuery, type JournalFilters } from './filters.ts'
import { FailedJournal, JournalSkeleton, NoEntries } from './journal-blanks.tsx'
import { JournalStatus } from './journal-status.tsx'
import { JournalTable } from './journal-table.tsx'
import { JournalToolbar, type FilterChange } from './journal-toolbar.tsx'
import { useSettled } from './use-settled.ts'

const NO_ENTRIES: readonly JournalEntry[] = []
const TYPED = ['q', 'reason']

/** `/journal`: who terminated what, when and why, and what came of it. Entries cannot be changed. */
export function JournalPage() {
  const [query, setQuery] = useSearchParams()
  const filters = useMemo(() => parseJournalFilters(query), [query])
  const { http, session } = useSession()
  const settled = useSettled(formatJournalFilters(filters).toString(), TYPED)
  const asked = useMemo(() => parseJournalFilters(new URLSearchParams(settled)), [settled])
  const journal = useJournal(asked)
  const people = useQuery(journalQueries.operators(http))
  const names = useDeferredValue(useNames(journal.entries ?? NO_ENTRIES))
  const now = useNow() + journal.clockOffset

  useTableKeys()

  const handleFilter = ({ change, by }: FilterChange) => {
    // The address itself: what is drawn follows in a transition of the router, and would drop what was typed just now.
    const latest = parseJournalFilters(new URLSearchParams(window.location.search))
    setQuery(formatJournalFilters({ ...latest, ...change }), { replace: by === 'typing' })
  }
  const clear = () => setQuery({})
  const { entries, total } = journal

  return (
    // Scrolls as a whole where the table would be left no room: on narrow screens, and with large text.
    <div className="relative flex min-h-0 flex-1 flex-col overflow-y-auto">
      <PageTitle title={m.journal()} />
      <h1 className="sr-only" tabIndex={-1}>
        {m.journal()}
      </h1>
      <JournalToolbar
        filters={filters}
        onChange={handleFilter}
        onClear={clear}
        operators={people.data ?? null}
        areOperatorsMissing={people.isError}
      />
      {journal.staleError !== null && <StaleLine error={journal.staleError} onRetry={journal.retry} />}
      {entries === undefined ? (
        // Keeps its place, so that the rows do not jump when they come.
        <div className="min-h-8 shrink-0" />
      ) : (
        <JournalStatus
          loaded={entries.length}
          total={total}
          isPassing={journal.isPassing}
          isRefreshing={journal.isRefreshing}
          updatedAt={journal.updatedAt}
          onRefresh={journal.refresh}
        >
          {total > 0 && (
            // Another question is another file: what was being read for the last one stops.
            <ExportControl
              key={settled}
              filters={asked}
              total={total}
              describe={() => describeFilters(asked, people.data ?? [], getLocale())}
            />
          )}
        </JournalStatus>
      )}
      {entries === undefined ? (
        journal.error === null || isSignIn(journal.error) ? (
          <JournalSkeleton />
        ) : (
          <FailedJournal error={journal.error} onRetry={journal.retry} />
        )
      ) : entries.length === 0 ? (
        <NoEntries filters={asked} onClear={clear} />
      ) : (
        <JournalTable
          // A link to an entry opens it, also when it stood folded in the list before.
          key={asked.entry}
          entries={entries}
          names={names}
          portal={session.portal}
          now={now}
          total={total}
          openId={asked.entry}
          isPassing={journal.isPassing}
          more={journal.more}
        />
      )}
    </div>
  )
}

/** What matches, as far as it is loaded; while another question is read, the answer to the last one. */
function useJournal(filters: JournalFilters) {
  const { http } = useSession()
  const query = useInfiniteQuery({
    ...journalQueries.pages(http, toJournalQuery(filters, useTimeDisplay().zone)),
    placeholderData: (previous) => previous,
  })
  const { data, isFetchingNextPage, isFetchNextPageError, fetchNextPage, refetch, dataUpdatedAt } = query
  const first = data?.pages[0]
  return {
    entries: useMemo(() => data?.pages.flatMap((page) => page.entries), [data]),
    total: first?.total ?? 0,
    isPassing: query.isPlaceholderData,
    isRefreshing: query.isRefetching && !isFetchingNextPage,
    /** The first read failed: there is nothing to show. */
    error: data === undefined ? query.error : null,
    /** A later read failed: what is shown is as old as `updatedAt`. */
    staleError: data === undefined || isSignIn(query.error) ? null : query.error,
    refresh: () => void refetch(),
    retry: () => void (isFetchNextPageError ? fetchNextPage() : refetch()),
    more: query.hasNextPage
      ? {
          isLoading: isFetchingNextPage,
          hasFailed: isFetchNextPageError,
          load: () => void (isFetchingNextPage || query.isPlaceholderData || fetchNextPage()),
        }
      : null,
    updatedAt: dataUpdatedAt,
    /** Adds to the browser's clock to give the gateway's. */
    clockOffset: first?.now && dataUpdatedAt > 0 ? first.now - dataUpdatedAt : 0,
  }
}
