import { describe, expect, it } from 'vitest'

import type { Workflow } from '#src/contract/workflow.ts'

import { countWorkflows, MOST_TEMPLATES } from './count-workflows.ts'

const NOW = Date.parse('2026-03-31T10:30:00Z')

function make(fields: Partial<Workflow> = {}): Workflow {
  return {
    id: 'w1',
    modifiedAt: NOW,
    startedAt: null,
    lock: { kind: 'free' },
    moduleId: null,
    entity: null,
    documentId: null,
    startedBy: null,
    templateId: '7',
    ...fields,
  }
}

const changed = (seconds: number) => make({ modifiedAt: NOW - seconds * 1000 })

describe('templates', () => {
  it('counts what runs and what is stuck', () => {
    const stuck = { kind: 'held', until: NOW - 5 * 60_000 - 1 } as const
    const running = { kind: 'held', until: NOW - 5 * 60_000 } as const
    const { templates } = countWorkflows(
      [make(), make({ lock: stuck }), make({ lock: running }), make({ templateId: '0', lock: stuck })],
      NOW,
    )
    expect(templates).toEqual([
      { template: '7', running: 3, stuck: 1 },
      { template: '0', running: 1, stuck: 1 },
      { template: 'other', running: 0, stuck: 0 },
    ])
  })

  it('tells the most frequent apart and joins the rest, whatever comes from outside', () => {
    const rows = Array.from({ length: 500 }, (_, index) =>
      Array.from({ length: index < 3 ? 2 : 1 }, () => make({ templateId: String(500 - index) })),
    ).flat()
    const strange = ['x'.repeat(10_000), '12"} 1', null].map((templateId) => make({ templateId }))
    const { templates } = countWorkflows([...rows, ...strange], NOW)
    expect(templates).toHaveLength(MOST_TEMPLATES + 1)
    expect(templates.slice(0, 5).map(({ template }) => template)).toEqual(['498', '499', '500', '1', '2'])
    expect(templates.at(-1)).toEqual({ template: 'other', running: 500 - MOST_TEMPLATES + 3, stuck: 0 })
    expect(templates.reduce((sum, { running }) => sum + running, 0)).toBe(rows.length + strange.length)
  })
})

describe('ages', () => {
  it('are the nearest ranks', () => {
    const rows = Array.from({ length: 200 }, (_, index) => changed(index + 1))
    expect(countWorkflows(rows, NOW).ages).toEqual([
      { quantile: 0.5, seconds: 100 },
      { quantile: 0.9, seconds: 180 },
      { quantile: 0.99, seconds: 198 },
      { quantile: 1, seconds: 200 },
    ])
  })

  it('leave out rows that do not say, and are never negative', () => {
    expect(countWorkflows([changed(-3), make({ modifiedAt: null })], NOW).ages[3]).toEqual({
      quantile: 1,
      seconds: 0,
    })
    expect(countWorkflows([make({ modifiedAt: null })], NOW).ages).toEqual([])
  })
})
