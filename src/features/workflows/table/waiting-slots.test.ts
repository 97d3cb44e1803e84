import { expect, it } from 'vitest'

import type { Workflow } from '#src/contract/workflow.ts'
import { createWorkflow } from '#src/testing/create-workflow.ts'

import { createSlotFinder } from './waiting-slots.ts'

const NOW = Date.UTC(2026, 10, 24)
const on = (id: string, documentId: string, rest: Parameters<typeof createWorkflow>[1] = {}) =>
  createWorkflow(id, { moduleId: 'crm', documentId, ...rest })

function findFullSlots(rows: readonly Workflow[]) {
  const finder = createSlotFinder(NOW)
  for (const row of rows) finder.take(row)
  return finder.full
}

it('finds the CRM items that hold two waiting workflows', () => {
  const rows = [on('a', 'DEAL_1'), on('b', 'DEAL_1'), on('c', 'DEAL_2'), on('d', 'DEAL_3'), on('e', 'DEAL_3')]
  expect([...findFullSlots(rows)]).toEqual(['DEAL_1', 'DEAL_3'])
})

it('does not count those that work, nor what is no CRM item', () => {
  const held = { lock: { kind: 'held', until: NOW } } as const
  const rows = [
    on('a', 'DEAL_1'),
    on('b', 'DEAL_1', held),
    on('c', '777', { moduleId: 'lists' }),
    on('d', '777', { moduleId: 'lists' }),
  ]
  expect(findFullSlots(rows).size).toBe(0)
})
