import { describeError } from '#src/api/describe-error.ts'
import { formatCount } from '#src/lib/count.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'
import { Button } from '#src/ui/button.tsx'

import type { JournalFilters } from './filters.ts'
import { useExport } from './use-export.ts'

type ExportControlProps = {
  filters: JournalFilters
  total: number
  /** The filters in words, as they stand in the file. */
  describe: () => string
}

/** Saves what the filters show as CSV; says how far it is, and when nothing was saved. */
export function ExportControl({ filters, total, describe }: ExportControlProps) {
  const { state, start, stop } = useExport(filters, total, describe)
  const locale = getLocale()
  const count = (number: number) => formatCount(number, locale)

  return (
    <span className="flex flex-wrap items-center gap-x-3">
      {/* Polite and always there, so that a screen reader hears what is put into it. */}
      <span role="status">
        {state.kind === 'reading' &&
          m.journal_export_reading({ read: count(state.read), total: count(state.total) })}
        {state.kind === 'saved' && m.journal_export_saved({ count: state.count, shown: count(state.count) })}
      </span>
      {state.kind === 'failed' && (
        <span role="alert" className="text-danger" title={describeError(state.error).details}>
          {m.journal_export_failed({ why: describeError(state.error).title })}
        </span>
      )}
      {state.kind === 'reading' ? (
        <Button look="link" onClick={stop}>
          {m.journal_export_stop()}
        </Button>
      ) : (
        <Button look="link" onClick={start}>
          {m.journal_export()}
        </Button>
      )}
    </span>
  )
}
