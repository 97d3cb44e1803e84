import { Worker } from 'node:worker_threads'

import {
  CompiledQuery,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely'

import type { JournalDatabase } from './schema.ts'
import type { ReaderAnswer, ReaderQuestion } from './sqlite-reader-worker.ts'

/**
 * A second, read-only connection to the journal's SQLite in a thread of its own: a long read does not hold up the event
 * loop, and with WAL it does not hold up writing either. A thread that died is replaced by the next query.
 */
export function openSqliteReader(file: string): Kysely<JournalDatabase> {
  return new Kysely<JournalDatabase>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => createReaderDriver(file),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}

type Waiting = { resolve: (rows: unknown[]) => void; reject: (error: Error) => void }

function createReaderDriver(file: string): Driver {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let asked = 0

  function start(): Worker {
    const fresh = new Worker(new URL('sqlite-reader-worker.ts', import.meta.url), { workerData: file })
    // Reads do not keep the process alive.
    fresh.unref()
    fresh.on('message', ({ id, rows, error }: ReaderAnswer) => {
      const question = waiting.get(id)
      waiting.delete(id)
      if (error === null) question?.resolve(rows)
      else question?.reject(new Error(error))
    })
    const onEnd = (error: Error) => {
      if (worker === fresh) worker = null
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    }
    fresh.on('error', onEnd)
    fresh.on('exit', () => onEnd(new Error('The thread that reads the journal has ended')))
    return fresh
  }

  async function ask(sql: string, parameters: readonly unknown[]): Promise<unknown[]> {
    worker ??= start()
    asked += 1
    const question: ReaderQuestion = { id: asked, sql, parameters }
    const { promise, resolve, reject } = Promise.withResolvers<unknown[]>()
    waiting.set(question.id, { resolve, reject })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(question)
    return promise
  }

  const connection: DatabaseConnection = {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => ({
      rows: (await ask(sql, parameters)) as R[],
    }),
    // oxlint-disable-next-line require-yield -- a whole answer is read at once
    streamQuery: async function* () {
      throw new Error('The reader does not stream')
    },
  }
  const refuse = () => Promise.reject(new Error('The reader only reads'))
  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection),
    releaseConnection: () => Promise.resolve(),
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: async () => {
      await worker?.terminate()
    },
  }
}
