import fc from 'fast-check'
import { expect, it } from 'vitest'

import { openJournal } from '#server/journal-testing/open-journal.ts'
import { makeRow, NOW } from '#server/journal-testing/rows.ts'
import { JOURNAL_STATES } from '#src/contract/journal.ts'

import { createJournalDays } from './journal-days.ts'
import { createStore } from './store.ts'

const PORTAL = 'one.example'
const HOUR = 3_600_000

async function open() {
  const database = await openJournal()
  return { store: createStore(database), days: createJournalDays(database) }
}

it('counts what was asked for on each day by its outcome, from its first moment to the last before the next', async () => {
  const { store, days } = await open()
  const insert = (requested_at: number, state: (typeof JOURNAL_STATES)[number], portal = PORTAL) =>
    store.insert(makeRow({ workflow_id: crypto.randomUUID(), requested_at, state, portal }))
  await insert(NOW - 1, 'gone')
  await insert(NOW, 'gone')
  await insert(NOW + 1, 'gone')
  await insert(NOW + 25 * HOUR - 1, 'refused')
  await insert(NOW + 25 * HOUR, 'unknown')
  await insert(NOW, 'gone', 'two.example')
  // A day of 25 hours, and one on which nothing was terminated.
  const bounds = [NOW, NOW + 25 * HOUR, NOW + 49 * HOUR, NOW + 73 * HOUR]
  expect(await days.read(PORTAL, bounds)).toEqual([{ gone: 2, refused: 1 }, { unknown: 1 }, {}])
  expect(await days.read('three.example', bounds)).toEqual([{}, {}, {}])
})

it('counts each entry once, however the days lie', async () => {
  const { store, days } = await open()
  const at = fc.integer({ min: NOW, max: NOW + 1000 })
  const rows = fc.sample(fc.record({ requested_at: at, state: fc.constantFrom(...JOURNAL_STATES) }), 150)
  for (const [index, row] of rows.entries())
    await store.insert(makeRow({ ...row, workflow_id: `w${index}`, portal: PORTAL }))
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(at, { minLength: 2, maxLength: 12 }), async (instants) => {
      const bounds = instants.toSorted((a, b) => a - b)
      const counted = await days.read(PORTAL, bounds)
      const expected = bounds.slice(1).map((until, day) => {
        const inside = rows.filter(
          ({ requested_at }) => requested_at >= (bounds[day] ?? 0) && requested_at < until,
        )
        return Object.fromEntries(Object.entries(Object.groupBy(inside, ({ state }) => state)).map(countOf))
      })
      expect(counted).toEqual(expected)
    }),
    { numRuns: 30 },
  )
})

function countOf([state, rows]: [string, readonly unknown[] | undefined]): [string, number] {
  return [state, rows?.length ?? 0]
}
