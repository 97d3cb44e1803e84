import type { BatchEvent } from '#src/contract/batch.ts'
import { m } from '#src/messages/messages.js'
import { TimeAgo } from '#src/ui/time.tsx'

import { describeEvent } from './batch-page-words.ts'

/** Who began, paused, resumed and stopped the batch, and when. */
export function BatchHistory({ events, now }: { events: readonly BatchEvent[]; now: number }) {
  return (
    <section aria-label={m.batch_history()}>
      <h2 className="font-semibold">{m.batch_history()}</h2>
      <ol className="text-meta max-h-40 overflow-y-auto" tabIndex={-1}>
        {events.map((event) => {
          const { what, who } = describeEvent(event)
          return (
            <li key={`${event.kind} ${event.at}`} className="flex gap-x-2 py-0.5">
              <TimeAgo
                instant={event.at}
                now={Math.max(now, event.at)}
                className="text-muted w-24 shrink-0 truncate"
              />
              <span className="min-w-0">
                {what}
                <span className="text-muted">{who === null ? ` ${m.batch_by_itself()}` : ` · ${who}`}</span>
              </span>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
