import { Hono } from 'hono'
import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import { createBatchService } from '#server/gateway/batches/service.ts'
import { createInstance } from '#server/gateway/instances/instance.ts'
import type { Marks } from '#server/gateway/instances/marks.ts'
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
import { createStore, type OnMoved } from './store.ts'
import { logTerminations } from './termination-log.ts'
import { createTerminateRoute } from './terminate-route.ts'
import { createTerminator } from './terminate.ts'
import { createUnderWay } from './under-way.ts'

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
  /** By which gateways on one journal see whether they belong together. */
  marks: Marks
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
  /** The process ends: nothing new begins, and what is under way comes to its end and on record. */
  rest: () => Promise<void>
  close: () => Promise<void>
}

/**
 * The journal and what writes it. Throws when the database cannot be opened or is of a newer version, and
 * `InstanceRefused` when this gateway may not work beside those that are there.
 */
export async function createTerminations(deps: TerminationsDeps): Promise<Terminations> {
  const { clock, upstream, rights, logger } = deps
  const { database, onMoved } = deps
  const { db, reader } = database
  await migrate(db, database.kind)
  const store = createStore({ ...database, onMoved })
  const instance = createInstance(deps)
  await instance.join()
  const sightings = createSightings()
  const follows = createFollowStore({ db, reader, onMoved })
  const follower = createFollower({ ...database, ...rights, store, follows, upstream, clock, logger })
  const recorder = createRecorder({ store, clock, logger })
  const { requireFresh } = instance
  const sender = createSender({ upstream, recorder, clock, logger, requireFresh })
  const { send, untilSettled } = createUnderWay(logTerminations(sender, { logger, clock }))
  const onSettled = follower.wake
  const terminator = createTerminator({
    ...deps,
    store,
    send,
    recorder,
    sightings,
    onSettled,
    claimant: instance,
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
    ...database,
    tokenOf: rights.tokenOf,
    claimant: instance,
    silent: instance.store.silent,
    takeOver,
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
  await takeOver()
  await batches.finishStopped()
  await follower.start()
  instance.start({ onReturn: batches.loseTaken, onBeat: database.isShared ? takeOver : async () => {} })

  /** What a gateway held that is gone: what it was sending may have acted, what waited was not sent. */
  async function takeOver(): Promise<void> {
    const gone = await instance.store.reap(instance.id)
    const { unknown, withdrawn } = await store.giveUp(clock.now())
    const paused = await batches.takeOver()
    if (gone.length > 0) await batches.finishStopped()
    if (gone.length + unknown + withdrawn + paused === 0) return
    logger.warn(
      { instance: instance.id, gone, unknown, withdrawn, paused },
      'Took over from a gateway that is gone',
    )
    if (unknown > 0) follower.wake()
  }

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
    rest: async () => {
      await batches.restAll()
      await untilSettled()
      await recorder.untilRecorded()
    },
    close: async () => {
      batches.close()
      await follower.close()
      recorder.close()
      await instance.close()
      await database.close()
    },
  }
}
