import { useQueryClient } from '@tanstack/react-query'

import { readAllNames } from '#src/api/names.ts'
import type { WorkflowFilters } from '#src/features/workflows/filters/filters.ts'
import { formatCsvName } from '#src/lib/csv.ts'
import { downloadCsv } from '#src/lib/download-csv.ts'
import { m } from '#src/messages/messages.js'
import { useSession } from '#src/session/session-context.ts'
import { useTimeDisplay } from '#src/ui/time-display.ts'

import { formatListCsv, type ListScope } from './export-list.ts'

/** Saves the rows that are shown as CSV; resolves to their number. */
export function useListExport() {
  const client = useQueryClient()
  const { http, session } = useSession()
  const { zone } = useTimeDisplay()
  return async (scope: ListScope, filters: WorkflowFilters, portal: string): Promise<number> => {
    const names = await readAllNames(client, http, scope.rows)
    const now = Date.now()
    const operator =
      session.operator.name ?? (session.operator.id ? `#${session.operator.id}` : m.unknown_user())
    downloadCsv(
      formatCsvName('workflows', now, zone),
      formatListCsv({ ...scope, filters, names, portal, operator, now, zone }),
    )
    return scope.rows.length
  }
}
