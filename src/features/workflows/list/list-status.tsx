import type { ReactNode } from 'react'

import { formatCount } from '#src/lib/count.ts'
import { formatRelative } from '#src/lib/relative.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useShortcutHint, useShortcuts } from '#src/terms/shortcuts.ts'
import { Button } from '#src/ui/button.tsx'
import { useNow } from '#src/ui/time.tsx'

import type { WorkflowList } from './use-workflow-list.ts'

type ListStatusProps = {
  list: WorkflowList
  /** Rows that match, and all that are loaded and have not ended. */
  shown: number
  loaded: number
  isLoadingAll: boolean
  /** Whether what is shown depends on rows that are not loaded. */
  isPartial: boolean
  /** The API's clock. */
  apiNow: number
  onLoadAll: (on: boolean) => void
  children: ReactNode
}

/** One line over the table: how much of the truth is shown, how old it is, and how to get more. */
export function ListStatus(props: ListStatusProps) {
  const { list, shown, loaded, isLoadingAll, isPartial, apiNow, onLoadAll } = props
  const { total, isComplete, mirror } = list
  const locale = getLocale()
  const counts = {
    shown: formatCount(shown, locale),
    loaded: formatCount(loaded, locale),
    total: total === null ? m.unknown() : formatCount(total, locale),
  }
  const now = useNow()
  const refresh = () => void list.refresh()
  useShortcuts({ refresh: () => list.isRefreshing || refresh() })

  return (
    <div className="text-meta text-muted flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 px-4 md:px-6">
      <span role="status">
        {isComplete
          ? shown === loaded
            ? m.status_all(counts)
            : m.status_filtered(counts)
          : isPartial
            ? m.status_partial(counts)
            : m.status_loaded(counts)}
      </span>
      {mirror !== null && mirror.endedCount > 0 && (
        <span>{m.status_ended({ count: formatCount(mirror.endedCount, locale) })}</span>
      )}
      {mirror !== null && mirror.locksReadAt !== null && (
        <span>
          {m.status_locks({ ago: formatRelative(Math.min(mirror.locksReadAt, apiNow), apiNow, locale) })}
        </span>
      )}
      {/* The mirror reads on by itself. */}
      {!isComplete && mirror !== null && <span>{m.status_reading()}</span>}
      {!isComplete &&
        mirror === null &&
        (isLoadingAll ? (
          <Button look="link" onClick={() => onLoadAll(false)}>
            {m.stop_loading()}
          </Button>
        ) : (
          <Button look="link" onClick={() => onLoadAll(true)}>
            {m.load_all()}
          </Button>
        ))}
      {list.arrivalCount > 0 && (
        <Button look="link" onClick={list.showArrivals}>
          {m.show_new({ count: formatCount(list.arrivalCount, locale) })}
        </Button>
      )}
      {props.children}
      <span className="ml-auto flex items-center gap-x-3">
        {m.updated({ ago: formatRelative(Math.min(list.updatedAt, now), now, locale) })}
        <Button
          look="link"
          aria-keyshortcuts={useShortcutHint('refresh')}
          disabled={list.isRefreshing}
          onClick={refresh}
        >
          {m.refresh()}
        </Button>
      </span>
    </div>
  )
}
