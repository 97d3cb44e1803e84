import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { BATCH_EVENTS, countsOf, PAUSE_REASONS, type Batch, type BatchEvent } from '#src/contract/batch.ts'
import { JOURNAL_STATES, type JournalEntry } from '#src/contract/journal.ts'

import {
  countOutcomes,
  countProcessed,
  matchesOutcome,
  OUTCOME_ORDER,
  outcomeWord,
  parseOutcome,
} from './batch-page-outcomes.ts'
import {
  describeBatch,
  describeCoded,
  describeEvent,
  describeLeft,
  describePause,
  describeState,
} from './batch-page-words.ts'

const NOW = Date.parse('2026-03-31T10:30:00Z')
const ANNA = { id: '1', name: 'Anna Ivanova', session: 'aaaa' }
const PYOTR = { id: '7', name: 'Пётр Смирнов', session: 'bbbb' }

function batchOf(changes: Partial<Batch> = {}): Batch {
  return {
    id: 'batch-0001',
    mode: 'soft',
    reason: 'Cleared away',
    state: 'active',
    operator: ANNA,
    createdAt: NOW,
    startsAt: NOW + 5000,
    startedAt: NOW + 5000,
    finishedAt: null,
    pause: null,
    waitingFor: null,
    retryOf: null,
    total: 12,
    counts: countsOf((state) => (state === 'queued' ? 12 : 0)),
    leftMs: null,
    ...changes,
  }
}

const withCounts = (counts: Partial<Batch['counts']>) => ({ ...countsOf(() => 0), ...counts })

function eventOf(changes: Partial<BatchEvent>): BatchEvent {
  return { kind: 'created', at: NOW, by: ANNA, why: null, code: null, ...changes }
}

const refusedItems = (count: number) =>
  Array.from({ length: count }, () => ({ errorCode: 'BITRIX_ERROR', httpStatus: 422 }) as JournalEntry)

describe('the outcomes of a batch', () => {
  it('are all told, each once, in one order', () => {
    expect(OUTCOME_ORDER.toSorted()).toEqual([...JOURNAL_STATES].toSorted())
    expect(new Set(JOURNAL_STATES.map(outcomeWord)).size).toBe(JOURNAL_STATES.length)
  })

  it('add up to the whole, whatever is counted', () => {
    const count = fc.nat({ max: 10_000 })
    fc.assert(
      fc.property(fc.array(count, { minLength: 11, maxLength: 11 }), count, (numbers, missing) => {
        const counts = countsOf((state) => numbers[JOURNAL_STATES.indexOf(state)] ?? 0)
        const total = numbers.reduce((sum, number) => sum + number, missing)
        const told = countOutcomes({ counts, total })
        expect(told.reduce((sum, outcome) => sum + outcome.count, 0)).toBe(total)
        expect(countProcessed({ counts, total })).toBeLessThanOrEqual(total)
      }),
    )
  })

  it('that were not counted are called unknown', () => {
    expect(countOutcomes({ counts: withCounts({ gone: 2 }), total: 3 })).toEqual([
      { state: 'gone', word: 'Ended', count: 2 },
      { state: 'untold', word: 'Not known', count: 1 },
    ])
  })

  it('count nothing as processed that waits, leaves or was given up', () => {
    const counts = withCounts({ queued: 1, sending: 2, withdrawn: 3, accepted: 4 })
    expect(countProcessed({ counts, total: 10 })).toBe(4)
  })

  it('are filtered by the address, and by nothing that is none', () => {
    expect(parseOutcome('refused')).toBe('refused')
    expect(parseOutcome('failed')).toBe('failed')
    expect(parseOutcome('nonsense')).toBeNull()
    expect(matchesOutcome({ state: 'still_running' }, 'failed')).toBe(true)
    expect(matchesOutcome({ state: 'unknown' }, 'failed')).toBe(false)
    expect(matchesOutcome({ state: 'unknown' }, null)).toBe(true)
  })
})

