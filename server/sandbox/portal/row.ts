/** The engine takes a step's lock for 300 s (vibe-api.md section 2). */
export const LEASE_MS = 300_000

/** A running workflow as the portal holds it. Instants are epoch milliseconds. */
export type Row = {
  readonly id: string
  modifiedAt: number
  startedAt: number
  /** The lock of the step that runs; `null` = idle or waiting. */
  ownedUntil: number | null
  moduleId: string
  entity: string
  documentId: string
  /** Older rows show `DOCUMENT_ID` as `[module, entity, id]`. */
  isDocumentArray: boolean
  startedBy: string
  templateId: string
  /** When the running step ends; `null` with a lock held = it never does, the workflow is stuck. */
  stepEndsAt: number | null
  /** A soft termination that waits for the running step. */
  softEnding: { status: string | null } | null
  /** Whether its running step writes the row back after a soft ending. */
  isWrittenBack: boolean
  /** Whether another workflow waits for this one to leave its document. */
  hasFollower: boolean
}

const ZONE_MS = 3 * 3_600_000

/** An instant as this portal writes it: seconds, Moscow time. */
export function formatInstant(at: number): string {
  return `${new Date(at + ZONE_MS).toISOString().slice(0, 19)}+03:00`
}

/** The row as `GET /v1/workflows` shows it. */
export function encodeRow(row: Row): Record<string, unknown> {
  return {
    ID: row.id,
    MODIFIED: formatInstant(row.modifiedAt),
    OWNED_UNTIL: row.ownedUntil === null ? null : formatInstant(row.ownedUntil),
    MODULE_ID: row.moduleId,
    ENTITY: row.entity,
    DOCUMENT_ID: row.isDocumentArray ? [row.moduleId, row.entity, row.documentId] : row.documentId,
    STARTED: formatInstant(row.startedAt),
    STARTED_BY: row.startedBy,
    TEMPLATE_ID: row.templateId,
  }
}

/** A row with nothing in it but its id: what a running step writes back after a soft ending. */
export function createBlankRow(id: string, at: number): Row {
  return {
    id,
    modifiedAt: at,
    startedAt: at,
    ownedUntil: null,
    moduleId: '',
    entity: '',
    documentId: '',
    isDocumentArray: false,
    startedBy: '0',
    templateId: '0',
    stepEndsAt: null,
    softEnding: null,
    isWrittenBack: false,
    hasFollower: false,
  }
}
