import { sql, type Generated, type Insertable, type Kysely, type Selectable } from 'kysely'

import type { BatchEventKind, BatchState, PauseReason } from '#src/contract/batch.ts'
import type { JournalState, TerminationMode } from '#src/contract/journal.ts'

/** One termination. Instants are epoch milliseconds of the gateway's clock, `modified_at` and `owned_until` the API's. */
export type TerminationTable = {
  /** Order of arrival: the cursor of pages. */
  seq: Generated<number>
  /** The operation id; unique within its portal. */
  id: string
  portal: string
  workflow_id: string
  mode: TerminationMode
  reason: string | null
  state: JournalState
  operator_id: string | null
  operator_name: string | null
  session: string
  module_id: string | null
  entity: string | null
  document_id: string | null
  template_id: string | null
  started_by: string | null
  started_at: number | null
  modified_at: number | null
  owned_until: number | null
  batch_id: string | null
  /** Place in the batch, from 0. */
  position: number | null
  /** Where following counts from, when it is not the settling: the moment a batch came to rest. */
  follow_from: number | null
  requested_at: number
  sent_at: number | null
  settled_at: number | null
  checked_at: number | null
  /** Last change of state. */
  changed_at: number
  /** When to look at the list for it; `null` = no more. */
  next_check_at: number | null
  http_status: number | null
  error_code: string | null
  request_id: string | null
  attempts: number
  /** What a search looks through, folded to lower case by JavaScript: SQLite folds Latin only. */
  search: string
}

/** A frozen list of terminations with one mode and reason. Instants as above. */
export type BatchTable = {
  seq: Generated<number>
  /** Unique within its portal. */
  id: string
  portal: string
  mode: TerminationMode
  reason: string | null
  state: BatchState
  /** Raised whenever who may send for it changes: a claim with an older one sends nothing. */
  fence: number
  operator_id: string | null
  operator_name: string | null
  session: string
  created_at: number
  starts_at: number
  started_at: number | null
  finished_at: number | null
  changed_at: number
  pause_why: PauseReason | null
  pause_code: string | null
  retry_of: string | null
  total: number
}

/** What happened to a batch as a whole. */
export type BatchEventTable = {
  seq: Generated<number>
  portal: string
  batch_id: string
  kind: BatchEventKind
  at: number
  /** All `null` = the gateway by itself. */
  operator_id: string | null
  operator_name: string | null
  session: string | null
  why: PauseReason | null
  code: string | null
}

export type TerminationRow = Selectable<TerminationTable>
export type NewTermination = Insertable<TerminationTable>
export type BatchRow = Selectable<BatchTable>
export type BatchEventRow = Selectable<BatchEventTable>
export type JournalDatabase = {
  terminations: TerminationTable
  batches: BatchTable
  batch_events: BatchEventTable
  schema_version: { version: number }
}

/** Each brings the schema one version further; a version that was released is never edited. */
const MIGRATIONS: readonly ((db: Kysely<JournalDatabase>) => Promise<void>)[] = [
  async (db) => {
    await sql`
      CREATE TABLE terminations (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL, portal TEXT NOT NULL, workflow_id TEXT NOT NULL,
        mode TEXT NOT NULL, reason TEXT, state TEXT NOT NULL,
        operator_id TEXT, operator_name TEXT, session TEXT NOT NULL,
        module_id TEXT, entity TEXT, document_id TEXT, template_id TEXT, started_by TEXT,
        started_at INTEGER, modified_at INTEGER, owned_until INTEGER, batch_id TEXT,
        requested_at INTEGER NOT NULL, sent_at INTEGER, settled_at INTEGER, checked_at INTEGER,
        changed_at INTEGER NOT NULL, next_check_at INTEGER,
        http_status INTEGER, error_code TEXT, request_id TEXT, attempts INTEGER NOT NULL,
        search TEXT NOT NULL
      )`.execute(db)
    const statements = [
      sql`CREATE UNIQUE INDEX terminations_id ON terminations (portal, id)`,
      // One open termination per workflow: the database itself refuses a second.
      sql`CREATE UNIQUE INDEX terminations_open ON terminations (portal, workflow_id)
          WHERE state IN ('queued', 'sending', 'unknown')`,
      sql`CREATE INDEX terminations_page ON terminations (portal, seq)`,
      sql`CREATE INDEX terminations_workflow ON terminations (portal, workflow_id, seq)`,
      sql`CREATE INDEX terminations_changed ON terminations (portal, changed_at)`,
      sql`CREATE INDEX terminations_due ON terminations (next_check_at) WHERE next_check_at IS NOT NULL`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
  async (db) => {
    const statements = [
      sql`ALTER TABLE terminations ADD COLUMN position INTEGER`,
      sql`ALTER TABLE terminations ADD COLUMN follow_from INTEGER`,
      sql`CREATE TABLE batches (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL, portal TEXT NOT NULL, mode TEXT NOT NULL, reason TEXT, state TEXT NOT NULL,
        fence INTEGER NOT NULL, operator_id TEXT, operator_name TEXT, session TEXT NOT NULL,
        created_at INTEGER NOT NULL, starts_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER,
        changed_at INTEGER NOT NULL, pause_why TEXT, pause_code TEXT, retry_of TEXT, total INTEGER NOT NULL
      )`,
      sql`CREATE TABLE batch_events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        portal TEXT NOT NULL, batch_id TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL,
        operator_id TEXT, operator_name TEXT, session TEXT, why TEXT, code TEXT
      )`,
      // Counting equal refusals of the last hour.
      sql`CREATE INDEX terminations_refused ON terminations (portal, settled_at) WHERE state IN ('refused', 'already_gone')`,
      sql`CREATE UNIQUE INDEX batches_id ON batches (portal, id)`,
      sql`CREATE INDEX batches_page ON batches (portal, seq)`,
      sql`CREATE INDEX batches_open ON batches (state) WHERE state IN ('starting', 'active', 'paused')`,
      sql`CREATE INDEX batch_events_batch ON batch_events (portal, batch_id, seq)`,
      sql`CREATE INDEX terminations_batch ON terminations (portal, batch_id, state, position) WHERE batch_id IS NOT NULL`,
      sql`CREATE INDEX terminations_batch_changed ON terminations (portal, batch_id, changed_at) WHERE batch_id IS NOT NULL`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
]

/** Brings the database to the newest schema. Throws when it was written by a newer version. */
export async function migrate(db: Kysely<JournalDatabase>): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)`.execute(db)
  const row = await db.selectFrom('schema_version').select('version').executeTakeFirst()
  const version = row?.version ?? 0
  if (version > MIGRATIONS.length)
    throw new Error(
      `The journal has schema ${version}, this version knows ${MIGRATIONS.length}: use a newer Flowstop.`,
    )
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue
    await db.transaction().execute(async (transaction) => {
      await step(transaction)
      await transaction.deleteFrom('schema_version').execute()
      await transaction
        .insertInto('schema_version')
        .values({ version: index + 1 })
        .execute()
    })
  }
}
