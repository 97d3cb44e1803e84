import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'

import { batchQueries } from '#src/api/batches.ts'
import { describeError, isMissing, isSignIn } from '#src/api/describe-error.ts'
import { pages } from '#src/contract/addresses.ts'
import { m } from '#src/messages/messages.js'
import { useHttp } from '#src/session/session-context.ts'
import { BlankScreen } from '#src/ui/blank-screen.tsx'
import { Button } from '#src/ui/button.tsx'
import { ErrorDetails } from '#src/ui/notice.tsx'
import { PageTitle } from '#src/ui/page-title.tsx'

import { useEndNotification } from './batch-page-notify.tsx'
import { BatchView } from './batch-page-view.tsx'

/** `/batches/:id`: one batch, from its grace to what came of each workflow. */
export function BatchPage() {
  const { id = '' } = useParams()
  return <OneBatch key={id} batchId={id} />
}

function OneBatch({ batchId }: { batchId: string }) {
  const [isNotifying, setIsNotifying] = useState(false)
  const { data, error, dataUpdatedAt, refetch } = useQuery({
    ...batchQueries.progress(useHttp(), batchId),
    // A hidden tab rests, unless its operator has asked to be told of the end.
    refetchIntervalInBackground: isNotifying,
  })
  const expectOwn = useEndNotification(data?.batch, isNotifying)
  const failure = error !== null && !isSignIn(error) ? error : null

  if (data)
    return (
      <BatchView
        progress={data}
        readAt={dataUpdatedAt}
        failure={failure}
        isNotifying={isNotifying}
        onNotify={setIsNotifying}
        onOwn={expectOwn}
      />
    )
  return (
    <>
      <PageTitle title={m.batches()} />
      <h1 className="sr-only" tabIndex={-1}>
        {m.batches()}
      </h1>
      {failure === null ? (
        <p role="status" className="text-muted px-4 py-8 md:px-6">
          {m.loading()}
        </p>
      ) : isMissing(failure) ? (
        <BlankScreen heading={m.batch_missing()} sentence={m.batch_missing_sentence()}>
          <Link to={pages.batches} className="text-accent underline">
            {m.batches()}
          </Link>
        </BlankScreen>
      ) : (
        <FailedBatch error={failure} onRetry={() => void refetch()} />
      )}
    </>
  )
}

function FailedBatch({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const words = describeError(error)
  return (
    <BlankScreen heading={words.title} sentence={words.hint ?? m.batch_read_failed()}>
      <Button onClick={onRetry}>{m.retry()}</Button>
      <ErrorDetails label={m.details()} text={words.details} />
    </BlankScreen>
  )
}
