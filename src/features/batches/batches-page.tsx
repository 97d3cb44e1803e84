import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { batchQueries } from '#src/api/batches.ts'
import { describeError, isSignIn } from '#src/api/describe-error.ts'
import type { Batch } from '#src/contract/batch.ts'
import { m } from '#src/messages/messages.js'
import { useShortcuts } from '#src/terms/shortcuts.ts'
import { useTableKeys } from '#src/terms/use-table-keys.ts'
import { useHttp } from '#src/session/session-context.ts'
import { BlankScreen } from '#src/ui/blank-screen.tsx'
import { Button } from '#src/ui/button.tsx'
import { ErrorDetails, Notice } from '#src/ui/notice.tsx'
import { PageTitle } from '#src/ui/page-title.tsx'
import { useNow } from '#src/ui/time.tsx'

import { BatchRow } from './batches-page-row.tsx'

/** `/batches`: what was terminated many at a time, newest first. */
export function BatchesPage() {
  const { data, error, refetch, dataUpdatedAt, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(batchQueries.pages(useHttp()))
  const batches = useMemo(() => data?.pages.flatMap((page) => page.batches), [data])
  // The gateway's clock: the browser's may be wrong.
  const offset = (data?.pages[0]?.now ?? dataUpdatedAt) - dataUpdatedAt
  const now = useNow() + offset
  const failure = error !== null && !isSignIn(error) ? error : null

  useTableKeys()
  useShortcuts({ refresh: () => void refetch() })

  return (
    <>
      <PageTitle title={m.batches()} />
      <div className="flex min-h-11 items-center px-4 py-1.5 md:px-6">
        <h1 className="text-h1 font-semibold" tabIndex={-1}>
          {m.batches()}
        </h1>
      </div>
      {batches === undefined ? (
        failure === null ? (
          <p role="status" className="text-muted px-4 py-8 md:px-6">
            {m.loading()}
          </p>
        ) : (
          <FailedBatches error={failure} onRetry={() => void refetch()} />
        )
      ) : batches.length === 0 ? (
        <BlankScreen heading={m.batch_empty()} sentence={m.batch_empty_sentence()} />
      ) : (
        <div className="border-line bg-surface min-h-0 flex-1 overflow-auto border-t">
          {failure && (
            <Notice tone="warn" title={m.stale({ why: describeError(failure).title })} live="polite" />
          )}
          <BatchTable batches={batches} now={now} />
          {hasNextPage && (
            <div className="px-4 py-3 md:px-6">
              <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {m.batch_more()}
              </Button>
            </div>
          )}
        </div>
      )}
    </>
  )
}

function BatchTable({ batches, now }: { batches: readonly Batch[]; now: number }) {
  const columns = [
    m.journal_when(),
    m.journal_who(),
    m.batch_what(),
    m.reason(),
    m.column_state(),
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
        {batches.map((batch) => (
          <BatchRow key={batch.id} batch={batch} now={now} />
        ))}
      </tbody>
    </table>
  )
}

function FailedBatches({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const words = describeError(error)
  return (
    <BlankScreen heading={words.title} sentence={words.hint ?? m.batch_failed()}>
      <Button onClick={onRetry}>{m.retry()}</Button>
      <ErrorDetails label={m.details()} text={words.details} />
    </BlankScreen>
  )
}
