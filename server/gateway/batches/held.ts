import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import type { Caller } from '#server/gateway/caller.ts'
import type { BatchRow } from '#server/gateway/journal/schema.ts'
import type { PauseReason } from '#src/contract/batch.ts'

import type { BatchKey } from './batch-items.ts'
import type { BatchStore } from './batch-store.ts'
import { createRun, type Run, type Verdict } from './runner.ts'
import type { TroubleKind } from './trouble.ts'

/** An operator may move a batch at another gateway: how soon that is noticed here, also while nothing is claimed. */
const LOOK_MS = 1000

/** What the memory of this process adds to a batch's row. */
export type Live = {
  waitingFor: TroubleKind | null
  pausing: { why: PauseReason; code: string | null } | null
}

/** A batch that this process works for. */
export type Entry = {
  run: Run
  abort: AbortController
  verdict: Verdict | null
  cancelGrace: () => void
  /** Resolves when nothing of it is on the wire any more. */
  ended: Promise<void>
}

type HeldDeps = {
  batches: Pick<BatchStore, 'findMany'>
  instance: string
  clock: Clock
  logger: Pick<Logger, 'warn' | 'error'>
}

/** The batches that this process holds, until they come to rest or another gateway takes them over. */
export function createHeld({ batches, instance, clock, logger }: HeldDeps) {
  const entries = new Map<string, Entry>()
  let cancel: (() => void) | null = null
  let isClosed = false

  function hold(batch: BatchRow, caller: Caller, equalLimit?: number): Entry {
    // Moved elsewhere and back here within the second: whoever worked for it before is over.
    callOff(batch)
    const abort = new AbortController()
    const run = createRun(batch, caller, abort.signal, clock, equalLimit)
    const entry: Entry = { run, abort, verdict: null, cancelGrace: () => {}, ended: Promise.resolve() }
    entries.set(keyOf(batch), entry)
    arm()
    return entry
  }

  function drop(entry: Entry): void {
    entry.cancelGrace()
    if (entries.get(keyOf(entry.run.batch)) === entry) entries.delete(keyOf(entry.run.batch))
  }

  function callOff(batch: BatchKey): void {
    const entry = entries.get(keyOf(batch))
    entry?.abort.abort()
    if (entry) drop(entry)
  }

  function arm(): void {
    if (isClosed || cancel !== null || entries.size === 0) return
    cancel = clock.after(LOOK_MS, () => void look())
  }

  async function look(): Promise<void> {
    try {
      await loseTaken()
    } catch (error) {
      logger.error({ err: error }, 'Whether batches were moved elsewhere could not be seen; trying again')
    }
    cancel = null
    arm()
  }

  async function loseTaken(): Promise<void> {
    const before = [...entries.values()].map((entry) => ({ entry, fence: entry.run.batch.fence }))
    if (before.length === 0) return
    const rows = await batches.findMany(before.map(({ entry }) => entry.run.batch))
    const found = new Map(rows.map((row) => [keyOf(row), row]))
    for (const { entry, fence } of before) {
      const { batch } = entry.run
      const row = found.get(keyOf(batch))
      if (!row || !isElsewhere(row, fence) || entry.verdict !== null) continue
      if (entries.get(keyOf(batch)) !== entry) continue
      logger.warn(
        { batch: batch.id, state: row.state },
        'A batch was moved elsewhere: nothing more is sent here',
      )
      callOff(batch)
    }
  }

  /** A move of our own names this gateway, or has called the entry off by itself. */
  function isElsewhere(row: BatchRow, fence: number): boolean {
    return row.fence !== fence && row.instance !== instance
  }

  /** Of a batch as it was read: what was moved elsewhere has other troubles there, noticed here already or not. */
  function live(row: BatchRow): Live {
    const entry = entries.get(keyOf(row))
    if (!entry || isElsewhere(row, entry.run.batch.fence)) return { waitingFor: null, pausing: null }
    const { run, verdict } = entry
    return {
      waitingFor: run.trouble.current() ?? null,
      pausing: verdict?.kind === 'pause' ? { why: verdict.why, code: verdict.code } : null,
    }
  }

  return {
    hold,
    drop,
    callOff,
    loseTaken,
    live,
    find: (batch: BatchKey): Entry | undefined => entries.get(keyOf(batch)),
    all: () => entries.values(),
    close: () => {
      isClosed = true
      cancel?.()
      for (const entry of entries.values()) entry.abort.abort()
    },
  }
}

function keyOf({ portal, id }: BatchKey): string {
  return `${portal} ${id}`
}
