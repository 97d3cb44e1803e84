import { setTimeout as pause } from 'node:timers/promises'

import { paths } from '#src/contract/addresses.ts'

import { BAD_ANSWERS, type BadAnswer } from './bad-answers.ts'
import type { Check } from './checks.ts'
import {
  comesWithin,
  doubled,
  equal,
  expectation,
  OPEN,
  stateOf,
  summarise,
  tell,
  terminate,
  type Fault,
} from './fault-kit.ts'
import { openRig, type Rig, type RigOptions } from './rig.ts'

const MB = 1024 * 1024
/** The gateway's own patience with a read and two attempts more, and some. */
const LONGEST_READ_MS = 25_000
const LONGEST_DELETE_MS = 45_000

type Breaking = { method: 'GET' | 'DELETE' | null; how: BadAnswer | 'redirects' }

/** A gateway whose API misbehaves as told, for the list or for terminations. */
async function openBroken(options: RigOptions = {}) {
  const breaking: Breaking = { method: null, how: 'says nothing' }
  const seen = { deletes: 0, strangers: 0 }
  const rig = await openRig({
    sandbox: { workflowCount: 200, life: false, limits: false },
    env: OPEN,
    ...options,
    intercept: (request, outgoing) => {
      const { pathname } = new URL(request.url)
      if (pathname === '/elsewhere') seen.strangers += 1
      if (request.method !== breaking.method || !pathname.startsWith(paths.workflows)) return false
      if (request.method === 'DELETE') seen.deletes += 1
      if (breaking.how === 'redirects') outgoing.writeHead(307, { Location: '/elsewhere' }).end()
      else BAD_ANSWERS[breaking.how](outgoing)
      return true
    },
  })
  const token = rig.sandbox.issueSession({ userId: 1 })
  await rig.call(paths.workflows, { token })
  return { rig, token, breaking, seen }
}

const WAYS: readonly Breaking['how'][] = [...(Object.keys(BAD_ANSWERS) as BadAnswer[]), 'redirects']

async function settle(rig: Rig): Promise<Check[]> {
  return [
    equal('the gateway lives', (await tell(rig.call('/healthz'))).told, '200'),
    equal('errors in its log', rig.unforeseen().length, 0),
  ]
}

async function readFromBrokenApi(): Promise<Check[]> {
  const { rig, token, breaking, seen } = await openBroken()
  try {
    const before = rig.resources().memory
    const checks: Check[] = []
    for (const how of WAYS) {
      Object.assign(breaking, { method: 'GET', how })
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => tell(rig.call(paths.workflows, { token }))),
      )
      const longest = Math.max(...answers.map(({ ms }) => ms))
      const isTold = answers.every(({ told }) => /^502 (NO_ANSWER|UNREADABLE_ANSWER)$/.test(told))
      const value = `${summarise(answers)} in ${(longest / 1000).toFixed(1)} s`
      checks.push(
        expectation(
          `a list from an API that ${how}`,
          value,
          '502 in 25 s',
          isTold && longest < LONGEST_READ_MS,
        ),
      )
    }
    breaking.method = null
    const grown = (rig.resources().memory - before) / MB
    checks.push(
      expectation('memory grown by it', `${grown.toFixed(0)} MB`, 'under 150 MB', grown < 150),
      equal('calls that followed a redirect with the key', seen.strangers, 0),
      equal('a list afterwards', (await tell(rig.call(paths.workflows, { token }))).told, '200'),
    )
    return [...checks, ...(await settle(rig))]
  } finally {
    await rig.close()
  }
}

