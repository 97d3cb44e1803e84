import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createEventQueue } from './queue.ts'
import type { Row } from './row.ts'
import { createBlankRow } from './row.ts'
import { createStore } from './store.ts'

const action = fc.record({
  kind: fc.constantFrom('add', 'remove', 'touch'),
  id: fc.integer({ min: 0, max: 30 }),
  at: fc.integer({ min: 0, max: 1000 }),
})

describe('the store', () => {
  it('is a list sorted by MODIFIED, whatever happens to it', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 300 }), (actions) => {
        const store = createStore([])
        const model = new Map<string, Row>()
        for (const { kind, id: number, at } of actions) {
          const id = `w${number}`
          const row = model.get(id)
          if (kind === 'add' && !row) {
            const fresh = createBlankRow(id, at)
            model.set(id, fresh)
            store.add(fresh)
          } else if (kind === 'remove' && row) {
            model.delete(id)
            store.remove(id)
          } else if (kind === 'touch' && row) store.touch(row, at)
        }
        const { rows, total } = store.page({}, 0, 1000)
        expect(total).toBe(model.size)
        expect(new Set(rows.map((row) => row.id))).toEqual(new Set(model.keys()))
        const times = rows.map((row) => row.modifiedAt)
        expect(times).toEqual(times.toSorted((a, b) => b - a))
        const filtered = store.page({ templateId: '0' }, 3, 5)
        expect(filtered).toEqual({ rows: rows.slice(3, 8), total })
        expect(store.at(0.5) === null).toBe(model.size === 0)
      }),
    )
  })
})

describe('the event queue', () => {
  it('runs what is due in the order of time, and of planning where times are equal', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 })),
        fc.integer({ min: 0, max: 20 }),
        (times, now) => {
          const queue = createEventQueue()
          const ran: [number, number][] = []
          times.forEach((at, order) => queue.plan(at, () => ran.push([at, order])))
          queue.runUntil(now)
          const due = times.map((at, order): [number, number] => [at, order]).filter(([at]) => at <= now)
          expect(ran).toEqual(due.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]))
        },
      ),
    )
  })

  it('runs what an event plans, and never what is planned for never', () => {
    const queue = createEventQueue()
    const ran: string[] = []
    queue.plan(1, (at) => {
      ran.push('first')
      queue.plan(at + 1, () => ran.push('second'))
    })
    queue.plan(Infinity, () => ran.push('never'))
    queue.runUntil(5)
    expect(ran).toEqual(['first', 'second'])
  })
})
