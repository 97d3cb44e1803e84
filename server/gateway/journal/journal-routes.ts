import { Hono } from 'hono'

import type { Clock } from '#server/clock.ts'
import { Refused } from '#server/gateway/answers.ts'
import type { Rights } from '#server/gateway/rights.ts'
import { encodeJournalEntry, JOURNAL_STATES } from '#src/contract/journal.ts'
import { readOneOf } from '#src/contract/read.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'

import { toEntry } from './entry.ts'
import { OVERLAP_MS, readSince } from './since.ts'
import type { TerminationRow } from './schema.ts'
import type { JournalQuery, Store } from './store.ts'

const PAGE_ROWS = 50
const RECENT_MS = 15 * 60_000
const LONGEST_SEARCH = 200
const PARAMETERS = ['workflowId', 'entry', 'state', 'q', 'before', 'recent', 'since']

type JournalRouteDeps = { store: Store; rights: Pick<Rights, 'requireReader'>; clock: Clock }

/** `GET /api/journal` and `GET /api/journal/:id`: this portal's rows, for who may read its list. */
export function createJournalRoutes({ store, rights, clock }: JournalRouteDeps): Hono {
  const app = new Hono()

  app.get('/api/journal', async (c) => {
    const { portal } = await rights.requireReader(c)
    const query = c.req.query()
    const meta = { now: new Date(clock.now()).toISOString() }
    if (query.recent === 'true') {
      const now = clock.now()
      const since = readSince(query.since, now)
      const rows = await store.recent(portal, since ?? now - RECENT_MS, since === null)
      const next = String(now - OVERLAP_MS)
      return c.json({ success: true, data: rows.map(encode), meta: { ...meta, total: rows.length, next } })
    }
    const { rows, total } = await store.page(readQuery(portal, query))
    const next = rows.length === PAGE_ROWS ? String(rows.at(-1)?.seq) : null
    return c.json({ success: true, data: rows.map(encode), meta: { ...meta, total, next } })
  })

  app.get('/api/journal/:id', async (c) => {
    const { portal } = await rights.requireReader(c)
    const row = await store.find(portal, c.req.param('id'))
    if (!row)
      throw new Refused(404, { code: 'NOT_FOUND', message: 'The journal of this portal has no such entry' })
    return c.json({ success: true, data: encode(row) })
  })

  return app
}

/** Throws `Refused` 400 for what cannot be a filter. */
function readQuery(portal: string, query: Record<string, string>): JournalQuery {
  const { workflowId, entry, state, q, before } = query
  const stranger = Object.keys(query).find((name) => !PARAMETERS.includes(name))
  if (stranger !== undefined) throw invalid(`There is no parameter ${stranger}: use ${PARAMETERS.join(', ')}`)
  if (workflowId !== undefined && !isWorkflowId(workflowId)) throw invalid('workflowId is no workflow ID')
  if (state !== undefined && readOneOf(JOURNAL_STATES, state) === null)
    throw invalid(`state is one of ${JOURNAL_STATES.join(', ')}`)
  if (before !== undefined && !/^\d{1,15}$/.test(before))
    throw invalid('before is the cursor of an earlier answer')
  if (q !== undefined && q.length > LONGEST_SEARCH)
    throw invalid(`q holds at most ${LONGEST_SEARCH} characters`)
  return {
    portal,
    workflowId,
    entry,
    state: readOneOf(JOURNAL_STATES, state) ?? undefined,
    q: q === undefined || q.trim() === '' ? undefined : q.trim(),
    before: before === undefined ? undefined : Number(before),
    limit: PAGE_ROWS,
  }
}

function invalid(message: string): Refused {
  return new Refused(400, { code: 'VALIDATION_ERROR', message })
}

const encode = (row: TerminationRow) => encodeJournalEntry(toEntry(row))
