import { sql, type Generated, type Insertable, type Kysely, type Selectable } from 'kysely'

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

export type TerminationRow = Selectable<TerminationTable>
export type NewTermination = Insertable<TerminationTable>
export type JournalDatabase = { terminations: TerminationTable; schema_version: { version: number } }

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
