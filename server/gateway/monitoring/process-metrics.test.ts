import { expect, it, onTestFinished } from 'vitest'

import { createStoryPortal } from '#src/testing/story-portal.ts'
import { readExposition } from '#src/testing/read-exposition.ts'

import { createProcessMetrics } from './process-metrics.ts'

it('joins what the process measures of itself with what the gateway does', async () => {
  const portal = await createStoryPortal({ processMetrics: createProcessMetrics() })
  onTestFinished(() => portal.close())
  const { value, names } = readExposition(await (await portal.callFrom('127.0.0.1', '/metrics')).text())
  expect(value('process_resident_memory_bytes')).toBeGreaterThan(0)
  expect(value('nodejs_eventloop_lag_p99_seconds')).not.toBeNull()
  expect(names).toContain('flowstop_pacer_queue_length')
})
