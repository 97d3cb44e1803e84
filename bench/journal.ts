// `npm run bench -- journal`: 100,000 rows on both databases: pages, filters, search, durable terminations.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'

import { sql } from 'kysely'
import { pino } from 'pino'

import { systemClock } from '#server/clock.ts'
import type { DatabaseConfig } from '#server/config.ts'
import { openDatabase } from '#server/gateway/journal/database.ts'
import { createJournalPages, type JournalQuery } from '#server/gateway/journal/journal-pages.ts'
import { migrate } from '#server/gateway/journal/migrations.ts'
import { fillJournal, PORTAL } from '#server/journal-testing/fill-journal.ts'
import { NOW } from '#server/journal-testing/rows.ts'
import { startPostgresServer } from '#server/journal-testing/postgres-server.ts'
import { createSandbox } from '#server/sandbox/sandbox.ts'

import { LONGEST_BLOCK, TERMINATIONS, toJournalRows, type JournalSamples } from './journal-report.ts'
import { openGateway } from './open-gateway.ts'
import { printTable } from './report.ts'
import { saveSamples } from './save.ts'

const { values } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '20' }, save: { type: 'boolean', default: false } },
})
const RUNS = Math.max(5, Number(values.runs))
const ROWS = 100_000
const TERMINATED = 1000
/** Terminations that operators send at once. */
const AT_ONCE = 20

const QUERIES: Record<string, Partial<JournalQuery>> = {
  'first page': {},
  'page at 50,000': { before: { requested_at: NOW - 50_000 * 60_000, seq: 50_000 } },
  'by day': { from: NOW - 86_400_000, to: NOW },
  'by operator': { operator: 'id:7' },
  'by workflow': { workflowId: 'w77777' },
  'by document': { document: 'DEAL_500' },
  'by template': { template: '13' },
  'by way': { mode: 'force' },
  'by reason': { reason: 'ОСОБЫЙ СЛУЧАЙ 4242' },
  'by outcome': { state: 'refused' },
  'by batch': { batch: 'batch-5' },
  'search, one hit': { q: 'W77777' },
  'search, many hits': { q: 'зависло' },
  'search, two letters': { q: 'ло' },
  'search, no hit': { q: 'nothing like this' },
}

const folder = mkdtempSync(join(tmpdir(), 'flowstop-bench-'))
const postgres = await startPostgresServer()
const all: JournalSamples = {}
try {
  all.sqlite = await measure({ kind: 'sqlite', file: join(folder, 'data', 'journal.db') })
  all.postgres = await measure({ kind: 'postgres', url: `${postgres.url}/postgres` })
} finally {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
printTable(toJournalRows(all))
if (values.save) saveSamples('journal', all)

async function measure(config: DatabaseConfig): Promise<JournalSamples[string]> {
  const database = openDatabase(config)
  await migrate(database.db, database.kind)
  await fillJournal(database.db, ROWS)
  if (database.kind === 'postgres') await sql`ANALYZE`.execute(database.db)
  const pages = createJournalPages(database)
  const samples: JournalSamples[string] = {}
  for (const name of Object.keys(QUERIES)) samples[name] = []
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  for (let run = 0; run < RUNS; run += 1)
    for (const [name, filter] of Object.entries(QUERIES)) {
      const query = { portal: PORTAL, limit: 50, ...filter }
      const startedAt = performance.now()
      await Promise.all([pages.read(query), pages.count(query)])
      samples[name]?.push(performance.now() - startedAt)
    }
  loop.disable()
  samples[LONGEST_BLOCK] = [loop.max / 1e6]
  await database.close()
  samples[TERMINATIONS] = await measureTerminations(config)
  return samples
}

/** The gateway with its pacer open over the sandbox, joined at `fetch`: what the journal lets through. */
async function measureTerminations(config: DatabaseConfig): Promise<number[]> {
  const sandbox = createSandbox({
    clock: systemClock,
    redirectUris: [],
    workflowCount: TERMINATED,
    life: false,
    limits: false,
  })
  const gateway = await openGateway({
    sandbox,
    database: config,
    publicUrl: 'http://localhost:3000',
    pacer: { concurrency: 100, ratePerSecond: 100_000, burst: 100_000 },
    logger: pino({ level: 'silent' }),
  })
  const token = sandbox.issueSession()
  const ids = sandbox.ids()
  const terminate = async (id: string) => {
    const { status } = await gateway.app.request(`http://localhost:3000/v1/workflows/${id}?force=true`, {
      method: 'DELETE',
      headers: { Host: 'localhost:3000', Authorization: `Bearer ${token}` },
    })
    if (status !== 204) throw new Error(`A termination was answered ${status}`)
  }
  const startedAt = performance.now()
  const rest = [...ids]
  const work = async () => {
    for (let id = rest.pop(); id !== undefined; id = rest.pop()) await terminate(id)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const seconds = (performance.now() - startedAt) / 1000
  await gateway.close()
  return [ids.length / seconds]
}
