import { expect, it } from 'vitest'

import { COLUMNS, gridOf, parseShown } from './columns.ts'

it('shows every column unless it was hidden', () => {
  expect([...parseShown(null)]).toEqual([...COLUMNS])
  expect([...parseShown(['id', 'started'])]).toEqual(['template', 'startedBy', 'changed', 'state'])
  expect([...parseShown(['nonsense', 7])]).toEqual([...COLUMNS])
})

it('gives each shown column a place, between what always stays', () => {
  const places = (hidden: readonly string[]) =>
    Object.values(gridOf(parseShown(hidden))).map((line) => String(line).split(' ').length)
  // Below 1024 px three columns have no room.
  expect(places([])).toEqual([COLUMNS.length + 3 - 3, COLUMNS.length + 3])
  expect(places(['template', 'changed', 'state'])).toEqual([3, 6])
  expect(places([...COLUMNS])).toEqual([3, 3])
})
