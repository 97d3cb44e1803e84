import { Hono, type Context } from 'hono'

import type { Clock } from '#server/clock.ts'
import { Refused } from '#server/gateway/answers.ts'
import type { Caller } from '#server/gateway/caller.ts'
import { toEntry } from '#server/gateway/journal/entry.ts'
import { OVERLAP_MS, readSince } from '#server/gateway/journal/since.ts'
import type { BatchRow, NewTermination } from '#server/gateway/journal/schema.ts'
import type { Rights } from '#server/gateway/rights.ts'
import { encodeBatch, encodeBatchProgress, type BatchState, type NewBatch } from '#src/contract/batch.ts'
import { isOperationId } from '#src/contract/operation-id.ts'
import { readOneOf } from '#src/contract/read.ts'
import type { ReasonRule } from '#src/contract/session.ts'

import type { BatchItems } from './batch-items.ts'
import type { BatchStore, Happening } from './batch-store.ts'
import { createBatchView } from './batch-view.ts'
import { actorOf } from './batch-start.ts'
import type { Batches } from './batches.ts'
import { readNewBatch } from './read-new-batch.ts'

const PAGE_ROWS = 50

type BatchRouteDeps = {
  batches: BatchStore
  items: BatchItems
  registry: Batches
  rights: Pick<Rights, 'requireReader'>
  requireReason: ReasonRule
  ratePerSecond: number
  clock: Clock
  /** The items as they are journalled: what is protected is `skipped`. */
  createRows: (caller: Caller, batch: NewBatch) => Promise<NewTermination[]>
  /** An outcome is not recorded yet: nothing new begins. */
  isJournalBehind: () => boolean
}

const MOVES = ['pause', 'resume', 'stop', 'withdraw'] as const
type Move = (typeof MOVES)[number]
/** The states in which an operator may move a batch. */
const MOVES_FROM: Record<Move, readonly BatchState[]> = {
  pause: ['active'],
  resume: ['paused'],
  stop: ['active', 'paused'],
  withdraw: ['starting'],
}

/** `/api/batches`: this portal's batches, for who may read its list. */
export function createBatchRoutes(deps: BatchRouteDeps): Hono {
  const { batches, registry, rights, clock } = deps
  const view = createBatchView(deps)
  const app = new Hono()
  const meta = () => ({ now: new Date(clock.now()).toISOString() })

  app.get('/api/batches', async (c) => {
    const { portal } = await rights.requireReader(c)
    const { open, before } = c.req.query()
    if (before !== undefined && !/^\d{1,15}$/.test(before))
      throw invalid('before is the cursor of an earlier answer')
    const rows =
      open === 'true'
        ? await batches.open(portal)
        : await batches.page(portal, before ? Number(before) : null)
    const next = open !== 'true' && rows.length === PAGE_ROWS ? String(rows.at(-1)?.seq) : null
    const data = (await view.showAll(portal, rows)).map(encodeBatch)
    return c.json({ success: true, data, meta: { ...meta(), next } })
  })

  app.get('/api/batches/:id', async (c) => {
    const { portal } = await rights.requireReader(c)
    const row = await requireBatch(portal, c.req.param('id'))
    const now = clock.now()
    const since = readSince(c.req.query('since'), now)
    const changed = await deps.items.changed(row, since)
    const [batch] = await view.showAll(portal, [row])
    if (!batch) throw notFound()
    const events = (await batches.events(row)).map(view.showEvent)
    const next = String(now - OVERLAP_MS)
    return c.json(encodeBatchProgress({ batch, events, items: changed.map(toEntry), next, now }))
  })

  app.post('/api/batches', async (c) => {
    const caller = await rights.requireReader(c)
    const wanted = readNewBatch(await readJson(c), deps.requireReason)
    const batch = await begin(caller, wanted)
    const [shown] = await view.showAll(caller.portal, [batch])
    return c.json({ success: true, data: shown && encodeBatch(shown) }, 201)
  })

  app.post('/api/batches/:id/:move', async (c) => {
    const caller = await rights.requireReader(c)
    const move = readOneOf(MOVES, c.req.param('move'))
    if (move === null)
      throw new Refused(404, { code: 'ROUTE_NOT_FOUND', message: `Use one of ${MOVES.join(', ')}` })
    const row = await requireBatch(caller.portal, c.req.param('id'))
    const moved = await recorded(() => moveOn(row, move, caller))
    const [shown] = await view.showAll(caller.portal, [moved])
    return c.json({ success: true, data: shown && encodeBatch(shown) })
  })

  async function begin(caller: Caller, wanted: NewBatch): Promise<BatchRow> {
    const known = await batches.find({ portal: caller.portal, id: wanted.id })
    if (known) return sameBatch(known, wanted)
    if (deps.isJournalBehind()) throw journalUnavailable()
    const rows = await deps.createRows(caller, wanted)
    const made = await recorded(() => registry.create(caller, { ...wanted, rows }))
    return made ?? sameBatch(await requireBatch(caller.portal, wanted.id), wanted)
  }

  async function moveOn(row: BatchRow, move: Move, caller: Caller): Promise<BatchRow> {
    const by = actorOf(caller)
    const moved = MOVES_FROM[move].includes(row.state) ? await act(row, move, caller, by) : null
    if (moved === null)
      throw new Refused(409, {
        code: 'BATCH_MOVED',
        message: `This batch is ${(await batches.find(row))?.state ?? 'gone'}: look again`,
      })
    return moved
  }

  function act(row: BatchRow, move: Move, caller: Caller, by: Happening['by']): Promise<BatchRow | null> {
    switch (move) {
      case 'resume':
        return registry.resume(row, caller)
      case 'pause':
        return registry.move(row, 'paused', { kind: 'paused', by, why: 'operator' })
      case 'stop':
        return registry.move(row, 'stopped', { kind: 'stopped', by })
      case 'withdraw':
        return registry.move(row, 'stopped', { kind: 'withdrawn', by })
    }
  }

  async function requireBatch(portal: string, id: string): Promise<BatchRow> {
    const row = isOperationId(id) ? await batches.find({ portal, id }) : null
    if (!row) throw notFound()
    return row
  }

  return app
}

/** A second arrival of a batch gets the first one, if it asks for the same thing. */
function sameBatch(known: BatchRow, { mode, reason, workflowIds }: NewBatch): BatchRow {
  if (known.mode === mode && known.reason === reason && known.total === workflowIds.length) return known
  throw new Refused(409, {
    code: 'OPERATION_REUSED',
    message: 'This id was used for another batch: take a new one',
  })
}

async function recorded<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (error instanceof Refused) throw error
    throw journalUnavailable(error)
  }
}

function journalUnavailable(cause?: unknown): Refused {
  const refused = new Refused(503, {
    code: 'JOURNAL_UNAVAILABLE',
    message: 'The journal cannot be written, so nothing was begun',
  })
  refused.cause = cause
  return refused
}

async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json()
  } catch {
    throw invalid('The body has to be JSON')
  }
}

function notFound(): Refused {
  return new Refused(404, { code: 'NOT_FOUND', message: 'This portal has no such batch' })
}

function invalid(message: string): Refused {
  return new Refused(400, { code: 'VALIDATION_ERROR', message })
}
