import { useState } from 'react'

import type { Batch } from '#src/contract/batch.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'

import { countOutcomes, countProcessed, type OutcomeCount } from './batch-page-outcomes.ts'
import { describeState, shownCount } from './batch-page-words.ts'

const COLOURS: Record<OutcomeCount['state'], string> = {
  refused: 'bg-danger',
  still_running: 'bg-warn',
  unknown: 'bg-warn opacity-70',
  sending: 'bg-accent opacity-50',
  accepted: 'bg-accent',
  queued: 'bg-line',
  gone: 'bg-ok',
  no_longer_running: 'bg-ok opacity-60',
  already_gone: 'bg-field',
  skipped: 'bg-field opacity-70',
  withdrawn: 'bg-line',
  untold: 'bg-line',
}

/** From what is over to what waits, so that the bar grows from its left. */
const BAR_ORDER: readonly OutcomeCount['state'][] = [
  'gone',
  'no_longer_running',
  'already_gone',
  'skipped',
  'refused',
  'still_running',
  'unknown',
  'accepted',
  'sending',
  'queued',
  'withdrawn',
  'untold',
]

/** Every tenth is announced, not every workflow. */
const STEPS = 10

/** How far the batch is: a bar by outcome. The words for its parts are the chips above the table. */
export function BatchBar({ batch }: { batch: Batch }) {
  const processed = countProcessed(batch)
  const outcomes = countOutcomes(batch)
  const text = m.batch_progress({ processed: shownCount(processed), total: shownCount(batch.total) })
  const parts = new Intl.ListFormat(getLocale(), { type: 'unit', style: 'short' }).format(
    outcomes.map(({ word, count }) => `${word}: ${shownCount(count)}`),
  )
  return (
    <div className="flex flex-col gap-1">
      <div className="flex justify-between gap-4">
        <span className="font-semibold">{text}</span>
        <Announcement batch={batch} text={text} processed={processed} />
      </div>
      <div
        role="progressbar"
        aria-label={m.batch_progress_label()}
        aria-valuemin={0}
        aria-valuemax={batch.total}
        aria-valuenow={processed}
        aria-valuetext={`${text}. ${parts}`}
        className="bg-line flex h-2.5 overflow-hidden rounded-control"
      >
        {BAR_ORDER.flatMap((state) => outcomes.filter((outcome) => outcome.state === state)).map(
          (outcome) => (
            <span
              key={outcome.state}
              title={`${outcome.word}: ${shownCount(outcome.count)}`}
              style={{ flexGrow: outcome.count, flexBasis: 0, minWidth: 2 }}
              className={`border-surface border-r last:border-r-0 ${COLOURS[outcome.state]}`}
            />
          ),
        )}
      </div>
    </div>
  )
}

type AnnouncementProps = { batch: Batch; text: string; processed: number }

/** For screen readers: the state when it changes, the count at every tenth. */
function Announcement({ batch, text, processed }: AnnouncementProps) {
  const step = batch.total === 0 ? 0 : Math.floor((processed / batch.total) * STEPS)
  const [told, setTold] = useState({ state: batch.state, step, text })
  if (told.state !== batch.state || told.step !== step) setTold({ state: batch.state, step, text })
  return (
    <span role="status" className="sr-only">
      {describeState(batch).word}. {told.text}
    </span>
  )
}
