import { expect, it } from 'vitest'

import { createInstanceStore } from '#server/gateway/instances/instance-store.ts'
import { makeDatabase, openJournal } from '#server/journal-testing/open-journal.ts'

import { reportOnJournal } from './journal-report.ts'

it('a server tells who works on it, and what they may do together; a file has one gateway', async () => {
  const config = await makeDatabase()
  const instances = createInstanceStore(await openJournal(config))
  for (const id of ['left', 'right'])
    await instances.join({ id, secret_mark: 's', api_mark: 'a', concurrency: 1, rate: 1.5 })
  const { verdict, words } = await reportOnJournal(config)
  expect(verdict).toBe('yes')
  expect(words).toContain(
    config.kind === 'postgres'
      ? '2 gateways work on this journal: together 2 calls at once and 3 a second'
      : 'The journal is kept in',
  )
})
