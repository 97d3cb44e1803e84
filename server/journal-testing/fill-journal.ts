import type { Kysely } from 'kysely'

import { instant } from '#server/gateway/journal/database.ts'
import { createStore } from '#server/gateway/journal/store.ts'
import type { JournalDatabase, NewTermination } from '#server/gateway/journal/schema.ts'
import { JOURNAL_STATES } from '#src/contract/journal.ts'

import { makeRow, NOW } from './rows.ts'

export const PORTAL = 'one.example'
const PIECE = 5000

/** Writes a journal of some years: `count` rows, one a minute up to `NOW`, every value of each column among them. */
export async function fillJournal(db: Kysely<JournalDatabase>, count: number): Promise<void> {
  const store = createStore({ db, reader: db, now: () => instant(NOW) })
  for (let first = 0; first < count; first += PIECE) {
    const rows = Array.from({ length: Math.min(PIECE, count - first) }, (_, index) =>
      makeOld(first + index, count),
    )
    await db.transaction().execute((transaction) => store.insertMany(rows, transaction))
  }
}

function makeOld(index: number, count: number): NewTermination {
  const at = NOW - (count - 1 - index) * 60_000
  const state = JOURNAL_STATES[index % JOURNAL_STATES.length] ?? 'gone'
  return makeRow({
    portal: PORTAL,
    state,
    id: `op-${index}`,
    workflow_id: `w${index}`,
    mode: index % 9 === 0 ? 'force' : 'soft',
    reason: `${index % 3 === 0 ? 'Зависло' : 'Stuck since'} особый случай ${index}`,
    operator_id: String(index % 40),
    operator_name: `Оператор ${index % 40}`,
    template_id: String(index % 300),
    document_id: `DEAL_${index % 20_000}`,
    batch_id: index % 5 === 0 ? `batch-${index % 50}` : null,
    position: index,
    requested_at: at,
    changed_at: at,
    settled_at: at,
    http_status: state === 'refused' ? 422 : 204,
    error_code: state === 'refused' ? 'BITRIX_ERROR' : null,
  })
}
