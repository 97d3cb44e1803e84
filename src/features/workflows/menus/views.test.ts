import fc from 'fast-check'
import { expect, it } from 'vitest'

import { NO_FILTERS, parseFilters } from '#src/features/workflows/filters/filters.ts'

import { keepView, LONGEST_NAME, MOST_VIEWS, parseViews, queryOf, systemViews } from './views.ts'

const MINE = { name: 'Mine', query: 'notTemplate=713&preset=stuck' }

it('everybody has views whose address says what they show', () => {
  const filters = systemViews().map(({ query }) => parseFilters(new URLSearchParams(query)))
  expect(filters.map(({ preset }) => preset)).toEqual(['stuck', 'no_movement', 'system'])
  expect(filters.every(({ sort }) => sort.endsWith('_oldest'))).toBe(true)
})

it('own views come back as they were kept', () => {
  expect(parseViews(JSON.parse(JSON.stringify([MINE])))).toEqual([MINE])
})

it('what was stored by nobody or by another version does no harm', () => {
  expect(parseViews(null)).toEqual([])
  expect(parseViews({ name: 'x' })).toEqual([])
  expect(parseViews([null, 'x', { name: 'no query' }, { name: '', query: '' }, MINE])).toEqual([MINE])
  expect(parseViews([{ name: 'Old', query: 'preset=gone&page=7&sort=nonsense' }])).toEqual([
    { name: 'Old', query: queryOf(NO_FILTERS) },
  ])
  fc.assert(
    fc.property(fc.jsonValue(), (stored) => {
      const views = parseViews(stored)
      expect(parseViews(JSON.parse(JSON.stringify(views)))).toEqual(views)
    }),
  )
})

it('no more and no longer ones are taken than the menu can show', () => {
  const many = Array.from({ length: MOST_VIEWS + 10 }, (_, index) => ({ name: `View ${index}`, query: '' }))
  expect(parseViews(many)).toHaveLength(MOST_VIEWS)
  expect(parseViews([{ name: 'x'.repeat(500), query: '' }])[0]?.name).toHaveLength(LONGEST_NAME)
})

it('a view of the same name is replaced where it stands', () => {
  const other = { name: 'Other', query: '' }
  const again = { name: 'Mine', query: 'q=x' }
  expect(keepView([MINE, other], again)).toEqual([again, other])
  expect(keepView([MINE], other)).toEqual([MINE, other])
})
