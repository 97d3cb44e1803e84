import type { MiddlewareHandler } from 'hono'
import { sql } from 'kysely'

import type { Clock } from '#server/clock.ts'
import type { JournalConnection } from '#server/gateway/journal/database.ts'

/** Anybody may ask, and each look is a write to the disk: so often at most. */
const FRESH_MS = 5000
/** A journal that takes longer holds up terminations as well. */
const PATIENCE_MS = 2000

export type Part = 'gateway' | 'journal_read' | 'journal_write'

type ReadinessDeps = {
  database: Pick<JournalConnection, 'db' | 'reader'>
  clock: Clock
}

/**
 * Whether the gateway can do its work: the journal can be read and written, and it is not closing. The API is no part of
 * it: while that is away, the console is what tells operators so, and has to stay reachable.
 */
export function createReadiness({ database, clock }: ReadinessDeps) {
  let isClosing = false
  let looked: { at: number; failing: Promise<Part[]> } | null = null

  async function look(): Promise<Part[]> {
    const [canRead, canWrite] = await Promise.all([
      works(database.reader.selectFrom('schema_version').select('version').execute()),
      // Changes nothing, and yet has to reach the disk.
      works(sql`UPDATE schema_version SET version = version`.execute(database.db)),
    ])
    return [
      ...(canRead ? [] : (['journal_read'] as const)),
      ...(canWrite ? [] : (['journal_write'] as const)),
    ]
  }

  function works(query: Promise<unknown>): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const cancel = clock.after(PATIENCE_MS, () => resolve(false))
    query.then(
      () => resolve(true),
      () => resolve(false),
    )
    return promise.finally(cancel)
  }

  const leaving: MiddlewareHandler = async (c, next) => {
    await next()
    if (isClosing) c.res.headers.set('Connection', 'close')
  }

  return {
    /** The parts that are not ready; empty = it is. */
    findFailing: (): Promise<Part[]> => {
      if (isClosing) return Promise.resolve(['gateway'])
      if (looked === null || clock.now() - looked.at >= FRESH_MS)
        looked = { at: clock.now(), failing: look() }
      return looked.failing
    },
    /** While the process is about to end each answer closes its connection: the next request goes to whoever stays. */
    leaving,
    close: () => {
      isClosing = true
    },
  }
}

export type Readiness = ReturnType<typeof createReadiness>
