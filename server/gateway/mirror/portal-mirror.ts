import { randomUUID } from 'node:crypto'

import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import type { Caller } from '#server/gateway/caller.ts'
import { MOST_MIRROR_ROWS, type MirrorChanges, type MirrorFacts } from '#src/contract/mirror.ts'
import type { WorkflowPage } from '#src/contract/workflow.ts'

import { createKeeper } from './keeper.ts'

/** Who has not asked for so long does not watch any more. */
const WATCHED_MS = 30_000
/** How often the top is read while somebody watches. */
const TOP_MS = 10_000
/** A first walk that takes long looks at the top now and then, too. */
const TOP_WHILE_WALKING_MS = 60_000
/** A list of any size is read again in about this time, for its locks, but never faster than a page in `PAGE_MS`. */
const RE_READ_MS = 120_000
const PAGE_MS = 2000
/** After a failed read, doubled with each further one. */
const FIRST_PAUSE_MS = 2000
const LONGEST_PAUSE_MS = 60_000

export type PortalMirrorDeps = {
  portal: string
  clock: Clock
  logger: Logger
  /** Whoever of this portal passed the check last; `null` = nobody is signed in. */
  findReader: () => Caller | null
  /** Reads one page with somebody's session. Throws when there is no readable page. */
  readPage: (caller: Caller, offset: number) => Promise<WorkflowPage>
}

class NobodySignedIn extends Error {}

/** The list of one portal, read for everybody who watches it, and only while somebody does. */
export function createPortalMirror({ portal, clock, logger, findReader, readPage }: PortalMirrorDeps) {
  const name = randomUUID()
  const keeper = createKeeper(async (offset) => {
    const reader = findReader()
    if (reader === null) throw new NobodySignedIn('Nobody of this portal is signed in')
    const page = await readPage(reader, offset)
    if (page.now !== null) clockOffset = page.now - clock.now()
    return page
  })
  let clockOffset = 0
  let watchedUntil = -Infinity
  let isRunning = false
  let topAt = -Infinity
  let pageAt = -Infinity
  let failures = 0
  let failingSince: number | null = null
  let cancel: (() => void) | null = null
  let isClosed = false

  const isWatched = () => !isClosed && clock.now() < watchedUntil

  /** One read, whichever is due first; milliseconds until the next. */
  async function step(): Promise<number> {
    const now = clock.now()
    const { isComplete, pages } = keeper.state()
    const topMs = isComplete ? TOP_MS : TOP_WHILE_WALKING_MS
    if (topAt === -Infinity) topAt = now
    if (now - topAt >= topMs) {
      topAt = now
      await keeper.readTop()
      await keeper.seekEndings()
      return 0
    }
    const pageMs = isComplete ? Math.max(PAGE_MS, RE_READ_MS / pages) : 0
    if (now - pageAt >= pageMs) {
      pageAt = now
      await keeper.readOn()
      return 0
    }
    return Math.max(1, Math.min(topAt + topMs, pageAt + pageMs) - now)
  }

  async function work(): Promise<void> {
    isRunning = true
    try {
      while (isWatched()) {
        const waitMs = await tryStep()
        if (waitMs > 0) {
          cancel = clock.after(waitMs, () => void work())
          return
        }
      }
    } finally {
      if (!isWatched()) isRunning = false
    }
  }

  async function tryStep(): Promise<number> {
    try {
      const waitMs = await step()
      if (waitMs === 0) {
        failures = 0
        failingSince = null
      }
      return waitMs
    } catch (error) {
      failures += 1
      failingSince ??= clock.now()
      if (!(error instanceof NobodySignedIn))
        logger.warn({ portal, failures, why: describe(error) }, 'The mirror could not read the list')
      return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1))
    }
  }

  function watch(): void {
    watchedUntil = clock.now() + WATCHED_MS
    if (!isRunning && !isClosed) void work()
  }

  function facts(): MirrorFacts {
    const { pages: _pages, ...state } = keeper.state()
    return {
      ...state,
      readCount: keeper.rows.size(),
      now: clock.now() + clockOffset,
      failingSince: failingSince === null ? null : failingSince + clockOffset,
    }
  }

  return {
    portal,
    watch,
    isWatched,
    /** When it was last asked for, epoch milliseconds. */
    askedAt: () => watchedUntil - WATCHED_MS,
    begin: (page: WorkflowPage) => void keeper.begin(page),
    facts,
    workflows: () => keeper.rows.workflows(),
    /** A page of the unfiltered list that an operator has read. */
    take: keeper.take,
    /** What changed since an answer's `since`; everything when that was of another mirror, or too long ago. */
    changesSince: (since: string | null): MirrorChanges => {
      const [asked, version] = since?.split('_') ?? []
      const known = asked === name ? Number(version) : 0
      const isTold = asked === name && keeper.rows.canTell(known)
      const changes = keeper.rows.changes(isTold ? known : 0, MOST_MIRROR_ROWS)
      return {
        ...facts(),
        since: `${name}_${changes.version}`,
        isAnew: !isTold || known === 0,
        hasMore: changes.hasMore,
        rows: changes.rows,
        ended: changes.ended,
      }
    },
    close: () => {
      isClosed = true
      cancel?.()
    },
  }
}

export type PortalMirror = ReturnType<typeof createPortalMirror>

/** The kind of failure, never a text of the API's, which may name anything. */
function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'
}
