import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Workflow } from '#src/contract/workflow.ts'

import {
  countShown,
  cutSelection,
  hasUnseen,
  moveSelection,
  NOTHING_SELECTED,
  rangeOf,
  type Selection,
  type SelectionMove,
  type SelectionState,
} from './selection.ts'

const rowOf = (id: string): Workflow => ({
  id,
  modifiedAt: null,
  startedAt: null,
  lock: { kind: 'free' },
  moduleId: null,
  entity: null,
  documentId: null,
  startedBy: null,
  templateId: null,
})
const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(rowOf)
const ids = ({ selection }: SelectionState) => [...selection.keys()].toSorted().join('')
const move = (moves: readonly SelectionMove[]) => moves.reduce(moveSelection, NOTHING_SELECTED)
const one = (id: string, isSelected = true): SelectionMove => ({ kind: 'one', row: rowOf(id), isSelected })
const range = (toId: string): SelectionMove => ({ kind: 'range', toId, rows: ROWS })
const step = (fromId: string, toId: string): SelectionMove => ({ kind: 'step', fromId, toId, rows: ROWS })

const anyId = fc.constantFrom(...ROWS.map(({ id }) => id))
const anyMove: fc.Arbitrary<SelectionMove> = fc.oneof(
  fc.tuple(anyId, fc.boolean()).map(([id, isSelected]) => one(id, isSelected)),
  anyId.map(range),
  fc.tuple(anyId, anyId).map(([from, to]) => step(from, to)),
  fc.subarray(ROWS).map((rows) => ({ kind: 'add', rows, allOf: 'q' }) as const),
  fc.subarray(ROWS).map((rows) => ({ kind: 'remove', rows }) as const),
  fc.constant({ kind: 'clear' } as const),
)

describe('ranges', () => {
  it('take the rows between in the order shown, in either direction', () => {
    expect(ids(move([one('c'), range('f')]))).toBe('cdef')
    expect(ids(move([one('f'), range('c')]))).toBe('cdef')
  })

  it('give back what they took when they shrink, and nothing that was picked before', () => {
    expect(ids(move([one('d'), one('b'), range('f'), range('c')]))).toBe('bcd')
    expect(ids(move([one('d'), one('b'), range('f'), range('a')]))).toBe('abd')
  })

  it('take rows out again when they began by taking one out', () => {
    const all: SelectionMove = { kind: 'add', rows: ROWS, allOf: 'q' }
    expect(ids(move([all, one('c', false), range('e')]))).toBe('abfgh')
  })

  it('of steps begin where the focus is, not where the last press was', () => {
    expect(ids(move([one('a'), step('e', 'f')]))).toBe('aef')
    expect(ids(move([one('a'), step('e', 'f'), step('f', 'g'), step('g', 'f')]))).toBe('aef')
  })

  it('are the second row alone when the first is not shown', () => {
    expect(rangeOf(ROWS, 'gone', 'c').map(({ id }) => id)).toEqual(['c'])
    expect(rangeOf(ROWS, 'c', 'gone')).toEqual([])
  })

  it('hold every row from one end to the other, and no other (property)', () => {
    fc.assert(
      fc.property(anyId, anyId, (from, to) => {
        const between = ROWS.filter(({ id }) => (from < to ? id >= from && id <= to : id >= to && id <= from))
        expect(rangeOf(ROWS, from, to)).toEqual(between)
      }),
    )
  })
})

describe('a selection', () => {
  it('never takes a row that the moves do not name (property)', () => {
    fc.assert(
      fc.property(fc.array(anyMove), fc.subarray(ROWS), (moves, shown) => {
        const before = move(moves)
        const after = moveSelection(before, { kind: 'range', toId: 'd', rows: shown })
        const allowed = new Set([...shown.map(({ id }) => id), ...before.selection.keys()])
        const base = before.anchor?.base ?? before.selection
        for (const id of after.selection.keys()) expect(allowed.has(id) || base.has(id)).toBe(true)
      }),
    )
  })

  it('says of which filter everything was taken, until something is picked by hand', () => {
    const all = move([{ kind: 'add', rows: ROWS, allOf: 'preset=stuck' }])
    expect(all.allOf).toBe('preset=stuck')
    expect(moveSelection(all, one('a', false)).allOf).toBeNull()
  })

  it('is cut to what exists and never grows by it (property)', () => {
    fc.assert(
      fc.property(fc.array(anyMove), fc.subarray(ROWS), (moves, running) => {
        const before = move(moves)
        const known = new Map(running.map((row) => [row.id, row]))
        const selection = cutSelection(before.selection, known, (id) => known.has(id))
        expect([...selection.keys()]).toEqual([...before.selection.keys()].filter((id) => known.has(id)))
        // Not even by a range that shrinks afterwards.
        const after = moveSelection(moveSelection(before, { kind: 'cut', selection }), {
          kind: 'range',
          toId: 'a',
          rows: running,
        })
        for (const id of after.selection.keys()) expect(known.has(id)).toBe(true)
      }),
    )
  })

  it('is the same object when nothing was cut: nothing is drawn again', () => {
    const selection: Selection = new Map(ROWS.map((row) => [row.id, row]))
    expect(cutSelection(selection, new Map(), () => true)).toBe(selection)
  })

  it('learns the facts of what a draft had kept by its id', () => {
    const kept: Selection = new Map([['a', null]])
    expect(hasUnseen(kept)).toBe(true)
    const seen = cutSelection(kept, new Map([['a', rowOf('a')]]), () => true)
    expect(seen.get('a')).toEqual(rowOf('a'))
    expect(hasUnseen(seen)).toBe(false)
  })

  it('counts what is shown of it, and what is left to select', () => {
    const { selection } = move([one('a'), range('d')])
    const counts = countShown(selection, ROWS.slice(2), ({ id }) => id !== 'c' && id !== 'e')
    expect(counts).toEqual({ selected: 2, selectable: ROWS.length - 4, left: ROWS.length - 5 })
  })

  it('takes 100,000 rows, counts and cuts them, and stays the same object where nothing changes', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => rowOf(`69f4b7c1a1b2c3.${10_000_000 + index}`))
    const known = new Map(rows.map((row) => [row.id, row]))
    const { selection } = moveSelection(NOTHING_SELECTED, { kind: 'add', rows, allOf: '' })
    expect(cutSelection(selection, known, (id) => known.has(id))).toBe(selection)
    expect(countShown(selection, rows, () => true).left).toBe(0)
  })
})
