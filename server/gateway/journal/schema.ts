import type { Generated, Insertable, Selectable } from 'kysely'

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
  /** The gateway that holds it while it is under way, and had it last afterwards; `null` in rows of older versions. */
  instance: string | null
  /** Who did it, as a filter names it (`operatorKeyOf`). */
  operator_key: string
  /** What a search looks through, folded to lower case by JavaScript: databases fold by their locale, or Latin only. */
  search: string
  /** The reason, folded in the same way. */
  reason_search: string
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
  /** The gateway that works for it; `null` = it rests or is over. */
  instance: string | null
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

/** A gateway at work on this database. Instants are epoch milliseconds of the database's clock. */
export type InstanceTable = {
  id: string
  started_at: number
  beat_at: number
  /** Tells whether two gateways have the same secret and ask the same API, without giving either away. */
  secret_mark: string
  api_mark: string
  /** Its share of the pace. */
  concurrency: number
  rate: number
}

export type TerminationRow = Selectable<TerminationTable>
/** What is worked out from the rest of a row when it is written (`derive`). */
export type Derived = 'operator_key' | 'search' | 'reason_search'
export type NewTermination = Omit<Insertable<TerminationTable>, Derived>
export type BatchRow = Selectable<BatchTable>
export type BatchEventRow = Selectable<BatchEventTable>
export type JournalDatabase = {
  terminations: TerminationTable
  batches: BatchTable
  batch_events: BatchEventTable
  instances: InstanceTable
  schema_version: { version: number }
}
