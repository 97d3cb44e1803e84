import { resolve } from 'node:path'

import { ConfigError, readDatabaseConfig } from '#server/config.ts'
import type { Env } from '#server/gateway/env-reader.ts'

import { backUpJournal } from './back-up.ts'
import { BackupError, type JournalFacts } from './journal-file.ts'
import { restoreJournal } from './restore.ts'

/** What a command has to say, and its exit code: 0 done, 1 not done, 2 called wrongly. */
export type CommandResult = { code: 0 | 1 | 2; words: readonly string[] }

/** `npm run backup -- FILE`. Never throws for what an administrator can mend. */
export function runBackup(args: readonly string[], env: Env): CommandResult {
  return withFiles('backup', args, env, (journal, file) => [
    `The journal of ${journal} is copied to ${file}.`,
    describeFacts(backUpJournal(journal, file)),
  ])
}

/** `npm run restore -- FILE`. `now` in epoch milliseconds. */
export function runRestore(args: readonly string[], env: Env, now: number): CommandResult {
  return withFiles('restore', args, env, (journal, file) => {
    const { facts, setAside } = restoreJournal(file, journal, now)
    const { underWay } = facts
    return [
      `The journal of ${journal} is the one of ${file} now.`,
      describeFacts(facts),
      ...(setAside === null ? [] : [`What stood there is kept as ${setAside}.`]),
      ...(underWay > 0
        ? [`${underWay} of them were under way: the next start tells what became of them.`]
        : []),
    ]
  })
}

function withFiles(
  name: 'backup' | 'restore',
  args: readonly string[],
  env: Env,
  task: (journal: string, file: string) => readonly string[],
): CommandResult {
  const [file, ...rest] = args
  if (file === undefined || file.startsWith('-') || rest.length > 0)
    return { code: 2, words: [`Name one file: npm run ${name} -- FILE`] }
  try {
    const database = readDatabaseConfig(env)
    if (database.kind === 'postgres')
      return {
        code: 2,
        words: [
          'DATABASE_URL names a PostgreSQL: use its own pg_dump and pg_restore, as docs/backup.md shows.',
        ],
      }
    if (database.file === ':memory:')
      return { code: 2, words: ['DATABASE_URL keeps the journal in memory: there is no file.'] }
    return { code: 0, words: task(resolve(database.file), resolve(file)) }
  } catch (error) {
    if (error instanceof ConfigError) return { code: 2, words: error.problems }
    if (error instanceof BackupError || isSystemError(error)) return { code: 1, words: [error.message] }
    throw error
  }
}

/** No room, no right, no such folder: told as Node says it. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error
}

function describeFacts({ terminations, batches, schema, newestAt }: JournalFacts): string {
  const newest = newestAt === null ? '' : `, the newest of ${new Date(newestAt).toISOString()}`
  return `It is whole: ${terminations} terminations${newest}; ${batches} batches; schema ${schema}.`
}
