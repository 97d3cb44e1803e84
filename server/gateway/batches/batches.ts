import type { Caller } from '#server/gateway/caller.ts'
import type { BatchRow, NewTermination } from '#server/gateway/journal/schema.ts'
import { GRACE_MS, type BatchState } from '#src/contract/batch.ts'
import type { TerminationMode } from '#src/contract/journal.ts'

import type { Happening, NewBatchRow } from './batch-store.ts'

import { MORE_EQUAL, MOST_EQUAL, runBatch, type RunnerDeps } from './runner.ts'
import { actorOf, startOf } from './batch-start.ts'
import { createHeld, type Entry } from './held.ts'
import { createRest, FOLLOW_MS } from './rest.ts'
import { createTimers } from './timers.ts'

const HOUR_MS = 3_600_000
const GONE_CODES: readonly (string | null)[] = ['ENTITY_NOT_FOUND', 'NOT_FOUND']

export type BatchesDeps = RunnerDeps & {
  /** Told when rows have something to be followed. */
  onSettled: () => void
  /** Settles what waits and is proved absent; throws what the API or the journal throws. */
  settleGone: (batch: BatchRow, caller: Caller) => Promise<void>
}

export type NewBatch = {
  id: string
  mode: TerminationMode
  reason: string | null
  retryOf: string | null
  rows: readonly NewTermination[]
}

