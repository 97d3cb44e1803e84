import { Hono } from 'hono'
import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import { createBatchService } from '#server/gateway/batches/service.ts'
import type { Rights } from '#server/gateway/rights.ts'
import type { Upstream } from '#server/gateway/upstream.ts'
import { findProtection, type ProtectionRules } from '#src/contract/protection.ts'
import type { ReasonRule } from '#src/contract/session.ts'
import type { WorkflowPage } from '#src/contract/workflow.ts'

import type { JournalConnection } from './database.ts'
import { createFollowStore } from './follow-store.ts'
import { createFollower } from './follower.ts'
import { createJournalDays } from './journal-days.ts'
import { createJournalRoutes } from './journal-routes.ts'
import { createJournalPages } from './journal-pages.ts'
import { migrate } from './migrations.ts'
import { readListPage } from './read-list-page.ts'
import { createRecorder } from './recorder.ts'
import { createSender } from './send.ts'
import { createSightings } from './sightings.ts'
import { createStore, type OnMoved, type Store } from './store.ts'
import { logTerminations } from './termination-log.ts'
import { createTerminateRoute } from './terminate-route.ts'
import { createTerminator } from './terminate.ts'

export type TerminationsDeps = {
  clock: Clock
  database: JournalConnection
  upstream: Upstream
  rights: Pick<Rights, 'requireCaller' | 'requireReader' | 'tokenFor' | 'tokenOf' | 'portals'>
  logger: Logger
  requireReason: ReasonRule
  protection: ProtectionRules
  pacer: { concurrency: number; ratePerSecond: number }
  onMoved: OnMoved
  /** Whether a single termination that may wait so long would not get its slot. */
  isQueueFull: (maxWaitMs: number) => boolean
}

export type Terminations = {
  /** `DELETE /v1/workflows/:id`, `/api/journal` and `/api/batches`. */
  routes: Hono
  /** Every list page the gateway reads: facts for the record, and rows that came back. */
  onListPage: (seen: { portal: string; page: WorkflowPage }) => void
  /** Somebody of this portal is signed in: what waited for a session can be looked up. */
  onSignedIn: (portal: string) => void
  /** A session is over: nothing is sent with it any more. */
  onSessionEnd: (token: string) => void
  /** Outcomes that are known and could not be recorded yet. */
  unrecordedCount: () => number
  close: () => Promise<void>
}

/** The journal and what writes it. Throws when the database cannot be opened or is of a newer version. */
export async function createTerminations(deps: TerminationsDeps): Promise<Terminations> {
  const { clock, upstream, rights, logger } = deps
  const { database, onMoved } = deps
  const { db, reader } = database
  await migrate(db, database.kind)
  const store = createStore({ ...database, onMoved })
  await recover(store, clock)
  const sightings = createSightings()
  const follows = createFollowStore({ db, reader, onMoved })
  const follower = createFollower({ ...rights, store, follows, upstream, clock, logger })
  const recorder = createRecorder({ store, clock, logger })
  const send = logTerminations(createSender({ upstream, recorder, clock, logger }), { logger, clock })
  const onSettled = follower.wake
  const terminator = createTerminator({
    ...deps,
    store,
    send,
    recorder,
    sightings,
    onSettled,
  })
  const onListPage: Terminations['onListPage'] = ({ portal, page }) => {
    sightings.remember(portal, page)
    follower
      .revive(portal, page)
      .catch((error: unknown) => logger.error({ err: error }, 'A row came back unrecorded'))
  }
  const batches = createBatchService({
    ...deps,
    ...deps.pacer,
    tokenOf: rights.tokenOf,
    db,
    reader,
    insertMany: store.insertMany,
    sightings,
    send,
    onSettled,
    isKnownGone: follower.isKnownGone,
    isJournalBehind: recorder.isBehind,
    lookNow: follower.lookNow,
    readPage: async (caller, query) => {
      const page = await readListPage(upstream, caller, query, 'page')
      onListPage({ portal: caller.portal, page })
      return page
    },
  })
  await batches.recover()
  await follower.start()

  const routes = new Hono()
  routes.route(
    '/',
    createTerminateRoute({
      ...deps,
      protectionOf: (portal, workflowId) =>
        findProtection(sightings.find(portal, workflowId), deps.protection),
      terminate: terminator.terminate,
    }),
  )
  const pages = createJournalPages(database)
  const days = createJournalDays(database)
  routes.route('/', createJournalRoutes({ store, pages, days, rights, clock }))
  routes.route('/', batches.routes)
  return {
    routes,
    onListPage,
    onSignedIn: () => follower.wake(),
    onSessionEnd: batches.endSession,
    unrecordedCount: recorder.lateCount,
    close: async () => {
      batches.close()
      follower.close()
      recorder.close()
      await database.close()
    },
  }
}

/** After a crash: what was being sent may have acted, what was queued was not sent. */
async function recover(store: Store, clock: Clock): Promise<void> {
  const now = clock.now()
  for (const row of await store.interrupted()) {
    if (row.state === 'sending')
      await store.move(row, 'sending', 'unknown', now, {
        settled_at: now,
        error_code: 'NO_ANSWER',
        next_check_at: now,
      })
    else await store.move(row, 'queued', 'withdrawn', now, { settled_at: now })
  }
}
