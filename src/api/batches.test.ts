import { describe, expect, it } from 'vitest'

import { countsOf, type BatchProgress } from '#src/contract/batch.ts'
import type { JournalEntry, JournalState } from '#src/contract/journal.ts'

import { isMovingBatch, mergeProgress } from './batches.ts'

const item = (id: string, state: JournalState) => ({ id, state }) as JournalEntry

function progressOf(items: JournalEntry[], id = 'batch-0001'): BatchProgress {
  const counts = countsOf((state) => items.filter((one) => one.state === state).length)
  const batch = { id, state: 'active', total: items.length, counts } as BatchProgress['batch']
  return { batch, events: [], items, next: '5', now: 5 }
}

describe('what changed of a batch', () => {
  it('takes the place of what was known, and the order stays', () => {
    const before = progressOf([item('a', 'queued'), item('b', 'queued'), item('c', 'queued')])
    const after = mergeProgress(before, progressOf([item('c', 'accepted'), item('a', 'refused')]))
    expect(after.items.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'a refused',
      'b queued',
      'c accepted',
    ])
  })

  it('may come twice, and brings what was not known', () => {
    const before = progressOf([item('a', 'queued')])
    const change = progressOf([item('a', 'gone'), item('b', 'queued')])
    const once = mergeProgress(before, change)
    expect(mergeProgress(once, change).items).toEqual(once.items)
    expect(once.items.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('is nothing: the items are the very same, and nothing is drawn again for them', () => {
    const before = progressOf([item('a', 'queued')])
    expect(mergeProgress(before, progressOf([])).items).toBe(before.items)
  })

  it('of another batch is taken as it is', () => {
    const other = progressOf([item('x', 'queued')], 'batch-0002')
    expect(mergeProgress(progressOf([item('a', 'queued')]), other)).toBe(other)
  })
})

describe('a batch', () => {
  it('moves while anything is sent or looked for, and rests otherwise', () => {
    const paused = (state: JournalState) => {
      const { batch } = progressOf([item('a', state)])
      return isMovingBatch({ ...batch, state: 'paused' })
    }
    expect(['sending', 'accepted', 'unknown'].map((state) => paused(state as JournalState))).toEqual([
      true,
      true,
      true,
    ])
    expect(paused('queued')).toBe(false)
    expect(paused('gone')).toBe(false)
  })
})
