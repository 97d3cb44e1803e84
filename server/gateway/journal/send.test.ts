import { pino } from 'pino'
import { expect, it } from 'vitest'

import { createManualClock } from '#server/clock.ts'
import { STALE_CLAIM_MS } from '#server/gateway/instances/instance-store.ts'
import type { Upstream } from '#server/gateway/upstream.ts'
import { makeRow } from '#server/journal-testing/rows.ts'

import { createSender } from './send.ts'

/** A sender whose claim takes so long to write. */
async function send(
  claimMs: number,
  {
    /** Others count this gateway as alive. */
    isAlive = true,
    isConfirmed = true,
  } = {},
) {
  const clock = createManualClock()
  const left: string[] = []
  const moves: string[] = []
  const row = makeRow()
  /** What stands on record of the sending. */
  const journal = { sent_at: row.sent_at ?? null, attempts: row.attempts }
  const upstream: Upstream = async (path, { claim }) => {
    await claim?.()
    left.push(path)
    return { status: 204, body: undefined, requestId: null, retryAfter: null, now: null, attempts: 1 }
  }
  const sender = createSender({
    upstream,
    recorder: {
      move: async (row, to, { sent_at, attempts }) => {
        row.state = to
        moves.push(to)
        Object.assign(journal, sent_at !== undefined && { sent_at }, attempts !== undefined && { attempts })
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
  const sent = await sender(row, {
    token: null,
    priority: 'termination',
    signal: new AbortController().signal,
    claim: async (_row, { sent_at, attempts }) => {
      await clock.advance(claimMs)
      Object.assign(journal, { sent_at, attempts })
      if (isConfirmed) return true
      throw new Error('The confirmation was lost')
    },
    stateOf: () => 'accepted',
    firstCheckAt: (now) => now,
  })
  const { attempts, sent_at: sentAt } = journal
  const why = sent.kind === 'not_sent' ? sent.why : sent.kind
  return { sent: why, left: left.length, moves, attempts, hasSentAt: sentAt !== null }
}

const AS_BEFORE = { left: 0, attempts: 0, hasSentAt: false }

it('a claim that took long to write, as in a process that was stopped, is not sent but given back', async () => {
  expect(await send(STALE_CLAIM_MS)).toEqual({
    sent: 'answered',
    left: 1,
    moves: ['accepted'],
    attempts: 1,
    hasSentAt: true,
  })
  expect(await send(STALE_CLAIM_MS + 1)).toEqual({ sent: 'lost_claim', moves: ['queued'], ...AS_BEFORE })
})

it('a claim whose confirmation was lost leaves no attempt on record', async () => {
  expect(await send(0, { isConfirmed: false })).toEqual({ sent: 'journal', moves: ['queued'], ...AS_BEFORE })
})

it('nothing is claimed while others may count this gateway as gone', async () => {
  expect(await send(0, { isAlive: false })).toEqual({ sent: 'journal', moves: [], ...AS_BEFORE })
})
