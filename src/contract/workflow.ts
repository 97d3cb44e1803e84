import { readCount, readInstant, readObject, readOffset, readText } from './read.ts'

/**
 * The lease of the step that is being executed now (`OWNED_UNTIL`).
 * `free` = idle or waiting, `held` = leased until that instant, `unknown` = the API sent something unreadable.
 */
export type Lock = { kind: 'free' } | { kind: 'held'; until: number } | { kind: 'unknown' }

/** A running workflow instance. Instants are epoch milliseconds; `null` is unknown or blank. */
export type Workflow = {
  id: string
  modifiedAt: number | null
  startedAt: number | null
  lock: Lock
  moduleId: string | null
  entity: string | null
  documentId: string | null
  /** User id; `"0"` = started by the system. */
  startedBy: string | null
  /** `"0"` on a row that its running step wrote back after a soft ending. */
  templateId: string | null
}

export type WorkflowPage = {
  workflows: Workflow[]
  /** Rows as the API counted them, those without a readable ID included: offsets count these. */
  rowCount: number
  /** Running workflows that match the API's filters, over all pages; `null` = the API did not say. */
  total: number | null
  /** The API's clock when it answered; `null` when it did not say. */
  now: number | null
  /** Minutes east of UTC of the newest time on it, which is the portal's clock; `null` without one. */
  zoneOffset: number | null
}

/** Rows a page of `GET /v1/workflows` holds: offsets are multiples of it. */
export const PAGE_SIZE = 50

/** What an instance id may look like (vibe-api.md section 2). Ids that are only dots would climb the path. */
export function isWorkflowId(value: string): boolean {
  return /^[A-Za-z0-9._-]{1,64}$/.test(value) && !/^\.+$/.test(value)
}

/** Decodes one row of `GET /v1/workflows`; `null` when it has no usable ID, without which nothing can be done with it. */
export function decodeWorkflow(value: unknown): Workflow | null {
  const row = readObject(value)
  const id = typeof row.ID === 'string' ? row.ID : null
  if (id === null || !isWorkflowId(id)) return null
  return {
    id,
    modifiedAt: readInstant(row.MODIFIED),
    startedAt: readInstant(row.STARTED),
    lock: decodeLock(row.OWNED_UNTIL),
    startedBy: readText(row.STARTED_BY),
    templateId: readText(row.TEMPLATE_ID),
    ...decodeDocumentFields(row),
  }
}

/** Decodes the answer of `GET /v1/workflows`. Throws `TypeError` when it is no list at all. */
export function decodeWorkflowPage(value: unknown): WorkflowPage {
  const body = readObject(value)
  if (!Array.isArray(body.data)) throw new TypeError('The list of workflows has no data array')
  const meta = readObject(body.meta)
  return {
    workflows: body.data.flatMap((row) => decodeWorkflow(row) ?? []),
    rowCount: body.data.length,
    total: readCount(meta.total),
    now: readInstant(meta.now),
    zoneOffset: findZoneOffset(body.data),
  }
}

/** The portal writes every time by its own clock, which may stand elsewhere in summer: the newest time tells today's. */
function findZoneOffset(rows: readonly unknown[]): number | null {
  let newest = -Infinity
  let offset: number | null = null
  for (const row of rows) {
    const { MODIFIED } = readObject(row)
    const instant = readInstant(MODIFIED)
    if (instant === null || instant < newest) continue
    newest = instant
    offset = readOffset(MODIFIED)
  }
  return offset
}

/** The offset of the page after this one; `null` at the end of the list. */
export function nextOffset(page: WorkflowPage, offset: number): number | null {
  if (page.rowCount === 0) return null
  const end = offset + page.rowCount
  if (page.total === null) return page.rowCount < PAGE_SIZE ? null : end
  return end >= page.total ? null : end
}

function decodeLock(value: unknown): Lock {
  if (value === null || value === undefined || value === '') return { kind: 'free' }
  const until = readInstant(value)
  return until === null ? { kind: 'unknown' } : { kind: 'held', until }
}

/** An older document shows `DOCUMENT_ID` as `[module, entity, id]`; current ones as the id alone. */
function decodeDocumentFields(row: Record<string, unknown>) {
  const parts: unknown[] = Array.isArray(row.DOCUMENT_ID) ? row.DOCUMENT_ID : [null, null, row.DOCUMENT_ID]
  return {
    moduleId: readText(row.MODULE_ID) ?? readText(parts.at(-3)),
    entity: readText(row.ENTITY) ?? readText(parts.at(-2)),
    documentId: readText(parts.at(-1)),
  }
}

export type WorkflowState = 'stuck' | 'step_running' | 'waiting' | 'unknown'

/** The portal's own rule: stuck is a lock that ended more than five minutes ago (vibe-api.md section 2). */
export const STUCK_AFTER_MS = 5 * 60_000

/** What the row does at `now`, an instant of the API's clock. */
export function stateOf(workflow: Workflow, now: number): WorkflowState {
  switch (workflow.lock.kind) {
    case 'free':
      return 'waiting'
    case 'held':
      return now - workflow.lock.until > STUCK_AFTER_MS ? 'stuck' : 'step_running'
    case 'unknown':
      return 'unknown'
  }
}
