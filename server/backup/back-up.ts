import { existsSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

import { BackupError, readJournalFile, withDatabase, type JournalFacts } from './journal-file.ts'
import { ownerOf, putInPlace, taken } from './put-in-place.ts'

/**
 * Copies the journal at one instant into a new file, also while a gateway writes to it: `VACUUM INTO` reads one snapshot,
 * and in WAL mode nobody waits for it. The copy gets its name when it has been checked. Throws `BackupError`.
 */
export function backUpJournal(journal: string, file: string): JournalFacts {
  if (!existsSync(journal)) throw new BackupError(`There is no journal in ${journal}: see DATABASE_URL.`)
  if (existsSync(file)) throw taken(file)
  const folder = dirname(file)
  if (!existsSync(folder)) throw new BackupError(`There is no folder ${folder}.`)
  const part = `${file}.${process.pid}.part`
  try {
    withDatabase(journal, { readOnly: true }, (database) => database.prepare('VACUUM INTO ?').run(part))
    const facts = readJournalFile(part)
    putInPlace(part, file, ownerOf(folder))
    return facts
  } finally {
    rmSync(part, { force: true })
  }
}
