import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { JOURNAL_STATES } from '#src/contract/journal.ts'
import { parseJournalFilters, toJournalQuery } from '#src/features/journal/filters.ts'
import { formatFilters, NO_FILTERS, parseFilters } from '#src/features/workflows/filters/filters.ts'
import { AGES } from '#src/terms/ages.ts'

import { groupOutcomes, onlyStateOf, OUTCOME_GROUPS, planDays } from './count-days.ts'
import { journalLink, listLink } from './links.ts'

const HOUR = 3_600_000

describe('the last days', () => {
  it('end with today, follow each other without a gap, and are as long as the zone makes them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) }),
        fc.integer({ min: 1, max: 92 }),
        fc.constantFrom('local' as const, 0, 180, 330, -570),
        (now, count, zone) => {
          const { days, bounds } = planDays(now, count, zone)
          expect([days.length, bounds.length]).toEqual([count, count + 1])
          expect(now).toBeGreaterThanOrEqual(bounds.at(-2) ?? Infinity)
          expect(now).toBeLessThan(bounds.at(-1) ?? 0)
          for (const [index, until] of bounds.slice(1).entries())
            expect((until - (bounds[index] ?? 0)) / HOUR).toBeOneOf([23, 23.5, 24, 24.5, 25])
        },
      ),
    )
  })

  it.each(['local' as const, 0, 180, 330])(
    'are those that the journal shows behind their links, by %s',
    (zone) => {
      const { days, bounds } = planDays(Date.UTC(2026, 2, 31, 20, 30), 30, zone)
      for (const [index, day] of days.entries()) {
        const asked = toJournalQuery(
          parseJournalFilters(new URL(journalLink(day, day, 'gone'), 'http://x').searchParams),
          zone,
        )
        expect(asked).toEqual({
          from: new Date(bounds[index] ?? 0).toISOString(),
          to: new Date(bounds[index + 1] ?? 0).toISOString(),
          state: 'gone',
        })
      }
    },
  )
})

describe('outcomes of a day', () => {
  it('each belong to one group', () => {
    const one = Object.fromEntries(JOURNAL_STATES.map((state) => [state, 1]))
    const groups = groupOutcomes(one)
    expect(OUTCOME_GROUPS.reduce((sum, group) => sum + groups[group], 0)).toBe(JOURNAL_STATES.length)
    expect(groupOutcomes({})).toEqual(Object.fromEntries(OUTCOME_GROUPS.map((group) => [group, 0])))
  })

  it('can be asked of the journal where a group is one outcome', () => {
    expect(OUTCOME_GROUPS.map(onlyStateOf)).toEqual(['gone', null, null, 'still_running', 'refused', null])
  })
})

describe('links to the list', () => {
  it('say what the list itself would write', () => {
    const queryOf = (link: string) => new URL(link, 'http://x').search
    const notTemplates = ['7', '8']
    for (const age of AGES)
      expect(queryOf(listLink({ template: '713', age }))).toBe(
        `?${formatFilters({ ...NO_FILTERS, template: '713', age })}`,
      )
    const link = listLink({ notTemplates, isStuck: true })
    expect(parseFilters(new URL(link, 'http://x').searchParams)).toEqual({
      ...NO_FILTERS,
      notTemplate: notTemplates,
      preset: 'stuck',
    })
    expect(listLink({})).toBe('/workflows')
  })
})
