import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { STUCK_AFTER_MS, type Workflow } from '#src/contract/workflow.ts'
import { createFilter } from '#src/features/workflows/filters/select-rows.ts'
import { NO_FILTERS } from '#src/features/workflows/filters/filters.ts'
import { AGES } from '#src/terms/ages.ts'
import { createWorkflow } from '#src/testing/create-workflow.ts'

import { AGE_SERIES, countRunning, MOST_SHOWN, planTemplates, type Group } from './count-running.ts'

const NOW = Date.UTC(2026, 2, 31)
const DAY = 86_400_000
const NO_NAMES = { users: {}, templates: {}, documents: {} }

const row = (fields: Partial<Workflow> = {}) => createWorkflow('w1', fields)

const rowsAtWill = fc.array(
  fc
    .record({
      templateId: fc.option(fc.integer({ min: 0, max: 30 }).map(String)),
      modifiedAt: fc.option(fc.integer({ min: NOW - 90 * DAY, max: NOW + DAY })),
      lock: fc.oneof(
        fc.constant({ kind: 'free' } as const),
        fc.constant({ kind: 'unknown' } as const),
        fc
          .integer({ min: NOW - 2 * STUCK_AFTER_MS, max: NOW })
          .map((until) => ({ kind: 'held', until }) as const),
      ),
    })
    .map(row),
  { maxLength: 120 },
)

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)
const sumOfAges = ({ ages }: Group) => sumOf(AGE_SERIES.map((age) => ages[age]))

describe('what runs, counted', () => {
  it('says nothing of no rows', () => {
    const { all, templates } = countRunning([], NOW)
    expect([all.total, all.stuck, sumOfAges(all)]).toEqual([0, 0, 0])
    expect(templates).toEqual([])
  })

  it('loses no row and counts none twice: bands and what is unknown add up, and so do templates', () => {
    fc.assert(
      fc.property(rowsAtWill, (rows) => {
        const { all, templates } = countRunning(rows, NOW)
        expect(all.total).toBe(rows.length)
        expect(sumOf(AGES.map((age) => all.ages[age]))).toBe(
          rows.filter(({ modifiedAt }) => modifiedAt !== null).length,
        )
        for (const group of [all, ...templates]) expect(sumOfAges(group)).toBe(group.total)
        for (const measure of ['total', 'stuck'] as const)
          expect(sumOf(templates.map((group) => group[measure]))).toBe(all[measure])
      }),
    )
  })

  it('counts what the list shows behind each link', () => {
    fc.assert(
      fc.property(rowsAtWill, (rows) => {
        const { templates } = countRunning(rows, NOW)
        const shownBy = (filters: Partial<typeof NO_FILTERS>) =>
          rows.filter(createFilter({ ...NO_FILTERS, ...filters }, { now: NOW, names: NO_NAMES })).length
        for (const { templateId: template, stuck, ages } of templates) {
          if (template === null) continue
          expect(shownBy({ template, preset: 'stuck' })).toBe(stuck)
          for (const age of AGES) expect(shownBy({ template, age })).toBe(ages[age])
        }
        for (const measure of ['total', 'stuck'] as const) {
          const { shown, other } = planTemplates(templates, measure)
          const notTemplate = shown.map(({ templateId }) => templateId)
          const preset = measure === 'stuck' ? 'stuck' : 'all'
          expect(shownBy({ notTemplate, preset })).toBe(other?.[measure] ?? 0)
        }
      }),
    )
  })

  it('takes a hundred thousand rows in one pass', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) =>
      row({ templateId: String(index % 300), modifiedAt: NOW - index * 1000 }),
    )
    const { all, templates } = countRunning(rows, NOW)
    expect([all.total, templates.length]).toEqual([100_000, 300])
  })
})

describe('templates that have a bar', () => {
  const groups = (counts: Record<string, number>) =>
    countRunning(
      Object.entries(counts).flatMap(([templateId, count]) =>
        Array<Workflow>(count).fill(row({ templateId })),
      ),
      NOW,
    ).templates
  const ids = (plan: ReturnType<typeof planTemplates>) => plan.shown.map(({ templateId }) => templateId)

  it('are those of which most runs; of equals the older comes first', () => {
    expect(ids(planTemplates(groups({ 9: 1, 7: 3, 10: 1, 8: 2 }), 'total'))).toEqual(['7', '8', '9', '10'])
  })

  it('leave the rest as one, rows without a template always among them', () => {
    const counts = Object.fromEntries(Array.from({ length: 14 }, (_, id) => [id + 1, 20 - id]))
    const [blank] = countRunning([row({ templateId: null })], NOW).templates
    const plan = planTemplates(blank ? [blank, ...groups(counts)] : [], 'total')
    expect(plan.shown).toHaveLength(MOST_SHOWN.total)
    expect(plan.other).toMatchObject({ total: 8 + 7 + 1, templateCount: 3 })
    expect(planTemplates(groups({ 1: 1 }), 'total').other).toBeNull()
    expect(planTemplates(groups({ 1: 1 }), 'stuck')).toEqual({ shown: [], other: null })
  })

  it('keep their places while numbers change, and new ones come last', () => {
    const order = ['7', '8']
    expect(ids(planTemplates(groups({ 7: 1, 8: 5, 9: 9 }), 'total', order))).toEqual(['7', '8', '9'])
    expect(ids(planTemplates(groups({ 8: 5, 9: 9 }), 'total', order))).toEqual(['8', '9'])
  })
})
