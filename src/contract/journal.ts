import { readCount, readInstant, readObject, readOneOf, readText } from './read.ts'
import { isWorkflowId } from './workflow.ts'

export const TERMINATION_MODES = ['soft', 'force'] as const
export type TerminationMode = (typeof TERMINATION_MODES)[number]

/** design.md section 5. The allowed moves between them are one table in `server/gateway/journal`. */
export const JOURNAL_STATES = [
  'queued',
  'sending',
  'accepted',
  'gone',
  'still_running',
  'unknown',
  'no_longer_running',
  'already_gone',
  'refused',
  'withdrawn',
  'skipped',
] as const
export type JournalState = (typeof JOURNAL_STATES)[number]

/** One termination on the record. Instants are epoch milliseconds of the gateway's clock. */
export type JournalEntry = {
  /** The operation id: the page's `Idempotency-Key`. */
  id: string
  workflowId: string
  mode: TerminationMode
  reason: string | null
  state: JournalState
  operator: { id: string | null; name: string | null; session: string }
  moduleId: string | null
  entity: string | null
  documentId: string | null
  templateId: string | null
  startedBy: string | null
  startedAt: number | null
  requestedAt: number
  sentAt: number | null
  settledAt: number | null
  /** When the list was last looked at for this workflow; `null` = never. */
  checkedAt: number | null
  httpStatus: number | null
  errorCode: string | null
  requestId: string | null
  attempts: number
  /** The batch it belongs to; `null` = terminated by itself. */
  batchId: string | null
}

/**
 * What the journal can be asked for, all together; the names are those of the query of `GET /api/journal`.
 * `from` and `to` are ISO 8601 instants (`to` exclusive), `operator` a `key` of `GET /api/journal/operators`, `reason`
 * and `q` are found anywhere in any script and case, the rest is compared as a whole.
 */
export const JOURNAL_FILTERS = [
  'from',
  'to',
  'operator',
  'workflowId',
  'document',
  'template',
  'mode',
  'reason',
  'state',
  'batch',
  'entry',
  'q',
] as const
export type JournalFilter = (typeof JOURNAL_FILTERS)[number]

/** Rows a page of the journal may be asked for (`limit`); 50 if not given. */
export const MOST_JOURNAL_ROWS = 500

/** Somebody who stands in the journal. `key` is the value of the filter `operator`. */
export type JournalOperator = { key: string; id: string | null; name: string | null; session: string }

export type JournalPage = {
  entries: JournalEntry[]
  total: number
  /** Cursor of the next page (`before`); `null` at the end. */
  next: string | null
  now: number | null
}

/** Decodes one row of `GET /api/journal`. Throws `TypeError` when id, workflow or state is missing. */
export function decodeJournalEntry(value: unknown): JournalEntry {
  const row = readObject(value)
  const id = readText(row.id)
  const workflowId = readText(row.workflowId)
  const state = readOneOf(JOURNAL_STATES, row.state)
  const mode = readOneOf(TERMINATION_MODES, row.mode)
  const requestedAt = readInstant(row.requestedAt)
  if (!id || !workflowId || !isWorkflowId(workflowId) || !state || !mode || requestedAt === null)
    throw new TypeError('A journal entry lacks its id, workflow, mode, state or time')
  const operator = readObject(row.operator)
  return {
    id,
    workflowId,
    mode,
    state,
    requestedAt,
    reason: typeof row.reason === 'string' && row.reason !== '' ? row.reason : null,
    operator: {
      id: readText(operator.id),
      name: readText(operator.name),
      session: readText(operator.session) ?? '',
    },
    moduleId: readText(row.moduleId),
    entity: readText(row.entity),
    documentId: readText(row.documentId),
    templateId: readText(row.templateId),
    startedBy: readText(row.startedBy),
    startedAt: readInstant(row.startedAt),
    sentAt: readInstant(row.sentAt),
    settledAt: readInstant(row.settledAt),
    checkedAt: readInstant(row.checkedAt),
    httpStatus: readCount(row.httpStatus),
    errorCode: readText(row.errorCode),
    requestId: readText(row.requestId),
    attempts: readCount(row.attempts) ?? 0,
    batchId: readText(row.batchId),
  }
}

/** Decodes the answer of `GET /api/journal`. */
export function decodeJournalPage(value: unknown): JournalPage {
  const body = readObject(value)
  if (!Array.isArray(body.data)) throw new TypeError('The journal has no data array')
  const meta = readObject(body.meta)
  const entries = body.data.map(decodeJournalEntry)
  return {
    entries,
    total: readCount(meta.total) ?? entries.length,
    next: readText(meta.next),
    now: readInstant(meta.now),
  }
}

/** Decodes the answer of `GET /api/journal/operators`. */
export function decodeJournalOperators(value: unknown): JournalOperator[] {
  const { data } = readObject(value)
  if (!Array.isArray(data)) throw new TypeError('The operators of the journal are no array')
  return data.flatMap((item) => {
    const row = readObject(item)
    const key = readText(row.key)
    if (key === null) return []
    return { key, id: readText(row.id), name: readText(row.name), session: readText(row.session) ?? '' }
  })
}

/** Decodes the answer of `GET /api/journal/:id`. */
export function decodeJournalAnswer(value: unknown): JournalEntry {
  return decodeJournalEntry(readObject(value).data)
}

/** The wire form of an entry: the same names, instants as ISO 8601 in UTC. */
export function encodeJournalEntry(entry: JournalEntry): Record<string, unknown> {
  const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString())
  return {
    ...entry,
    startedAt: iso(entry.startedAt),
    requestedAt: iso(entry.requestedAt),
    sentAt: iso(entry.sentAt),
    settledAt: iso(entry.settledAt),
    checkedAt: iso(entry.checkedAt),
  }
}
