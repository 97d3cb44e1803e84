import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

import { BackupError, readJournalFile, texts, withDatabase, type JournalFacts } from './journal-file.ts'
import { ownerOf, putInPlace } from './put-in-place.ts'

export type Restored = {
  facts: JournalFacts
  /** Where the journal that stood there is kept now; `null` = there was none. */
  setAside: string | null
}

/**
 * Puts a backup where the journal belongs. What stands there is set aside, never deleted: it may be the only record of
 * what was terminated since. Throws `BackupError` when the backup is no whole journal, or a gateway has the journal open.
 */
export function restoreJournal(file: string, journal: string, now: number): Restored {
  const facts = readJournalFile(file)
  const folder = dirname(journal)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const part = `${journal}.${process.pid}.part`
  try {
    copyFileSync(file, part)
    const isThere = existsSync(journal)
    const owner = ownerOf(isThere ? journal : folder)
    const setAside = isThere ? setJournalAside(journal, now) : null
    putInPlace(part, journal, owner)
    return { facts, setAside }
  } finally {
    rmSync(part, { force: true })
  }
}

function setJournalAside(journal: string, now: number): string {
  closeWal(journal)
  const aside = `${journal}.${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')}.replaced`
  if (existsSync(aside)) throw new BackupError(`${aside} is there already. Try again in a second.`)
  renameSync(journal, aside)
  // A file that could not be read keeps what was not yet written into it.
  for (const end of ['-wal', '-shm']) if (existsSync(journal + end)) renameSync(journal + end, aside + end)
  return aside
}

/**
 * Takes the last writes into the file itself. Leaving WAL needs the file for oneself, and every open journal holds it: so
 * this is also the check that nobody runs. A file that is damaged beyond reading has no such lock to ask.
 */
function closeWal(journal: string): void {
  try {
    withDatabase(journal, { readOnly: false }, (database) => texts(database, 'PRAGMA journal_mode = DELETE'))
  } catch (error) {
    const cause = error instanceof BackupError ? error.cause : error
    if (isBusy(cause))
      throw new BackupError(`${journal} is open in a running Flowstop. Stop it first; nothing was changed.`)
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (error.errcode === 5 || error.errcode === 6)
}
