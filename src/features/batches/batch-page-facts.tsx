import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { batchQueries } from '#src/api/batches.ts'
import { pages } from '#src/contract/addresses.ts'
import type { Batch } from '#src/contract/batch.ts'
import { m } from '#src/messages/messages.js'
import { useHttp } from '#src/session/session-context.ts'
import { describeOperator } from '#src/terms/describe-termination.ts'
import { TimeAgo } from '#src/ui/time.tsx'

import { countFailed } from './batch-page-outcomes.ts'

const LINK = 'text-accent underline-offset-2 hover:underline'

/** Who began it, when and why, and where else it is told about. */
export function BatchFacts({ batch, now }: { batch: Batch; now: number }) {
  return (
    <div className="flex flex-wrap gap-x-6 gap-y-1">
      <dl className="contents">
        <Fact term={m.batch_started_by()}>
          {describeOperator(batch)}{' '}
          <TimeAgo
            instant={batch.createdAt}
            now={Math.max(now, batch.createdAt)}
            isStop
            className="text-muted"
          />
        </Fact>
        <Fact term={m.reason()}>
          <span className="break-words whitespace-pre-wrap">
            {batch.reason ?? <span className="text-muted">{m.no_reason()}</span>}
          </span>
        </Fact>
        {batch.retryOf !== null && (
          <Fact term={m.batch_retry_of()}>
            <Link to={pages.batch(batch.retryOf)} className={LINK}>
              {m.batch_retry_of_link()}
            </Link>
          </Fact>
        )}
        {(batch.state === 'done' || batch.state === 'stopped') && countFailed(batch) > 0 && (
          <Retries batchId={batch.id} now={now} />
        )}
      </dl>
      <Link to={`${pages.journal}?${new URLSearchParams({ batch: batch.id })}`} className={LINK}>
        {m.batch_journal()}
      </Link>
    </div>
  )
}

/** Later batches that try again what failed here, as far as they are among the newest. */
function Retries({ batchId, now }: { batchId: string; now: number }) {
  const { data } = useInfiniteQuery(batchQueries.pages(useHttp()))
  const retries = data?.pages.flatMap(({ batches }) => batches).filter(({ retryOf }) => retryOf === batchId)
  if (!retries || retries.length === 0) return null
  return (
    <Fact term={m.batch_retry_on()}>
      {retries.map(({ id, createdAt }) => (
        <Link key={id} to={pages.batch(id)} className={`${LINK} mr-2`}>
          <TimeAgo instant={createdAt} now={Math.max(now, createdAt)} isStop />
        </Link>
      ))}
    </Fact>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex max-w-full gap-2">
      <dt className="text-muted shrink-0">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
