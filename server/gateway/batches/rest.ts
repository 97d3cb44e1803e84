import type { BatchRow } from '#server/gateway/journal/schema.ts'

import type { RunnerDeps, Verdict } from './runner.ts'

/** A batch that came to rest is looked for as a whole first after this long (design.md section 5). */
export const FOLLOW_MS = 10_000

/** How batches come to rest by themselves. Throws what the database throws; may be called again then. */
export function createRest({ batches, items, clock }: Pick<RunnerDeps, 'batches' | 'items' | 'clock'>) {
  const followAll = (batch: BatchRow): Promise<void> => {
    const at = clock.now()
    return items.follow(batch, at, at + FOLLOW_MS)
  }

  async function conclude(batch: BatchRow, verdict: Exclude<Verdict, { kind: 'lost' }>): Promise<void> {
    const at = clock.now()
    if (verdict.kind === 'done')
      await batches.move(batch, 'active', 'done', {
        kind: 'done',
        at,
        by: null,
        changes: { finished_at: at },
      })
    else {
      const { why, code } = verdict
      await batches.move(batch, 'active', 'paused', { kind: 'paused', at, by: null, why, code })
    }
    await followAll(batch)
  }

  /** Nobody works for it from now on, until an operator says so. `null` = it was moved meanwhile. */
  function handBack(batch: BatchRow): Promise<BatchRow | null> {
    const what = { kind: 'paused', at: clock.now(), by: null, why: 'gateway_restarted' } as const
    return batches.move(batch, batch.state, 'paused', what)
  }

  /** The token of a gateway that is gone is gone with it: what it worked for rests. Returns how many there were. */
  async function takeOver(): Promise<number> {
    let count = 0
    for (const batch of await batches.abandoned()) {
      // Another gateway may have seen it as well.
      if ((await handBack(batch)) === null) continue
      count += 1
      await followAll(batch)
    }
    return count
  }

  /** What the API gave back by a 429 after everything that waited was withdrawn would wait for ever. */
  async function finishIfStopped(batch: BatchRow): Promise<void> {
    const now = await batches.find(batch)
    if (now?.state === 'stopped') await items.withdrawQueued(now, clock.now())
  }

  /** Whoever stopped these fell silent while their items were being withdrawn. */
  async function finishStopped(): Promise<void> {
    for (const batch of await batches.unfinished()) await items.withdrawQueued(batch, clock.now())
  }

  return { conclude, handBack, followAll, takeOver, finishStopped, finishIfStopped }
}
