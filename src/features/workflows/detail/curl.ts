import { paths } from '#src/contract/addresses.ts'
import type { TerminationMode } from '#src/contract/journal.ts'
import type { SessionMode } from '#src/contract/session.ts'

/** The documented call as a shell takes it. Key and session are placeholders: neither ever stands in the page's text. */
export function formatCurl(
  workflowId: string,
  mode: TerminationMode,
  { apiUrl, key }: { apiUrl: string; key: SessionMode },
): string {
  const url = `${apiUrl}${paths.workflow(workflowId)}${mode === 'force' ? '?force=true' : ''}`
  const headers =
    key === 'personal'
      ? ['X-Api-Key: YOUR_API_KEY']
      : ['X-Api-Key: YOUR_APP_KEY', 'Authorization: Bearer USER_SESSION_TOKEN']
  return [`curl -X DELETE ${quote(url)}`, ...headers.map((header) => `-H ${quote(header)}`)].join(' \\\n  ')
}

/** POSIX shell: within single quotes only a single quote means something. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
