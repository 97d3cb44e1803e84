import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** A process that is just ending gets so long to let go. */
const WAIT_MS = 1000

/** Another process works on this journal. */
export class JournalTaken extends Error {
  constructor(file: string) {
    super(`Another Flowstop is at work on ${file}`)
    this.name = 'JournalTaken'
  }
}

/**
 * Keeps every other process away from the journal in `file`, for as long as this one lives: a lock of SQLite's own on a
 * file beside it, which the system takes away with the process, however that ends. Whoever has it knows that all earlier
 * ones are dead. Throws `JournalTaken`, and what the file system throws.
 */
export function lockJournal(file: string): { release: () => void } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(`${file}.lock`)
  try {
    lock.exec(`PRAGMA busy_timeout = ${WAIT_MS}; BEGIN EXCLUSIVE`)
  } catch (error) {
    lock.close()
    if (isBusy(error)) throw new JournalTaken(file)
    throw error
  }
  return { release: () => lock.close() }
}

const SQLITE_BUSY = 5

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}