/** The batches this process works for: tokens are in memory only, everything else is in the journal. */
export function createBatches(deps: BatchesDeps) {
  const { batches, items, clock, logger } = deps
  const instance = deps.claimant.id
  const timers = createTimers(clock)
  const rest = createRest(deps)
  const held = createHeld({ batches, instance, clock, logger })

  async function create(caller: Caller, { rows, ...wanted }: NewBatch): Promise<BatchRow | null> {
    const now = clock.now()
    const row: NewBatchRow = {
      ...startOf(caller, instance, now),
      id: wanted.id,
      mode: wanted.mode,
      reason: wanted.reason,
      retry_of: wanted.retryOf,
      total: rows.length,
    }
    if (!(await write(row, rows, actorOf(caller)))) return null
    const batch = await batches.find({ portal: caller.portal, id: wanted.id })
    if (!batch) return null
    const entry = held.hold(batch, caller)
    entry.cancelGrace = timers.after(GRACE_MS, () => void begin(entry))
    return batch
  }

  /** What could not be confirmed is taken back as soon as it can be: the operator is told that nothing was begun. */
  async function write(
    row: NewBatchRow,
    rows: readonly NewTermination[],
    by: Happening['by'],
  ): Promise<boolean> {
    try {
      return await batches.create(row, rows, by)
    } catch (error) {
      void timers.persist(logger, async () => {
        const at = clock.now()
        const found = await batches.find(row)
        if (found?.state !== 'starting' || held.find(row)) return
        await batches.move(found, 'starting', 'stopped', {
          kind: 'withdrawn',
          at,
          by: null,
          changes: { finished_at: at },
        })
        await items.withdrawQueued(found, at)
      })
      throw error
    }
  }

  /** The batch as a move has left it, also when only the confirmation of that move was lost. */
  async function findMoved(batch: BatchRow, to: BatchState): Promise<BatchRow | null> {
    const found = await batches.find(batch)
    return found?.state === to && found.fence === batch.fence + 1 ? found : null
  }

  async function begin(entry: Entry): Promise<void> {
    const { batch } = entry.run
    const moved = await timers.persist(logger, async () => {
      const at = clock.now()
      const what = { kind: 'started', at, by: null, changes: { started_at: at, instance } } as const
      return (await batches.move(batch, 'starting', 'active', what)) ?? (await findMoved(batch, 'active'))
    })
    if (moved === null) return held.drop(entry)
    entry.run.batch = moved
    await go(entry)
  }

  function go(entry: Entry): Promise<void> {
    entry.ended = run(entry)
    return entry.ended
  }

  async function run(entry: Entry): Promise<void> {
    const ended = await runBatch(entry.run, deps)
    const verdict = entry.verdict ?? ended
    // Called off by a move of an operator, which is on record already; or taken over.
    if (verdict === null || verdict.kind === 'lost') {
      held.drop(entry)
      await timers.persist(logger, () => rest.finishIfStopped(entry.run.batch))
      return
    }
    entry.verdict = verdict
    await timers.persist(logger, () => rest.conclude(entry.run.batch, verdict))
    held.drop(entry)
    deps.onSettled()
  }

  /** A move by an operator. `null` = the batch is in another state by now. */
  async function move(
    batch: BatchRow,
    to: Extract<BatchState, 'paused' | 'stopped'>,
    what: Omit<Happening, 'at'>,
  ): Promise<BatchRow | null> {
    const at = clock.now()
    const changes = to === 'stopped' ? { finished_at: at } : {}
    const moved = await batches.move(batch, batch.state, to, { ...what, at, changes })
    if (moved === null) return null
    held.callOff(batch)
    if (to === 'stopped') await items.withdrawQueued(batch, at)
    await items.follow(batch, at, at + FOLLOW_MS)
    deps.onSettled()
    return moved
  }

  async function resume(batch: BatchRow, caller: Caller): Promise<BatchRow | null> {
    const at = clock.now()
    const most = await items.mostEqualRefusal(batch.portal, at - HOUR_MS)
    const equalLimit = Math.max(MOST_EQUAL, (most?.count ?? 0) + MORE_EQUAL)
    const goOn = (moved: BatchRow) =>
      startAgain(held.hold(moved, caller, equalLimit), GONE_CODES.includes(batch.pause_code))
    try {
      const moved = await batches.move(batch, 'paused', 'active', {
        kind: 'resumed',
        at,
        by: actorOf(caller),
        changes: { started_at: batch.started_at ?? at, instance },
      })
      if (moved !== null) void goOn(moved)
      return moved
    } catch (error) {
      // It may stand in the journal as active all the same: then somebody has to work for it.
      void timers.persist(logger, async () => {
        const moved = await findMoved(batch, 'active')
        if (moved?.instance === instance && !held.find(batch)) void goOn(moved)
      })
      throw error
    }
  }

  /** After many 404s what else has ended is found out first: each more would bring the key nearer to being locked. */
  async function startAgain(entry: Entry, wantsLook: boolean): Promise<void> {
    if (wantsLook)
      await deps
        .settleGone(entry.run.batch, entry.run.caller)
        .catch((error: unknown) => logger.warn({ err: error }, 'What has ended could not be found out'))
    await go(entry)
  }

  /** Whatever stops all work of a session: its batches rest until somebody signs in and says so. */
  function endSession(token: string): void {
    for (const entry of held.all()) {
      if (entry.run.caller.token !== token || entry.abort.signal.aborted) continue
      const { batch } = entry.run
      if (batch.state === 'starting') {
        held.callOff(batch)
        const what = { kind: 'paused', by: null, why: 'session_ended' } as const
        void timers.persist(logger, () =>
          batches.move(batch, 'starting', 'paused', { ...what, at: clock.now() }),
        )
      } else {
        entry.verdict = { kind: 'pause', why: 'session_ended', code: null }
        entry.abort.abort()
      }
    }
  }

  /** The process ends: what it works for rests, for whoever resumes it elsewhere. Ends when nothing of it is on the wire. */
  async function restAll(): Promise<void> {
    await Promise.all(
      [...held.all()].map(async (entry) => {
        held.callOff(entry.run.batch)
        const paused = await rest.handBack(entry.run.batch).catch((error: unknown) => {
          logger.error({ err: error, batch: entry.run.batch.id }, 'A batch could not be paused at the end')
          return null
        })
        await entry.ended
        if (paused !== null) await rest.followAll(paused)
      }),
    )
  }

  return {
    create,
    move,
    resume,
    endSession,
    restAll,
    /** Stops working for what others have taken over. Throws what the database throws. */
    loseTaken: held.loseTaken,
    takeOver: rest.takeOver,
    finishStopped: rest.finishStopped,
    live: held.live,
    close: () => {
      timers.close()
      held.close()
    },
  }
}

export type Batches = ReturnType<typeof createBatches>
