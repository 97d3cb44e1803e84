import fc from 'fast-check'
import { expect, it } from 'vitest'

import { decodeMirrorChanges, encodeMirrorChanges, type MirrorChanges } from './mirror.ts'
import type { Workflow } from './workflow.ts'

const instant = fc.option(fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000))
const text = fc.option(fc.string({ minLength: 1 }).map((value) => `x${value.trim()}`))

const workflow: fc.Arbitrary<Workflow> = fc.record({
  id: fc.stringMatching(/^[a-z0-9]{1,20}$/),
  modifiedAt: instant,
  startedAt: instant,
  lock: fc.oneof(
    fc.constant({ kind: 'free' as const }),
    fc.constant({ kind: 'unknown' as const }),
    fc.integer({ min: 1, max: 4_000_000_000 }).map((at) => ({ kind: 'held' as const, until: at * 1000 })),
  ),
  moduleId: text,
  entity: text,
  documentId: text,
  startedBy: text,
  templateId: text,
})

const changes: fc.Arbitrary<MirrorChanges> = fc.record({
  since: fc.constant('m_1'),
  isAnew: fc.boolean(),
  hasMore: fc.boolean(),
  total: fc.option(fc.nat()),
  readCount: fc.nat(),
  isComplete: fc.boolean(),
  endedCount: fc.nat(),
  readAt: instant,
  locksReadAt: instant,
  now: instant,
  failingSince: instant,
  rows: fc.array(workflow),
  ended: fc.array(fc.stringMatching(/^[a-z0-9]{1,20}$/)),
})

it('carries every row and fact over the wire', () => {
  fc.assert(
    fc.property(changes, (told) => {
      const wire: unknown = JSON.parse(JSON.stringify({ data: encodeMirrorChanges(told) }))
      expect(decodeMirrorChanges(wire)).toEqual(told)
    }),
  )
})

it('leaves out what has no usable id, and takes what is unreadable for unknown', () => {
  const { rows } = decodeMirrorChanges({
    data: { since: 'm_1', ids: ['a', 7, '..'], locks: ['?'], modifiedAt: ['x'] },
  })
  expect(rows).toEqual([
    {
      id: 'a',
      modifiedAt: null,
      startedAt: null,
      lock: { kind: 'unknown' },
      moduleId: null,
      entity: null,
      documentId: null,
      startedBy: null,
      templateId: null,
    },
  ])
})

it('refuses what is no answer', () => {
  expect(() => decodeMirrorChanges({ data: { ids: [] } })).toThrow(TypeError)
})
