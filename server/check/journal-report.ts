import { access, constants } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

import { sql } from 'kysely'

import type { DatabaseConfig } from '#server/config.ts'
import { describeShares } from '#server/gateway/instances/describe-share.ts'
import { createInstanceStore } from '#server/gateway/instances/instance-store.ts'
import { openDatabase, type JournalConnection } from '#server/gateway/journal/database.ts'

import type { Finding } from './key-report.ts'

/** Whether the journal can be kept where it is to be kept, without making anything there. Never rejects. */
export async function reportOnJournal(database: DatabaseConfig): Promise<Finding> {
  try {
    return database.kind === 'sqlite' ? await reportOnFile(database.file) : await reportOnServer(database)
  } catch (error) {
    // Without the address: it may hold a password.
    const why = error instanceof Error ? error.message || error.name : String(error)
    return { verdict: 'no', words: `The journal cannot be kept: ${why}. Mend DATABASE_URL or what it names.` }
  }
}

async function reportOnFile(file: string): Promise<Finding> {
  if (file === ':memory:')
    return { verdict: 'no', words: 'The journal is kept in memory: it is lost when Flowstop stops.' }
  const path = resolve(file)
  const isThere = await isAccessible(path, constants.F_OK)
  const checked = isThere ? path : await findFolder(dirname(path))
  if (!(await isAccessible(checked, constants.R_OK | constants.W_OK)))
    return { verdict: 'no', words: `${checked} cannot be written. Give it to the user Flowstop runs as.` }
  return {
    verdict: 'yes',
    words: isThere ? `The journal is kept in ${path}.` : `The journal will be made in ${path}.`,
  }
}

/** The nearest folder that is there: what is missing below it is made at the start. */
async function findFolder(folder: string): Promise<string> {
  const isThere = await isAccessible(folder, constants.F_OK)
  return isThere || dirname(folder) === folder ? folder : findFolder(dirname(folder))
}

function isAccessible(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  )
}

async function reportOnServer(database: Extract<DatabaseConfig, { kind: 'postgres' }>): Promise<Finding> {
  const journal = openDatabase(database)
  try {
    await sql`select 1`.execute(journal.db)
    const words = `PostgreSQL at ${new URL(database.url).host} answers.`
    return { verdict: 'yes', words: `${words}${await tellGateways(journal)}` }
  } finally {
    await journal.close()
  }
}

/** Who works there now; empty when nobody does, as before the first start. */
async function tellGateways(journal: JournalConnection): Promise<string> {
  const there = await createInstanceStore(journal)
    .others('')
    .catch(() => [])
  return there.length === 0 ? '' : ` ${describeShares(there)}`
}
