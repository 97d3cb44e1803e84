import { expect, it } from 'vitest'

import { paths } from '#src/contract/addresses.ts'
import { GRACE_MS } from '#src/contract/batch.ts'
import { openBatchGateway } from '#src/testing/batch-gateway.ts'

const ITEMS = 1000
/** vibe-api.md section 6: what the bucket holds at once, and what drains of it in a second. */
const ALLOWED_MS = ((ITEMS - 50) / 2) * 1000

it('a batch of 1,000 takes at most 1.10 times what the limits allow, and meets them almost never', async ({
  annotate,
}) => {
  const { begin, call, clock, progress, sandbox } = await openBatchGateway({
    sandbox: { workflowCount: ITEMS + 20, life: false, seed: undefined, limits: true, latencyMs: 80 },
    gateway: { pacer: { concurrency: 2, ratePerSecond: 2, burst: 40 } },
  })
  const ids = sandbox.ids().slice(0, ITEMS)
  const begun = begin(ids)
  await clock.advance(1000)
  const { id } = await begun
  await clock.advance(GRACE_MS)
  const startedAt = clock.now()
  // An operator who looks at the list now and then takes his share of the limits.
  for (let minute = 0; minute < 9; minute += 1) {
    await clock.advance(58_000)
    const page = call(paths.workflows)
    await clock.advance(2000)
    expect((await page).status).toBe(200)
  }
  const asked = progress(id)
  await clock.advance(1000)
  expect((await asked).batch.state).toBe('done')
  const { deletes } = sandbox.record
  const lastAt = Math.max(...deletes.map(({ at }) => at))
  expect((lastAt - startedAt) / ALLOWED_MS).toBeLessThanOrEqual(1.1)
  const limited = deletes.filter(({ outcome }) => outcome !== 'cut' && outcome?.status === 429)
  expect(limited.length / deletes.length).toBeLessThan(0.01)
  await annotate(
    `pace: ${((lastAt - startedAt) / ALLOWED_MS).toFixed(3)} of what is allowed, ${limited.length} limited`,
  )
}, 60_000)