async function endOnBrokenApi(): Promise<Check[]> {
  const { rig, token, breaking, seen } = await openBroken()
  try {
    const ids = rig.sandbox.ids()
    const results = []
    // All ways at once: each waits up to forty seconds for an answer.
    for (const [index, how] of WAYS.entries()) {
      Object.assign(breaking, { method: 'DELETE', how })
      const before = seen.deletes
      const answer = tell(terminate(rig, token, ids[index] ?? '', `broken-${index}`))
      const deadline = Date.now() + 5000
      while (seen.deletes === before && Date.now() < deadline) await pause(10)
      results.push({ how, answer, operation: `broken-${index}` })
    }
    const checks: Check[] = []
    for (const { how, answer, operation } of results) {
      const { told, ms } = await answer
      const state = await stateOf(rig, token, operation)
      const isTrue =
        told.startsWith('502') && ['unknown', 'still_running'].includes(state) && ms < LONGEST_DELETE_MS
      const value = `${told} in ${(ms / 1000).toFixed(1)} s, journal: ${state}`
      checks.push(
        expectation(`a DELETE to an API that ${how}`, value, '502, unknown until looked up', isTrue),
      )
    }
    checks.push(equal('DELETEs that left', seen.deletes, WAYS.length))
    return [...checks, ...(await settle(rig))]
  } finally {
    await rig.close()
  }
}

async function apiGone(): Promise<Check[]> {
  const { rig, token } = await openBroken()
  try {
    const [id = ''] = rig.sandbox.ids()
    await rig.closeApi()
    const [list, deletion] = await Promise.all([
      tell(rig.call(paths.workflows, { token })),
      tell(terminate(rig, token, id, 'gone-api-1')),
    ])
    const checks = [
      expectation(
        'a list while connections are refused',
        `${list.told} in ${(list.ms / 1000).toFixed(1)} s`,
        '502 in 5 s',
        list.told.startsWith('502') && list.ms < 5000,
      ),
      equal('a DELETE meanwhile', deletion.told, '502 NO_ANSWER'),
      equal('its state', await stateOf(rig, token, 'gone-api-1'), 'unknown'),
      equal('ready meanwhile: the console tells operators', (await tell(rig.call('/readyz'))).told, '200'),
    ]
    await rig.openApi()
    checks.push(
      equal('a list when it is back', (await tell(rig.call(paths.workflows, { token }))).told, '200'),
    )
    return [...checks, ...(await settle(rig))]
  } finally {
    await rig.close()
  }
}

/** The real pace, and an API that holds every answer: what comes is refused early, not kept for ever. */
async function apiHeld(): Promise<Check[]> {
  const { rig, token, breaking } = await openBroken({ env: {} })
  try {
    Object.assign(breaking, { method: 'GET', how: 'says nothing' })
    const flood = Array.from({ length: 400 }, () => tell(rig.call(paths.workflows, { token })))
    await pause(1000)
    const journal = await tell(rig.call(paths.journal, { token }))
    const metrics = await rig.metrics()
    const waiting = metrics.value('flowstop_pacer_queue_length', { priority: 'page' }) ?? 0
    const answers = await Promise.all(flood)
    const busy = answers.filter(({ told }) => told === '503 GATEWAY_BUSY')
    const slowest = Math.max(...busy.map(({ ms }) => ms))
    breaking.method = null
    const [id = ''] = rig.sandbox.ids()
    return [
      expectation(
        '400 lists at once',
        summarise(answers),
        'each 200, 429, 502 or 503',
        answers.every(({ told }) => /^(200|429|502|503)/.test(told)),
      ),
      expectation('waiting in the queue meanwhile', waiting, 'at most 90: 25 s at the pace', waiting <= 90),
      expectation(
        'refused',
        `${busy.length}, the slowest in ${slowest.toFixed(0)} ms`,
        '200 or more, in 3 s',
        busy.length >= 200 && slowest < 3000,
      ),
      equal(
        'with Retry-After',
        busy.every(({ retryAfter }) => retryAfter !== null),
        true,
      ),
      comesWithin('the journal meanwhile', journal, 1),
      equal('a DELETE afterwards', (await tell(terminate(rig, token, id, 'held-api-1'))).told, '204'),
      equal('doubled DELETEs', doubled(rig).length, 0),
      ...(await settle(rig)),
    ]
  } finally {
    await rig.close()
  }
}

export const API_FAULTS: readonly Fault[] = [
  { name: 'api-broken-list', run: readFromBrokenApi },
  { name: 'api-broken-delete', run: endOnBrokenApi },
  { name: 'api-gone', run: apiGone },
  { name: 'api-held', run: apiHeld },
]
