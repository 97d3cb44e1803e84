import type { ReactNode } from 'react'

import { formatCount } from '#src/lib/count.ts'
import { formatRelative } from '#src/lib/relative.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { useShortcutHint, useShortcuts } from '#src/terms/shortcuts.ts'
import { Button } from '#src/ui/button.tsx'
import { useNow } from '#src/ui/time.tsx'

type JournalStatusProps = {
  loaded: number
  total: number
  /** The rows are those of the filters before: their number would be a lie. */
  isPassing: boolean
  isRefreshing: boolean
  updatedAt: number
  onRefresh: () => void
  children: ReactNode
}

/** One line over the table: how many entries match, how many are here, and how old that is. */
export function JournalStatus(props: JournalStatusProps) {
  const { loaded, total, isPassing, updatedAt } = props
  const locale = getLocale()
  const now = useNow()
  const { isRefreshing, onRefresh } = props
  useShortcuts({ refresh: () => isRefreshing || onRefresh() })
  const count = (number: number) => formatCount(number, locale)
  return (
    <div className="text-meta text-muted flex min-h-8 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 px-4 md:px-6">
      <span role="status">
        {isPassing
          ? m.loading()
          : loaded < total
            ? m.journal_loaded({ loaded: count(loaded), total: count(total) })
            : m.journal_all_loaded({ count: total, shown: count(total) })}
      </span>
      <span className="ml-auto flex flex-wrap items-center gap-x-4">
        {props.children}
        <span className="flex items-center gap-x-3">
          {m.updated({ ago: formatRelative(Math.min(updatedAt, now), now, locale) })}
          <Button
            look="link"
            aria-keyshortcuts={useShortcutHint('refresh')}
            disabled={isRefreshing}
            onClick={onRefresh}
          >
            {m.refresh()}
          </Button>
        </span>
      </span>
    </div>
  )
}
