import { describe, expect, it } from 'vitest'

import type { Workflow } from '#src/contract/workflow.ts'
import { NO_FILTERS, type WorkflowFilters } from '#src/features/workflows/filters/filters.ts'
import { selectRows } from '#src/features/workflows/filters/select-rows.ts'
import { createWorkflow } from '#src/testing/create-workflow.ts'

import { choicesOf, MENU_CELLS } from './cell-choices.ts'

const NOW = Date.UTC(2026, 3, 1)
const names = { users: { '1': 'Anna' }, templates: { '713': 'Approval' }, documents: {} }
const deal = createWorkflow('deal')
const rows = [
  deal,
  createWorkflow('other deal', { documentId: 'DEAL_11' }),
  createWorkflow('lead', {
    entity: 'CCrmDocumentLead',
    documentId: 'LEAD_1',
    templateId: '8',
    startedBy: '2',
  }),
  createWorkflow('stuck', { lock: { kind: 'held', until: NOW - 3_600_000 }, moduleId: 'lists' }),
  createWorkflow('blank', {
    entity: null,
    documentId: null,
    moduleId: null,
    templateId: null,
    startedBy: null,
    modifiedAt: null,
  }),
]
const context = { filters: NO_FILTERS, names, now: NOW, zone: 180 }

describe('from a cell to a filter', () => {
  it('“only this value” keeps the row, “all but this” takes it away, for every value of every row', () => {
    const choices = rows.flatMap((row) =>
      MENU_CELLS.flatMap((cell) => choicesOf(cell, row, context).map((choice) => ({ row, ...choice }))),
    )
    const isShown = (row: Workflow, change: Partial<WorkflowFilters>) =>
      selectRows(rows, { ...NO_FILTERS, ...change }, { now: NOW, names }).includes(row)
    expect(choices.filter(({ row, only }) => only && !isShown(row, only.change))).toEqual([])
    expect(choices.filter(({ row, but }) => but && isShown(row, but))).toEqual([])
  })

  it('keeps what was left out before, and takes back a filter that would match nothing', () => {
    const filters = { ...NO_FILTERS, template: '713', notTemplate: ['8'] }
    const [choice] = choicesOf('template', deal, { ...context, filters })
    expect(choice?.but).toEqual({ template: null, notTemplate: ['8', '713'] })
    expect(choice?.only?.change).toEqual({ template: '713', notTemplate: [] })
  })

  it('names the value, and copies what the API calls it', () => {
    expect(choicesOf('template', deal, context)[0]).toMatchObject({
      heading: 'Template: Approval',
      copy: '713',
    })
    expect(choicesOf('startedBy', deal, context)[0]).toMatchObject({ heading: 'Started by: Anna', copy: '1' })
    expect(choicesOf('document', deal, context)[0]).toMatchObject({ heading: 'Deal 10', copy: 'DEAL_10' })
    expect(choicesOf('changed', deal, context)[0]).toMatchObject({
      heading: 'Last change: 1 to 7 days ago',
      copy: '2026-03-31T03:00:00+03:00',
    })
  })

  it('offers no filter for what is unknown', () => {
    const blank = rows.at(-1) ?? deal
    for (const cell of ['template', 'startedBy', 'changed'] as const)
      expect(choicesOf(cell, blank, context)).toMatchObject([{ only: null, but: null, copy: null }])
  })
})
