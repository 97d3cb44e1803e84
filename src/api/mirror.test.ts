import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { MirrorChanges } from '#src/contract/mirror.ts'
import { createWorkflow } from '#src/testing/create-workflow.ts'

import { applyChanges, joinChanges, type MirrorList } from './mirror.ts'

const NOW = Date.UTC(2026, 2, 31)

function told(changes: Partial<MirrorChanges>): MirrorChanges {
  return {
    since: 's',
    isAnew: false,
    hasMore: true,
    total: null,
    readCount: 0,
    isComplete: false,
    endedCount: 0,
    readAt: null,
    locksReadAt: null,
    now: NOW,
    failingSince: null,
    rows: [],
    ended: [],
    ...changes,
  }
}

const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'))
/** As the gateway tells them: no id both as a row and as ended. */
const part = fc
  .record({ rows: ids, ended: ids, at: fc.nat(100), isAnew: fc.boolean() })
  .map(({ rows, ended, at, isAnew }) =>
    told({
      isAnew,
      rows: rows.map((id) => createWorkflow(id, { modifiedAt: at })),
      ended: ended.filter((id) => !rows.includes(id)),
    }),
  )

const factsOf = ({ workflows, ended: _ended, ...rest }: MirrorList) => ({
  ...rest,
  workflows: workflows.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
})

describe('answers that follow one another', () => {
  it('say the same joined as one by one', () => {
    fc.assert(
      fc.property(part, fc.array(part), part, (first, parts, last) => {
        const before = applyChanges(undefined, first, NOW)
        const oneByOne = [...parts, last].reduce<MirrorList>(
          (list, next) => applyChanges(list, next, NOW),
          before,
        )
        const joined = applyChanges(before, joinChanges(parts, last), NOW)
        expect(factsOf(joined)).toEqual(factsOf(oneByOne))
      }),
    )
  })

  it('are the last one where nothing came before it', () => {
    const last = told({ rows: [createWorkflow('a', { modifiedAt: 1 })] })
    expect(joinChanges([], last)).toBe(last)
  })
})
