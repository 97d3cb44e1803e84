import { Hono } from 'hono'

import type { Clock } from '#server/clock.ts'
import { Refused } from '#server/gateway/answers.ts'
import type { Rights } from '#server/gateway/rights.ts'
import {
  encodeJournalEntry,
  JOURNAL_FILTERS,
  JOURNAL_STATES,
  MOST_JOURNAL_ROWS,
  TERMINATION_MODES,
} from '#src/contract/journal.ts'
import { decodeDayBounds, MOST_JOURNAL_DAYS } from '#src/contract/journal-days.ts'
import { isOperationId } from '#src/contract/operation-id.ts'
import { readInstant, readOneOf } from '#src/contract/read.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'

import { toEntry } from './entry.ts'
import type { JournalDays } from './journal-days.ts'
import type { JournalPages, JournalQuery } from './journal-pages.ts'
import { OVERLAP_MS, readSince } from './since.ts'
import type { TerminationRow } from './schema.ts'
import type { Store } from './store.ts'

const PAGE_ROWS = 50
const RECENT_MS = 15 * 60_000
const LONGEST_TEXT = 200
const PARAMETERS: readonly string[] = [...JOURNAL_FILTERS, 'before', 'limit', 'recent', 'since']

type JournalRouteDeps = {
  store: Store
  pages: JournalPages
  days: JournalDays
  rights: Pick<Rights, 'requireReader'>
  clock: Clock
}

/** `GET /api/journal` and what is below it: this portal's rows, for who may read its list. */
export function createJournalRoutes({ store, pages, days, rights, clock }: JournalRouteDeps): Hono {
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
    const wanted = readQuery(portal, query)
    const [rows, total] = await Promise.all([pages.read(wanted), pages.count(wanted)])
    const last = rows.length === wanted.limit ? rows.at(-1) : undefined
    const next = last ? `${last.requested_at}.${last.seq}` : null
    return c.json({ success: true, data: rows.map(encode), meta: { ...meta, total, next } })
  })

  app.get('/api/journal/operators', async (c) => {
    const { portal } = await rights.requireReader(c)
    return c.json({ success: true, data: await pages.operators(portal) })
  })

  app.get('/api/journal/days', async (c) => {
    const { portal } = await rights.requireReader(c)
    const data = await days.read(portal, readBounds(c.req.query()))
    return c.json({ success: true, data, meta: { now: new Date(clock.now()).toISOString() } })
  })

  app.get('/api/journal/:id', async (c) => {
    const { portal } = await rights.requireReader(c)
    const id = c.req.param('id')
    const row = isOperationId(id) ? await store.find(portal, id) : null
    if (!row)
      throw new Refused(404, { code: 'NOT_FOUND', message: 'The journal of this portal has no such entry' })
    return c.json({ success: true, data: encode(row) })
  })

  return app
}

/** Throws `Refused` 400 for what cannot be a filter. */
function readQuery(portal: string, query: Record<string, string>): JournalQuery {
  const stranger = Object.keys(query).find((name) => !PARAMETERS.includes(name))
  if (stranger !== undefined) throw invalid(`There is no parameter ${stranger}: use ${PARAMETERS.join(', ')}`)
  const { workflowId } = query
  if (workflowId !== undefined && !isWorkflowId(workflowId)) throw invalid('workflowId is no workflow ID')
  const wanted = {
    workflowId,
    from: readTime(query, 'from'),
    to: readTime(query, 'to'),
    mode: readMember(query, 'mode', TERMINATION_MODES),
    state: readMember(query, 'state', JOURNAL_STATES),
    operator: readSearch(query, 'operator'),
    document: readSearch(query, 'document'),
    template: readSearch(query, 'template'),
    batch: readSearch(query, 'batch'),
    entry: readSearch(query, 'entry'),
    reason: readSearch(query, 'reason'),
    q: readSearch(query, 'q'),
    before: readCursor(query.before),
  }
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  return { ...given, portal, limit: readLimit(query.limit) }
}

type Query = Record<string, string>

function readTime(query: Query, name: string): number | undefined {
  if (query[name] === undefined) return undefined
  const instant = readInstant(query[name])
  if (instant === null) throw invalid(`${name} is an instant such as 2026-03-31T00:00:00Z`)
  return instant
}

function readMember<T extends string>(query: Query, name: string, members: readonly T[]): T | undefined {
  if (query[name] === undefined) return undefined
  const member = readOneOf(members, query[name])
  if (member === null) throw invalid(`${name} is one of ${members.join(', ')}`)
  return member
}

/** A text without what no database takes; blanks count as absent. */
function readSearch(query: Query, name: string): string | undefined {
  const text = query[name]?.replaceAll('\0', '').trim()
  if (text !== undefined && text.length > LONGEST_TEXT)
    throw invalid(`${name} holds at most ${LONGEST_TEXT} characters`)
  return text === '' ? undefined : text
}

function readCursor(text: string | undefined): JournalQuery['before'] {
  if (text === undefined) return undefined
  const [, at, seq] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? []
  if (at === undefined) throw invalid('before is the cursor of an earlier answer')
  return { requested_at: Number(at), seq: Number(seq) }
}

function readBounds(query: Query): number[] {
  const stranger = Object.keys(query).find((name) => name !== 'bounds')
  if (stranger !== undefined) throw invalid(`There is no parameter ${stranger}: use bounds`)
  const bounds = decodeDayBounds(query.bounds)
  if (bounds !== null) return bounds
  throw invalid(
    `bounds are the instants at which 1 to ${MOST_JOURNAL_DAYS} days begin and the end of the last one, each after the one before: 2026-03-30T21:00:00Z,2026-03-31T21:00:00Z`,
  )
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return PAGE_ROWS
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > MOST_JOURNAL_ROWS) throw invalid(`limit is 1 to ${MOST_JOURNAL_ROWS}`)
  return limit
}

function invalid(message: string): Refused {
  return new Refused(400, { code: 'VALIDATION_ERROR', message })
}

const encode = (row: TerminationRow) => encodeJournalEntry(toEntry(row))
