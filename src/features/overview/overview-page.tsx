import { useQueryClient } from '@tanstack/react-query'

import { describeError, isForbidden } from '#src/api/describe-error.ts'
import { journalKeys } from '#src/api/journal.ts'
import { formatCount } from '#src/lib/count.ts'
import { formatRelative } from '#src/lib/relative.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import type { Workflow } from '#src/contract/workflow.ts'
import { Button } from '#src/ui/button.tsx'
import { PageTitle } from '#src/ui/page-title.tsx'
import { useNow } from '#src/ui/time.tsx'

import { EndingsSection } from './endings-section.tsx'
import { useRunningCounts } from './numbers/use-running-counts.ts'
import { FailedOverview, GreyBars, UnreachableOverview } from './overview-blanks.tsx'
import { describeRead, RunningSections } from './running-sections.tsx'
import { useRunning, type Running } from './use-running.ts'

const NO_ROWS: readonly Workflow[] = []

/** `/overview`: what runs, what of it is stuck, and what was terminated through Flowstop, each number a way to its rows. */
export function OverviewPage() {
  const running = useRunning()
  const { list, problem } = running
  const isDenied = list === null && isForbidden(problem)

  return (
    <div className="relative flex min-h-0 flex-1 flex-col overflow-y-auto">
      <PageTitle title={m.overview()} />
      <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-4 px-4 py-1.5 md:px-6">
        <h1 className="text-h1 font-semibold" tabIndex={-1}>
          {m.overview()}
        </h1>
        {list !== null && <OverviewStatus list={list} running={running} />}
      </div>
      {list !== null && (problem !== null || running.failingSince !== null) && (
        <div
          role="status"
          className="bg-warn-tint text-warn text-meta flex min-h-7 shrink-0 items-center gap-3 px-4 md:px-6"
        >
          {m.stale({ why: problem === null ? m.error_unavailable() : describeError(problem).title })}
          <Button look="link" onClick={running.retry}>
            {m.retry()}
          </Button>
        </div>
      )}
      {isDenied ? (
        <FailedOverview error={problem} onRetry={running.retry} />
      ) : (
        <div className="flex flex-col gap-4 px-4 pb-4 md:px-6">
          <RunningPart running={running} />
          <EndingsSection />
        </div>
      )}
    </div>
  )
}

/** Nothing of it keeps what Flowstop itself has recorded from showing. */
function RunningPart({ running }: { running: Running }) {
  const { list, problem, failingSince, clockOffset, retry } = running
  const now = useNow() + clockOffset
  const counts = useRunningCounts(list?.workflows ?? NO_ROWS, now)
  if (list !== null && counts !== null) return <RunningSections list={list} counts={counts} now={now} />
  if (list === null && problem !== null) return <FailedOverview error={problem} onRetry={retry} />
  if (list === null && failingSince !== null)
    return <UnreachableOverview since={failingSince - clockOffset} onRetry={retry} />
  return <GreyBars count={12} />
}

type OverviewStatusProps = { list: NonNullable<Running['list']>; running: Running }

/** How much of the truth is counted, how old it is, and the way to look again. */
function OverviewStatus({ list, running }: OverviewStatusProps) {
  const locale = getLocale()
  const now = useNow()
  const client = useQueryClient()
  const readAt = list.readAt === null ? null : list.readAt - running.clockOffset
  const handleRefresh = () => {
    running.refresh()
    void client.invalidateQueries({ queryKey: journalKeys.all })
  }
  return (
    <div className="text-meta text-muted flex flex-1 flex-wrap items-center gap-x-3">
      <span role="status">{describeRead(list)}</span>
      {list.endedCount > 0 && <span>{m.status_ended({ count: formatCount(list.endedCount, locale) })}</span>}
      <span className="ml-auto flex items-center gap-x-3">
        {readAt !== null && m.updated({ ago: formatRelative(Math.min(readAt, now), now, locale) })}
        <Button look="link" disabled={running.isRefreshing} onClick={handleRefresh}>
          {m.refresh()}
        </Button>
      </span>
    </div>
  )
}
