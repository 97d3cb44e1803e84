import type { JournalEntry } from '#src/contract/journal.ts'
import { m } from '#src/messages/messages.js'
import { describeOutcome } from '#src/terms/describe-termination.ts'
import { describeDocumentText } from '#src/terms/describe-workflow.ts'
import { Button } from '#src/ui/button.tsx'
import { StateMark } from '#src/ui/state-mark.tsx'

import { describeCoded, counted, shownCount } from './batch-page-words.ts'

/** So many are named at once; the rest is one press away. */
const MOST_NAMED = 5

type FailedItemsProps = {
  failed: readonly JournalEntry[]
  onSeeAll: () => void
  /** `null` = not while the batch is still to send something. */
  onRetry: (() => void) | null
}

/** What failed, by name and with what was answered: a number alone helps nobody. */
export function FailedItems({ failed, onSeeAll, onRetry }: FailedItemsProps) {
  const more = failed.length - MOST_NAMED
  return (
    <section
      aria-label={m.batch_failed_items(counted(failed.length))}
      className="border-danger bg-danger-tint rounded-control flex flex-col gap-2 border-l-3 px-3 py-2"
    >
      <h2 className="font-semibold">{m.batch_failed_items(counted(failed.length))}</h2>
      <ul className="flex flex-col gap-0.5">
        {failed.slice(0, MOST_NAMED).map((item) => (
          <FailedItem key={item.id} item={item} />
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {onRetry && <Button onClick={onRetry}>{m.batch_retry(counted(failed.length))}</Button>}
        {more > 0 && <span className="text-muted">{m.batch_and_more({ shown: shownCount(more) })}</span>}
        <Button look="link" onClick={onSeeAll}>
          {m.batch_see_failed()}
        </Button>
      </div>
    </section>
  )
}

/** A workflow that failed: what it is about, its id, and why. */
export function FailedItem({ item }: { item: JournalEntry }) {
  const { kind, number } = describeDocumentText(item)
  return (
    <li className="flex flex-wrap items-baseline gap-x-3">
      <span className="font-semibold">{number === null ? kind : `${kind} ${number}`}</span>
      <span className="text-meta text-muted font-mono break-all">{item.workflowId}</span>
      <StateMark {...describeOutcome(item)} />
      {item.errorCode !== null && <span className="text-muted">{describeCoded(item.errorCode)}</span>}
    </li>
  )
}
