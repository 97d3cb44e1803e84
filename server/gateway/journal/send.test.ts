import { pino } from 'pino'
import { expect, it } from 'vitest'

import { createManualClock } from '#server/clock.ts'
import { STALE_CLAIM_MS } from '#server/gateway/instances/instance-store.ts'
import type { Upstream } from '#server/gateway/upstream.ts'
import { makeRow } from '#server/journal-testing/rows.ts'

import { createSender } from './send.ts'

/** A sender whose claim takes so long to write; `isAlive` = others count this gateway as alive. */
async function send(claimMs: number, isAlive = true) {
  const clock = createManualClock()
  const left: string[] = []
  const moves: string[] = []
  const upstream: Upstream = async (path, { claim }) => {
    await claim?.()
    left.push(path)
    return { status: 204, body: undefined, requestId: null, retryAfter: null, now: null, attempts: 1 }
  }
  const sender = createSender({
    upstream,
    recorder: {
      move: async (row, to) => {
        row.state = to
        moves.push(to)
        return true
      },
      untilRecorded: async () => {},
      isBehind: () => false,
      lateCount: () => 0,
      close: () => {},
    },
    clock,
    logger: pino({ level: 'silent' }),
    requireFresh: async () => {
      if (!isAlive) throw new Error('The database is away')
    },
  })
  const sent = await sender(makeRow(), {
    token: null,
    priority: 'termination',
    signal: new AbortController().signal,
    claim: async () => {
      await clock.advance(claimMs)
      return true
    },
    stateOf: () => 'accepted',
    firstCheckAt: (now) => now,
  })
  return { sent: sent.kind === 'not_sent' ? sent.why : sent.kind, left: left.length, moves }
}

it('a claim that took long to write, as in a process that was stopped, is not sent but given back', async () => {
  expect(await send(STALE_CLAIM_MS)).toEqual({ sent: 'answered', left: 1, moves: ['accepted'] })
  expect(await send(STALE_CLAIM_MS + 1)).toEqual({ sent: 'lost_claim', left: 0, moves: ['queued'] })
})

it('nothing is claimed while others may count this gateway as gone', async () => {
  expect(await send(0, false)).toEqual({ sent: 'journal', left: 0, moves: [] })
})
