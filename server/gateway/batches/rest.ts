import type { BatchRow } from '#server/gateway/journal/schema.ts'

import type { RunnerDeps, Verdict } from './runner.ts'

/** A batch that came to rest is looked for as a whole first after this long (design.md section 5). */
export const FOLLOW_MS = 10_000

/** How batches come to rest by themselves. Throws what the database throws; may be called again then. */
export function createRest({ batches, items, clock }: Pick<RunnerDeps, 'batches' | 'items' | 'clock'>) {
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
    await items.follow(batch, at, at + FOLLOW_MS)
  }

  /** After a crash nobody's token is left: what was under way rests. */
  async function recover(): Promise<void> {
    for (const batch of await batches.open(null)) {
      if (batch.state === 'paused') continue
      const at = clock.now()
      const what = { kind: 'paused', at, by: null, why: 'gateway_restarted' } as const
      await batches.move(batch, batch.state, 'paused', what)
      await items.follow(batch, at, at + FOLLOW_MS)
    }
    for (const batch of await batches.unfinished()) await items.withdrawQueued(batch, clock.now())
  }

  return { conclude, recover }
}
