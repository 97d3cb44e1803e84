import { describe, expect, it } from 'vitest'

import { JOURNAL_STATES } from '#src/contract/journal.ts'

import { isAllowed, TRANSITIONS } from './transitions.ts'

describe('the moves of a termination', () => {
  it('lead from queued to every other state', () => {
    const reached = new Set(['queued'])
    for (const from of reached)
      for (const to of TRANSITIONS[JOURNAL_STATES.find((state) => state === from) ?? 'queued'])
        reached.add(to)
    expect([...reached].toSorted()).toEqual([...JOURNAL_STATES].toSorted())
  })

  it('never lead back to sending once an answer came', () => {
    const settled = JOURNAL_STATES.filter((state) => state !== 'queued' && state !== 'sending')
    expect(settled.filter((from) => isAllowed(from, 'sending') || isAllowed(from, 'queued'))).toEqual([])
  })

  it('never call gone what was not accepted', () => {
    expect(isAllowed('unknown', 'gone')).toBe(false)
    expect(isAllowed('no_longer_running', 'gone')).toBe(false)
  })

  it('end where there is nothing left to find out', () => {
    expect(JOURNAL_STATES.filter((state) => TRANSITIONS[state].length === 0)).toEqual([
      'already_gone',
      'refused',
      'withdrawn',
      'skipped',
    ])
  })
})
