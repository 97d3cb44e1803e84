import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

import { isSignIn } from '#src/api/describe-error.ts'
import { readAllNames } from '#src/api/names.ts'
import { formatCsvName } from '#src/lib/csv.ts'
import { downloadCsv } from '#src/lib/download-csv.ts'
import { useSession } from '#src/session/session-context.ts'
import { useTimeDisplay } from '#src/ui/time-display.ts'

import { formatJournalCsv, readAllEntries, type ReadProgress } from './export-journal.ts'
import { toJournalQuery, type JournalFilters } from './filters.ts'

export type ExportState =
  | { kind: 'idle' }
  | ({ kind: 'reading' } & ReadProgress)
  | { kind: 'saved'; count: number }
  | { kind: 'failed'; error: unknown }

/** Reads everything the filters show, then saves it as one file; a failure or a stop on the way saves nothing. */
export function useExport(filters: JournalFilters, total: number, describe: () => string) {
  const client = useQueryClient()
  const { http, session } = useSession()
  const { zone } = useTimeDisplay()
  const [state, setState] = useState<ExportState>({ kind: 'idle' })
  const running = useRef<AbortController>(null)
  useEffect(() => () => running.current?.abort(), [])

  const start = async () => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    const { signal } = controller
    const tell = (next: ExportState) => signal.aborted || setState(next)
    tell({ kind: 'reading', read: 0, total })
    const scope = { filters: describe(), portal: session.portal, operator: session.operator?.name ?? '' }
    try {
      const entries = await readAllEntries(http, toJournalQuery(filters, zone), signal, (progress) =>
        tell({ kind: 'reading', ...progress }),
      )
      const names = await readAllNames(client, http, entries)
      if (signal.aborted) return
      const now = Date.now()
      downloadCsv(
        formatCsvName('journal', now, zone),
        formatJournalCsv(entries, names, { ...scope, now, zone }),
      )
      tell({ kind: 'saved', count: entries.length })
    } catch (error) {
      tell(isSignIn(error) ? { kind: 'idle' } : { kind: 'failed', error })
    }
  }

  const stop = () => {
    running.current?.abort()
    setState({ kind: 'idle' })
  }
  return { state, start: () => void start(), stop }
}
