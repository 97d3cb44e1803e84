import { useMemo, useRef } from 'react'

import { describeError } from '#src/api/describe-error.ts'
import { isOpen } from '#src/api/batches.ts'
import { FAILED_STATES, type BatchProgress } from '#src/contract/batch.ts'
import { formatCsvName } from '#src/lib/csv.ts'
import { downloadCsv } from '#src/lib/download-csv.ts'
import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'
import { Button } from '#src/ui/button.tsx'
import { PageTitle } from '#src/ui/page-title.tsx'
import { StateMark } from '#src/ui/state-mark.tsx'
import { useTimeDisplay } from '#src/ui/time-display.ts'
import { useNow } from '#src/ui/time.tsx'

import { formatReport } from './batch-items-csv.ts'
import { OutcomeChips, useOutcomeFilter } from './batch-items-chips.tsx'
import { FailedItems } from './batch-items-failed.tsx'
import { ItemsTable } from './batch-items-table.tsx'
import { BatchBar } from './batch-page-bar.tsx'
import { BatchFacts } from './batch-page-facts.tsx'
import { BatchHistory } from './batch-page-history.tsx'
import { BatchMoves } from './batch-page-moves.tsx'
import { NotifyBox } from './batch-page-notify.tsx'
import { countProcessed, matchesOutcome } from './batch-page-outcomes.ts'
import { BatchStatus } from './batch-page-status.tsx'
import { describeBatch, describeState, shownCount } from './batch-page-words.ts'
import { RetryDialog, useRetryTarget } from './batch-retry-dialog.tsx'

type BatchViewProps = {
  progress: BatchProgress
  /** When the browser got it, by its own clock. */
  readAt: number
  /** The last look failed: what is shown is from before. */
  failure: Error | null
  isNotifying: boolean
  onNotify: (isOn: boolean) => void
  onOwn: (isUnderWay: boolean) => void
}

/** A batch that is known: its head, what can be done with it, and its workflows. */
export function BatchView({ progress, readAt, failure, isNotifying, onNotify, onOwn }: BatchViewProps) {
  const { batch, items, events } = progress
  const { session, console: about } = useSession()
  const { zone } = useTimeDisplay()
  const clockOffset = (progress.now ?? readAt) - readAt
  const now = useNow() + clockOffset
  const scroller = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const [filter, setFilter] = useOutcomeFilter()
  const failed = useMemo(() => items.filter(({ state }) => FAILED_STATES.includes(state)), [items])
  const shown = useMemo(() => items.filter((item) => matchesOutcome(item, filter)), [items, filter])
  const retry = useRetryTarget(batch.id, failed)
  const state = describeState(batch)

  const progressWords = `${state.word} ${shownCount(countProcessed(batch))}/${shownCount(batch.total)}`

  const saveReport = () => {
    const at = Date.now() + clockOffset
    downloadCsv(
      formatCsvName('batch', at, zone),
      formatReport({ batch, items, portal: session.portal, now: at, zone }),
    )
  }

  return (
    <div
      ref={scroller}
      role="region"
      aria-label={describeBatch(batch)}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keys
      tabIndex={0}
      className="relative min-h-0 flex-1 overflow-auto"
    >
      <PageTitle title={`${progressWords} · ${m.batches()}`} />
      <div className="flex flex-col gap-4 px-4 py-3 md:px-6">
        <header className="flex flex-col gap-1">
          <div className="flex flex-wrap items-baseline gap-x-4">
            <h1 ref={heading} className="text-h1 font-semibold" tabIndex={-1}>
              {describeBatch(batch)}
            </h1>
            <StateMark {...state} />
          </div>
          <BatchFacts batch={batch} now={now} />
        </header>
        {failure && (
          <p role="status" className="text-warn">
            {m.stale({ why: describeError(failure).title })}
          </p>
        )}
        <div className="grid gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="flex flex-col gap-3">
            <BatchStatus
              progress={progress}
              clockOffset={clockOffset}
              ratePerSecond={about.pace.ratePerSecond}
            />
            <div className="flex flex-wrap items-center gap-x-6 gap-y-2 empty:hidden">
              <BatchMoves batch={batch} onOwn={onOwn} onGone={() => heading.current?.focus()} />
              {isOpen(batch) && <NotifyBox isOn={isNotifying} onChange={onNotify} />}
            </div>
            <BatchBar batch={batch} />
            {failed.length > 0 && (
              <FailedItems
                failed={failed}
                onSeeAll={() => setFilter('failed')}
                onRetry={isOpen(batch) ? null : retry.open}
              />
            )}
          </div>
          <BatchHistory events={events} now={now} />
        </div>
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <OutcomeChips batch={batch} filter={filter} onChoose={setFilter} />
          <Button onClick={saveReport} disabled={items.length === 0}>
            {m.batch_csv()}
          </Button>
        </div>
      </div>
      <div className="border-line border-t">
        {shown.length === 0 ? (
          <p className="text-muted px-4 py-4 md:px-6">{m.batch_items_none()}</p>
        ) : (
          <ItemsTable items={shown} now={now} scroller={scroller} />
        )}
      </div>
      {retry.target && !isOpen(batch) && (
        <RetryDialog batch={batch} target={retry.target} onClose={retry.close} />
      )}
    </div>
  )
}
