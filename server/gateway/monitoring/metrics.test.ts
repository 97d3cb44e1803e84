import { describe, expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { GRACE_MS } from '#src/contract/batch.ts'
import { decodeMirrorChanges } from '#src/contract/mirror.ts'
import { MANY, openBatchGateway } from '#src/testing/batch-gateway.ts'
import { readExposition } from '#src/testing/read-exposition.ts'
import type { StoryOptions } from '#src/testing/story-portal.ts'

import { MOST_TEMPLATES } from './count-workflows.ts'

const MINUTE_MS = 60_000

async function open(options: StoryOptions = {}) {
  const gateway = await openBatchGateway(options)
  const { call, callFrom, clock } = gateway
  const scrape = async () => readExposition(await (await callFrom('127.0.0.1', '/metrics')).text())
  const watch = async () => {
    for (let turn = 0; turn < 200; turn += 1) {
      if (decodeMirrorChanges(await (await call(paths.mirror)).json()).isComplete) return
      await clock.advance(1)
    }
    throw new Error('The mirror is never complete')
  }
  return {
    ...gateway,
    scrape,
    watch,
    terminate: (id: string, query = '') => call(`${paths.workflow(id)}${query}`, { method: 'DELETE' }),
    requests: () => Object.values(gateway.sandbox.record.requests).reduce((sum, count) => sum + count, 0),
  }
}

it('is Prometheus’ text, under names and units of its own', async () => {
  const { callFrom, scrape, watch } = await open()
  await watch()
  const answer = await callFrom('127.0.0.1', '/metrics')
  expect(answer.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(answer.headers.get('Cache-Control')).toBe('no-store')
  const { names, samples, helpOf } = await scrape()
  expect(samples.filter(({ value }) => !Number.isFinite(value))).toEqual([])
  expect(names.filter((name) => helpOf(name).length < 20)).toEqual([])
  expect(names.filter((name) => !name.startsWith('flowstop_'))).toEqual([])
  expect(names.toSorted()).toEqual([
    'flowstop_answers_cut_total',
    'flowstop_journal_unrecorded_outcomes',
    'flowstop_mirror_complete',
    'flowstop_mirror_expected_rows',
    'flowstop_mirror_failing_seconds',
    'flowstop_mirror_locks_age_seconds',
    'flowstop_mirror_rows',
    'flowstop_mirror_top_age_seconds',
    'flowstop_mirror_unproved_endings',
    'flowstop_mirrors_watched',
    'flowstop_pacer_calls_in_flight',
    'flowstop_pacer_longest_wait_seconds',
    'flowstop_pacer_queue_length',
    'flowstop_pacer_rate_calls_per_second',
    'flowstop_pacer_refused_total',
    'flowstop_pacer_stopped_seconds',
    'flowstop_pacer_wait_seconds',
    'flowstop_pacer_withdrawn_total',
    'flowstop_requests_in_flight',
    'flowstop_requests_refused_total',
    'flowstop_terminations_followed_total',
    'flowstop_terminations_settled_total',
    'flowstop_upstream_errors_total',
    'flowstop_upstream_request_duration_seconds',
    'flowstop_workflows_age_seconds',
    'flowstop_workflows_running',
    'flowstop_workflows_stuck',
  ])
})

describe('running workflows', () => {
  it('are counted by template, with what is stuck and how old they are', async () => {
    const { scrape, watch, sandbox } = await open()
    await watch()
    const { value, find } = await scrape()
    expect(value('flowstop_workflows_running')).toBe(sandbox.ids().length)
    expect(value('flowstop_workflows_running', { template: '14' })).toBe(1)
    expect(value('flowstop_workflows_stuck', { template: '14' })).toBe(1)
    expect(value('flowstop_workflows_stuck')).toBe(1)
    const oldest = value('flowstop_workflows_age_seconds', { quantile: '1' })
    expect(oldest).toBeGreaterThan(value('flowstop_workflows_age_seconds', { quantile: '0.5' }) ?? Infinity)
    expect(find('flowstop_workflows_running')[0]?.labels.portal).toMatch(/\./)
    expect(value('flowstop_mirror_complete')).toBe(1)
    expect(value('flowstop_mirror_rows')).toBe(value('flowstop_mirror_expected_rows'))
  })

  it('are absent, not 0, where nobody watches; and a scrape asks the API nothing', async () => {
    const { scrape, call, clock, requests } = await open()
    await call(paths.workflows)
    const before = requests()
    for (let turn = 0; turn < 3; turn += 1) {
      const { samples, value } = await scrape()
      expect(samples.filter(({ name }) => /_(workflows|mirror)_/.test(name))).toEqual([])
      expect(value('flowstop_mirrors_watched')).toBe(0)
      await clock.advance(MINUTE_MS)
    }
    expect(requests()).toBe(before)
  })

  it('become absent when nobody watches any more, and a scrape does not go on watching', async () => {
    const { scrape, watch, clock, requests } = await open()
    await watch()
    expect((await scrape()).value('flowstop_workflows_running')).not.toBeNull()
    for (let second = 0; second < 60; second += 15) {
      await clock.advance(15_000)
      await scrape()
    }
    const before = requests()
    await clock.advance(10 * MINUTE_MS)
    const { value } = await scrape()
    expect(value('flowstop_workflows_running')).toBeNull()
    expect(value('flowstop_mirror_top_age_seconds')).toBeNull()
    expect(requests()).toBe(before)
  })

  it('are absent until the list was read as a whole, while it is told how far it has come', async () => {
    const { scrape, call } = await open({ sandbox: { workflowCount: 1000, life: false, seed: undefined } })
    await call(paths.workflows)
    await call(paths.mirror)
    const { value } = await scrape()
    expect(value('flowstop_mirror_complete')).toBe(0)
    expect(value('flowstop_mirror_expected_rows')).toBe(1000)
    expect(value('flowstop_mirror_rows')).toBeLessThan(1000)
    expect(value('flowstop_mirror_locks_age_seconds')).toBeNull()
    expect(value('flowstop_workflows_running')).toBeNull()
    expect(value('flowstop_workflows_stuck')).toBeNull()
    expect(value('flowstop_workflows_age_seconds')).toBeNull()
  })

  it('are absent when the API has been away for long, while the age of what is known grows', async () => {
    const { scrape, watch, call, clock, sandbox } = await open()
    await watch()
    sandbox.setReachable(false)
    for (let second = 0; second < 180; second += 10) {
      await call(paths.mirror)
      await clock.advance(10_000)
    }
    const { value } = await scrape()
    expect(value('flowstop_workflows_running')).toBeNull()
    expect(value('flowstop_mirror_top_age_seconds')).toBeGreaterThan(120)
    expect(value('flowstop_mirror_failing_seconds')).toBeGreaterThan(100)
    expect(value('flowstop_upstream_errors_total', { code: 'none', status_class: '5xx' })).toBeGreaterThan(0)
  })

  it('have a bounded number of series however many templates there are', async () => {
    const { scrape, watch, sandbox } = await open({ sandbox: { seed: 'empty' } })
    for (let index = 0; index < 3 * MOST_TEMPLATES; index += 1)
      sandbox.addWorkflow({ TEMPLATE_ID: String(1000 + index) })
    await watch()
    const { find, value } = await scrape()
    expect(find('flowstop_workflows_running')).toHaveLength(MOST_TEMPLATES + 1)
    expect(find('flowstop_workflows_stuck')).toHaveLength(MOST_TEMPLATES + 1)
    expect(value('flowstop_workflows_running', { template: 'other' })).toBe(2 * MOST_TEMPLATES)
  })
})

describe('terminations', () => {
  it('count once by outcome and mode, and once more by what was found afterwards', async () => {
    const { scrape, terminate, call, clock, sandbox } = await open()
    await call(paths.workflows)
    const before = await scrape()
    expect(before.value('flowstop_terminations_settled_total', { outcome: 'accepted', mode: 'soft' })).toBe(0)
    expect((await terminate(FEW_IDS.dealIdle)).status).toBe(204)
    expect((await terminate(FEW_IDS.quote, '?force=true')).status).toBe(204)
    expect((await terminate('65e1a.gone')).status).toBe(404)
    sandbox.failNext({ method: 'DELETE', code: 'BITRIX_ERROR' })
    expect((await terminate(FEW_IDS.listElement)).status).toBe(422)
    sandbox.loseNextAnswer({ method: 'DELETE', applied: true })
    await terminate(FEW_IDS.smartItem)
    const { value } = await scrape()
    const settled = (outcome: string, mode: string) =>
      value('flowstop_terminations_settled_total', { outcome, mode })
    expect([settled('accepted', 'soft'), settled('accepted', 'force')]).toEqual([1, 1])
    expect(['already_gone', 'refused', 'unknown'].map((outcome) => settled(outcome, 'soft'))).toEqual([
      1, 1, 1,
    ])
    expect(value('flowstop_terminations_settled_total')).toBe(5)
    const lost = { route: '/v1/workflows/:id', code: 'none', status_class: 'none' }
    expect(value('flowstop_upstream_errors_total', lost)).toBe(1)
    await clock.advance(20 * MINUTE_MS)
    const after = await scrape()
    expect(after.value('flowstop_terminations_settled_total')).toBe(5)
    expect(after.value('flowstop_terminations_followed_total', { outcome: 'gone', mode: 'force' })).toBe(1)
    expect(after.value('flowstop_terminations_followed_total', { outcome: 'no_longer_running' })).toBe(1)
  })

  it('of a batch count as well: sent, skipped and withdrawn', async () => {
    const { scrape, terminate, begin, call, move, clock, sandbox } = await open(MANY)
    await call(paths.workflows)
    const [first = '', ...others] = sandbox.ids()
    const held = sandbox.holdNext({ method: 'DELETE', applied: true })
    const single = terminate(first)
    await held.arrived
    const batch = await begin([first, ...others.slice(0, 20)])
    held.release()
    await single
    await clock.advance(GRACE_MS + 500)
    await move(batch.id, 'stop')
    await clock.advance(1000)
    const { value } = await scrape()
    const settled = (outcome: string) =>
      value('flowstop_terminations_settled_total', { outcome, mode: 'soft' }) ?? 0
    expect(settled('skipped')).toBe(1)
    expect(settled('withdrawn')).toBeGreaterThan(0)
    // The single one, and the twenty that were not skipped.
    expect(settled('accepted') + settled('withdrawn')).toBe(21)
    expect(value('flowstop_pacer_wait_seconds_count', { priority: 'batch' })).toBe(settled('accepted') - 1)
  })

  it('of a batch that are known to be gone count without a call', async () => {
    const { scrape, terminate, begin, call, clock, sandbox } = await open(MANY)
    await call(paths.workflows)
    const [first = ''] = sandbox.ids()
    await terminate(first)
    await clock.advance(20 * MINUTE_MS)
    await begin([first])
    await clock.advance(GRACE_MS + 500)
    const { value } = await scrape()
    expect(value('flowstop_terminations_settled_total', { outcome: 'already_gone', mode: 'soft' })).toBe(1)
    expect(sandbox.record.deletes).toHaveLength(1)
  })
})

describe('the queue and the API', () => {
  it('count what left the queue unsent', async () => {
    const { scrape, terminate, call, clock, sandbox } = await open({
      gateway: { pacer: { concurrency: 1, ratePerSecond: 10, burst: 10 } },
    })
    await call(paths.workflows)
    const held = sandbox.holdNext({ method: 'GET' })
    const page = call(paths.workflows)
    await held.arrived
    const refused = terminate(FEW_IDS.dealIdle)
    await clock.advance(10_000)
    expect((await refused).status).toBe(429)
    expect((await scrape()).value('flowstop_pacer_withdrawn_total')).toBe(1)
    const { value } = await scrape()
    expect(value('flowstop_pacer_withdrawn_total')).toBe(1)
    expect(value('flowstop_pacer_calls_in_flight')).toBe(1)
    expect(value('flowstop_terminations_settled_total', { outcome: 'withdrawn' })).toBe(1)
    held.release()
    await page
  })

  it('tell who waits, how long they waited, and that the API asked to wait', async () => {
    const { scrape, call, clock, sandbox } = await open({
      gateway: { pacer: { concurrency: 1, ratePerSecond: 2, burst: 10 } },
    })
    sandbox.failNext({ method: 'GET', path: '/v1/workflows', code: 'RATE_LIMITED', retryAfter: 4 })
    const answer = call(paths.workflows)
    await clock.advance(1000)
    const during = await scrape()
    expect(during.value('flowstop_pacer_queue_length', { priority: 'page' })).toBe(1)
    expect(during.value('flowstop_pacer_longest_wait_seconds')).toBeCloseTo(1)
    expect(during.value('flowstop_pacer_stopped_seconds')).toBeCloseTo(3.5)
    expect(during.value('flowstop_pacer_rate_calls_per_second')).toBeLessThan(2)
    await clock.advance(10_000)
    expect((await answer).status).toBe(200)
    const { value } = await scrape()
    expect(value('flowstop_pacer_queue_length')).toBe(0)
    // Who asks is asked about behind the pages of those who are known.
    expect(value('flowstop_pacer_wait_seconds_count', { priority: 'page' })).toBe(2)
    expect(value('flowstop_pacer_wait_seconds_sum', { priority: 'page' })).toBeGreaterThan(4)
    const errors = { method: 'GET', route: '/v1/workflows', code: 'RATE_LIMITED', status_class: '4xx' }
    expect(value('flowstop_upstream_errors_total', errors)).toBe(1)
    const route = { method: 'GET', route: '/v1/workflows' }
    expect(value('flowstop_upstream_request_duration_seconds_count', route)).toBe(2)
  })

  it('measure the API without the wait before it', async () => {
    const { scrape, call, clock } = await open({ sandbox: { latencyMs: 700 } })
    const answer = call(paths.workflows)
    await clock.advance(2000)
    await answer
    const { value } = await scrape()
    const route = { route: '/v1/workflows' }
    expect(value('flowstop_upstream_request_duration_seconds_sum', route)).toBeCloseTo(0.7)
    const under = (le: string) => value('flowstop_upstream_request_duration_seconds_bucket', { ...route, le })
    expect([under('0.5'), under('1'), under('+Inf')]).toEqual([0, 1, 1])
  })
})

it('names no workflow, no operator, no reason, no token and no key', async () => {
  const { callFrom, call, watch, terminate, anna, sandbox, clock } = await open()
  await watch()
  await terminate(FEW_IDS.dealIdle, '?status=Because-of-Ivan')
  await terminate('65e1a.gone')
  await call('/api/names?users=1,7&templates=11')
  await clock.advance(1000)
  const text = await (await callFrom('127.0.0.1', '/metrics')).text()
  expect(text).toContain('flowstop_workflows_running')
  for (const secret of [anna, 'vibe_', 'Because', '65e1a.gone', 'Анна', 'Пётр', ...sandbox.ids()])
    expect(text).not.toContain(secret)
})