describe('the words for a batch', () => {
  it('name it by number and way', () => {
    expect(describeBatch(batchOf())).toBe('Terminate 12 workflows, Soft')
    expect(describeBatch(batchOf({ total: 1, mode: 'force' }))).toBe('Terminate 1 workflow, Force')
    expect(describeBatch(batchOf({ total: 2340 }))).toBe('Terminate 2,340 workflows, Soft')
  })

  it('do not call done what is still followed', () => {
    const done = batchOf({ state: 'done', counts: withCounts({ accepted: 3, gone: 9 }) })
    expect(describeState(done).word).toBe('All sent; 3 are still being followed')
    expect(describeState({ ...done, counts: withCounts({ gone: 12 }) }).word).toBe('Done')
  })

  it('say when nothing was sent', () => {
    const stopped = batchOf({ state: 'stopped', counts: withCounts({ withdrawn: 12 }) })
    expect(describeState({ ...stopped, startedAt: null }).word).toBe('Nothing was sent')
    expect(describeState(stopped).word).toBe('Stopped')
  })

  it('tell how long it takes only while it goes on', () => {
    expect(describeLeft(batchOf({ leftMs: 330_000 }), 2)).toBe('About 6 minutes left, at 2 a second at most')
    expect(describeLeft(batchOf({ leftMs: 330_000, state: 'starting' }), 2)).toBeNull()
    expect(describeLeft(batchOf(), 2)).toBeNull()
  })

  it('exist for every event', () => {
    for (const kind of BATCH_EVENTS) expect(describeEvent(eventOf({ kind })).what).not.toBe('')
    expect(describeEvent(eventOf({ by: null })).who).toBeNull()
  })
})

describe('a batch that rests', () => {
  const pauseOf = (
    pause: Batch['pause'],
    { events = [], items = [] }: { events?: BatchEvent[]; items?: JournalEntry[] } = {},
  ) => describePause({ pause, operator: ANNA, events, items })

  it('says why and what to do next, for every reason', () => {
    for (const why of PAUSE_REASONS) {
      const words = pauseOf({ why, code: 'BITRIX_ERROR' })
      expect(words?.why).not.toBe('')
      expect(words?.next).toMatch(/Resume/)
    }
    expect(pauseOf(null)).toBeNull()
  })

  it('names who paused it last', () => {
    const events = [eventOf({ kind: 'paused', by: ANNA }), eventOf({ kind: 'paused', by: PYOTR })]
    expect(pauseOf({ why: 'operator', code: null }, { events })?.why).toBe('Пётр Смирнов paused it.')
  })

  it('names whose session ended: of who let it go on last', () => {
    const pause = { why: 'session_ended', code: null } as const
    expect(pauseOf(pause)?.why).toBe('The session of Anna Ivanova ended.')
    const events = [eventOf({ kind: 'resumed', by: PYOTR })]
    expect(pauseOf(pause, { events })?.why).toBe('The session of Пётр Смирнов ended.')
  })

  it('tells the answer that came again and again, in words and as it came', () => {
    const pause = { why: 'equal_refusals', code: 'BITRIX_ERROR' } as const
    expect(pauseOf(pause, { items: refusedItems(8) })?.why).toBe(
      'Bitrix24 answered the same 8 times: Bitrix24 refused: BITRIX_ERROR',
    )
    // Fewer here: other terminations of the portal had a part, and their number is not known.
    expect(pauseOf(pause, { items: refusedItems(3) })?.why).toMatch(/here and to other terminations/)
    expect(describeCoded('BITRIX_ACCESS_DENIED')).toMatch(
      /^Bitrix24 does not allow this\..*\(BITRIX_ACCESS_DENIED\)$/,
    )
    expect(describeCoded('ERROR_LOOP_DETECTED')).toMatch(/^Too many equal errors/)
  })

  it('after many 404s says that Resume looks first', () => {
    const pause = { why: 'equal_refusals', code: 'ENTITY_NOT_FOUND' } as const
    expect(pauseOf(pause)?.next).toMatch(/finds out which others have ended/)
  })
})
