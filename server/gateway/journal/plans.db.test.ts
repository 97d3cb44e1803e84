import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { isAbandoned } from '#server/gateway/instances/instance-store.ts'
import { fillJournal, PORTAL } from '#server/journal-testing/fill-journal.ts'
import { openJournal } from '#server/journal-testing/open-journal.ts'
import { NOW } from '#server/journal-testing/rows.ts'
import { MOST_JOURNAL_DAYS } from '#src/contract/journal-days.ts'

import { createJournalDays } from './journal-days.ts'
import { createJournalPages, type JournalQuery } from './journal-pages.ts'
import { UNDER_WAY } from './migrations.ts'
import type { JournalDatabase } from './schema.ts'

const ROWS = 100_000

const FILTERS: Record<string, Partial<JournalQuery>> = {
  nothing: {},
  from: { from: NOW - 1000 },
  to: { to: NOW - 86_400_000 },
  operator: { operator: 'id:7' },
  workflowId: { workflowId: 'w77777' },
  document: { document: 'DEAL_500' },
  template: { template: '13' },
  mode: { mode: 'force' },
  state: { state: 'refused' },
  batch: { batch: 'batch-5' },
  entry: { entry: 'op-5' },
  reason: { reason: 'особый случай 4242' },
  q: { q: 'w77777' },
  'a page further on': { before: { requested_at: NOW - 1_000_000, seq: 50_000 } },
}

/** Plans that read the whole table, or sort it. */
const BAD_PLANS = /SCAN terminations(?!_| USING)|USE TEMP B-TREE FOR ORDER BY|Seq Scan on terminations/

/** Filled once: nothing here changes it. */
let database: Awaited<ReturnType<typeof openJournal>>
const closing: (() => unknown)[] = []

beforeAll(async () => {
  database = await openJournal(undefined, (close) => closing.unshift(close))
  await fillJournal(database.db, ROWS)
  if (database.kind === 'postgres') await sql`VACUUM ANALYZE terminations`.execute(database.db)
}, 120_000)

afterAll(async () => {
  for (const close of closing) await close()
})

it('each filter over 100,000 rows is answered by an index', async () => {
  const pages = createJournalPages(database)
  const bad: string[] = []
  for (const [name, filter] of Object.entries(FILTERS)) {
    const plan = await explain(pages.page({ portal: PORTAL, limit: 50, ...filter }).compile(), database)
    if (BAD_PLANS.test(plan)) bad.push(`${name}: ${plan}`)
    const rows = await pages.read({ portal: PORTAL, limit: 50, ...filter })
    if (rows.length === 0) bad.push(`${name} finds nothing, so its plan says nothing`)
  }
  expect(bad).toEqual([])
})

it('days are counted from an index, without a look at the rows', async () => {
  const bounds = Array.from({ length: MOST_JOURNAL_DAYS + 1 }, (_, day) => NOW - (91 - day) * 86_400_000)
  const days = createJournalDays(database)
  const plan = await explain(days.counts(PORTAL, bounds).compile(database.db), database)
  expect(plan).not.toMatch(BAD_PLANS)
  expect(plan).toMatch(/(COVERING INDEX|Index Only Scan using) terminations_by_state/)
  const counted = await days.read(PORTAL, bounds)
  // One row a minute.
  expect(Object.values(counted[60] ?? {}).reduce((sum, count) => sum + count, 0)).toBe(1440)
})

it('what the gateway asks all the time is answered by an index too', async () => {
  const bad: string[] = []
  const statements = [
    sql`SELECT * FROM terminations WHERE portal = ${PORTAL} AND id = 'op-5'`,
    sql`SELECT * FROM terminations WHERE portal = ${PORTAL} AND batch_id = 'batch-5' AND state = 'queued'
        ORDER BY position LIMIT 40`,
    sql`SELECT state, count(*) FROM terminations WHERE portal = ${PORTAL} AND batch_id IN ('batch-5') GROUP BY state`,
    sql`SELECT error_code, count(*) FROM terminations WHERE portal = ${PORTAL}
        AND state IN ('refused', 'already_gone') AND settled_at >= ${NOW - 3_600_000} GROUP BY error_code`,
    sql`SELECT min(next_check_at) FROM terminations WHERE portal IN (${PORTAL}) AND next_check_at IS NOT NULL`,
    sql`SELECT * FROM terminations WHERE portal = ${PORTAL} AND workflow_id = 'w5'
        AND state IN ('queued', 'sending', 'unknown')`,
  ]
  for (const statement of statements) {
    const plan = await explain(statement.compile(database.db), database)
    if (BAD_PLANS.test(plan)) bad.push(plan)
  }
  expect(bad).toEqual([])
})

it('what gateways that fell silent have left is found by an index of its own', async () => {
  const few = await openJournal()
  await fillJournal(few.db, 1000)
  const left = sql`SELECT id FROM terminations WHERE ${UNDER_WAY} AND state = ${'sending'}
    AND ${isAbandoned(few, 'terminations.instance')}`
  const plan = await few.db.transaction().execute(async (db) => {
    // So few rows are read faster without any.
    if (few.kind === 'postgres') await sql`SET LOCAL enable_seqscan = off`.execute(db)
    return explain(left.compile(db), { db, kind: few.kind })
  })
  expect(plan).toContain('terminations_under_way')
})

type Compiled = { sql: string; parameters: readonly unknown[] }

async function explain(
  { sql: text, parameters }: Compiled,
  { db, kind }: { db: Kysely<JournalDatabase>; kind: 'sqlite' | 'postgres' },
): Promise<string> {
  const prefix = kind === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'
  const { rows } = await db.executeQuery<Record<string, unknown>>({
    ...sql.raw(`${prefix} ${text}`).compile(db),
    parameters,
  })
  return rows.map((row) => String(row.detail ?? row['QUERY PLAN'])).join('\n')
}
