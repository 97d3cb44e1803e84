import type { TerminationMode } from './journal.ts'

/** The parts of the help page, in its order: each has an address that other screens link to. */
export const HELP_SECTIONS = [
  'force',
  'states',
  'unknown',
  'batches',
  'journal',
  'links',
  'time',
  'keyboard',
  'session',
] as const
export type HelpSection = (typeof HELP_SECTIONS)[number]

/** Addresses of pages: the URLs of ux.md section 1, which links on other portals rely on. */
export const pages = {
  workflows: '/workflows',
  workflow: (workflowId: string) => `/workflows/${encodeURIComponent(workflowId)}`,
  batches: '/batches',
  batch: (batchId: string) => `/batches/${encodeURIComponent(batchId)}`,
  journal: '/journal',
  overview: '/overview',
  settings: '/settings',
  help: (section?: HelpSection) => (section === undefined ? '/help' : `/help#${section}`),
  signIn: '/sign-in',
  terminate: (workflowId: string, fill: { mode?: TerminationMode; reason?: string } = {}) => {
    const query = new URLSearchParams()
    if (fill.mode === 'force') query.set('mode', 'force')
    if (fill.reason) query.set('reason', fill.reason)
    return `/workflows/${encodeURIComponent(workflowId)}/terminate${query.size > 0 ? `?${query}` : ''}`
  },
  journalEntry: (operationId: string) => `/journal?${new URLSearchParams({ entry: operationId })}`,
}

/** Addresses of calls to the gateway. Those under `/v1` are the API's own. */
export const paths = {
  workflows: '/v1/workflows',
  workflow: (workflowId: string) => `/v1/workflows/${encodeURIComponent(workflowId)}`,
  authorize: (returnTo: string) => `/v1/oauth/authorize?${new URLSearchParams({ return_to: returnTo })}`,
  oauthCallback: '/v1/oauth/callback',
  session: '/api/session',
  sessionEnd: '/api/session/end',
  journal: '/api/journal',
  journalEntry: (operationId: string) => `/api/journal/${encodeURIComponent(operationId)}`,
  journalOperators: '/api/journal/operators',
  journalDays: '/api/journal/days',
  batches: '/api/batches',
  batch: (batchId: string) => `/api/batches/${encodeURIComponent(batchId)}`,
  batchMove: (batchId: string, move: 'pause' | 'resume' | 'stop' | 'withdraw') =>
    `/api/batches/${encodeURIComponent(batchId)}/${move}`,
  names: '/api/names',
  /** The mirror: the whole list, then what changed. */
  mirror: '/api/workflows',
}

/** Where to go after sign-in: a path of this origin, or `/` for anything that would lead elsewhere. */
export function safeReturnTo(value: string | null | undefined, origin: string): string {
  if (!value || !value.startsWith('/')) return '/'
  let url: URL
  try {
    url = new URL(value, origin)
  } catch {
    return '/'
  }
  // A path that begins with two slashes would be read as a host by whoever resolves it next.
  const path = url.pathname + url.search + url.hash
  return url.origin === new URL(origin).origin && !path.startsWith('//') && !path.startsWith('/\\')
    ? path
    : '/'
}
