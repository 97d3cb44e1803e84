import { expect, it } from 'vitest'

import type { Heard } from './operator.ts'
import { judgeSoak, type Look, type SoakSamples } from './soak-verdict.ts'

const MB = 1024 * 1024

const look = (at: number, memory = 100): Look => ({
  at,
  memory: memory * MB,
  heap: 40 * MB,
  handles: 60,
  waiting: 3,
  inFlight: 4,
  loopP99: 12,
})
const heard = (fields: Partial<Heard> = {}): Heard => ({
  kind: 'mirror',
  ms: 2,
  told: '200',
  retryAfter: null,
  ...fields,
})

/** Ten minutes in which all went well, but for what is said. */
function failing(changes: Partial<SoakSamples>): string[] {
  const samples: SoakSamples = {
    looks: Array.from({ length: 120 }, (_, index) => look(index * 5)),
    heard: Array.from({ length: 1000 }, () => heard()),
    doubled: 0,
    unforeseen: 0,
    operators: 50,
    ...changes,
  }
  return judgeSoak(samples).flatMap(({ measure, isOk }) => (isOk ? [] : measure))
}

it('finds nothing wrong where nothing is', () => {
  expect(failing({})).toEqual([])
})

it('does not count what grew in the first minute, but what grew after it', () => {
  const warming = (index: number) => look(index * 5, index < 12 ? 50 + index * 4 : 98)
  expect(failing({ looks: Array.from({ length: 120 }, (_, index) => warming(index)) })).toEqual([])
  const leaking = Array.from({ length: 120 }, (_, index) => look(index * 5, 100 + index / 3))
  expect(failing({ looks: leaking })).toEqual(['memory held, first minute over / at the end'])
})

it('takes a refusal that says when to come back, a few times, and no other failure', () => {
  const among = (extra: Heard[]) => ({ heard: [...Array.from({ length: 1000 }, () => heard()), ...extra] })
  const busy = heard({ told: '503 GATEWAY_BUSY', retryAfter: '3' })
  expect(failing(among([busy, heard({ kind: 'termination', told: '404 ENTITY_NOT_FOUND' })]))).toEqual([])
  expect(failing(among(Array.from({ length: 20 }, () => busy)))).toEqual([
    'refused for now (429, 503), with Retry-After',
  ])
  expect(failing(among([heard({ told: '503 GATEWAY_BUSY' })]))).toEqual(['failures'])
  expect(failing(among([heard({ told: '502 NO_ANSWER' })]))).toEqual(['failures'])
})

it('is about the slowest in a hundred of what is cached, and of nothing else', () => {
  const slow = (kind: Heard['kind']) => [
    ...Array.from({ length: 900 }, () => heard()),
    ...Array.from({ length: 100 }, () => heard({ kind, ms: 80 })),
  ]
  expect(failing({ heard: slow('first page') })).toEqual([])
  expect(failing({ heard: slow('journal') })).toEqual(['cached answers, p50 / p99'])
})

it('names a DELETE that was sent twice, and an error in the log', () => {
  expect(failing({ doubled: 1, unforeseen: 1 })).toEqual(['doubled DELETEs', 'errors in the log'])
})
