import { randomUUID } from 'node:crypto'

import type { Hono } from 'hono'
import type { Kysely } from 'kysely'

import type { Caller } from '#server/gateway/caller.ts'
import type { JournalConnection } from '#server/gateway/journal/database.ts'
import { createRow } from '#server/gateway/journal/create-row.ts'
import type { LookUpResult, ReadPage } from '#server/gateway/journal/look-up.ts'
import type {
  BatchRow,
  JournalDatabase,
  NewTermination,
  TerminationRow,
} from '#server/gateway/journal/schema.ts'
import type { OnMoved } from '#server/gateway/journal/store.ts'
import type { Sightings } from '#server/gateway/journal/sightings.ts'
import type { Rights } from '#server/gateway/rights.ts'
import type { NewBatch } from '#src/contract/batch.ts'
import { findProtection, type ProtectionRules } from '#src/contract/protection.ts'
import type { ReasonRule } from '#src/contract/session.ts'
import { nextOffset } from '#src/contract/workflow.ts'

import { createBatchItems } from './batch-items.ts'
import { createBatchRoutes } from './batch-routes.ts'
import { createBatchStore, type BatchStoreDeps } from './batch-store.ts'
import { createBatches, type Batches } from './batches.ts'
import type { RunnerDeps } from './runner.ts'
import { createSettleSilent } from './settle-silent.ts'

/** Pages read to see workflows that nobody has listed since the gateway began. */
const MOST_PAGES = 60

export type BatchServiceDeps = Omit<RunnerDeps, 'batches' | 'items'> & {
  db: Kysely<JournalDatabase>
  reader: Kysely<JournalDatabase>
  now: JournalConnection['now']
  insertMany: BatchStoreDeps['insertMany']
  onMoved: OnMoved
  sightings: Sightings
  rights: Pick<Rights, 'requireReader'>
  requireReason: ReasonRule
  protection: ProtectionRules
  ratePerSecond: number
  onSettled: () => void
  /** Reads a list page for an operator who waits, and remembers what stands on it. */
  readPage: (caller: Caller, query: Parameters<ReadPage>[0]) => ReturnType<ReadPage>
  /** Which of these gateways do not beat any more. */
  silent: (instances: readonly string[]) => Promise<string[]>
  /** Gives up what silent gateways held. */
  takeOver: () => Promise<void>
  lookNow: (caller: Caller, rows: readonly TerminationRow[]) => Promise<LookUpResult>
}

export type BatchService = Pick<Batches, 'takeOver' | 'finishStopped' | 'loseTaken' | 'restAll'> & {
  /** `/api/batches`. */
  routes: Hono
  endSession: (token: string) => void
  close: () => void
}

/** Joins what batches are made of. */
export function createBatchService(deps: BatchServiceDeps): BatchService {
  const { sightings, protection, clock } = deps
  const batches = createBatchStore(deps)
  const items = createBatchItems(deps)
  const registry = createBatches({ ...deps, batches, items, settleGone })
  const settleSilent = createSettleSilent({ ...deps, batches, instance: deps.claimant.id })
  const routes = createBatchRoutes({ ...deps, batches, items, registry, createRows, settleSilent })

  async function createRows(caller: Caller, batch: NewBatch): Promise<NewTermination[]> {
    const isGuarded = protection.protectedTemplates.length + protection.protectedStarters.length > 0
    if (isGuarded) await see(caller, batch.workflowIds)
    const now = clock.now()
    return batch.workflowIds.map((workflowId, position) => {
      const facts = sightings.find(caller.portal, workflowId)
      const wanted = { ...batch, id: randomUUID(), workflowId }
      const row = { ...createRow(caller, wanted, facts, now), batch_id: batch.id, position }
      const isProtected = findProtection(facts, protection) !== null
      return isProtected ? { ...row, state: 'skipped', settled_at: now, error_code: 'PROTECTED' } : row
    })
  }

  /** What nobody has listed since the gateway began would count as protected, for want of knowledge. */
  async function see(caller: Caller, ids: readonly string[]): Promise<void> {
    const isUnseen = () => ids.some((id) => sightings.find(caller.portal, id) === null)
    let offset: number | null = 0
    for (let count = 0; count < MOST_PAGES && offset !== null && isUnseen(); count += 1) {
      const page = await deps.readPage(caller, { offset })
      offset = nextOffset(page, offset)
    }
  }

  async function settleGone(batch: BatchRow, caller: Caller): Promise<void> {
    const rows = await items.allQueued(batch)
    if (rows.length === 0) return
    const { sightings: found } = await deps.lookNow(caller, rows)
    for (const { id } of rows) if (found.get(id) === 'absent') await items.settleGone(batch, id, clock.now())
  }

  const { endSession, takeOver, finishStopped, loseTaken, restAll, close } = registry
  return { routes, endSession, takeOver, finishStopped, loseTaken, restAll, close }
}
