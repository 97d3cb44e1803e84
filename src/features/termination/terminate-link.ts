import type { TerminationMode } from '#src/contract/journal.ts'

/** What a link to the dialog fills in (ux.md section 1). It never fires it. */
export type TerminateLink = {
  mode: TerminationMode
  reason: string
  hints: { templateId: string | null; startedBy: string | null } | null
}

/** Reads `?mode=force&reason=…&template=…&startedBy=…`. Never throws; what makes no sense is left out. */
export function readTerminateLink(query: URLSearchParams): TerminateLink {
  const templateId = readId(query.get('template'))
  const startedBy = readId(query.get('startedBy'))
  return {
    mode: query.get('mode') === 'force' ? 'force' : 'soft',
    reason: query.get('reason') ?? '',
    hints: templateId === null && startedBy === null ? null : { templateId, startedBy },
  }
}

function readId(text: string | null): string | null {
  return text !== null && /^\d{1,18}$/.test(text) ? text : null
}
