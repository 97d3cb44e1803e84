import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import type { Caller } from '#server/gateway/caller.ts'
import type { Upstream } from '#server/gateway/upstream.ts'
import type { WorkflowPage } from '#src/contract/workflow.ts'

import { planFollowing } from './follow-plan.ts'
import type { FollowStore } from './follow-store.ts'
import { lookUp, type LookUpResult, type ReadPage } from './look-up.ts'
import { readListPage } from './read-list-page.ts'
import { OVERLAP_MS } from './since.ts'
import type { TerminationRow } from './schema.ts'
import type { Store } from './store.ts'

/** After a look-up that failed: the API is not asked again at once. */
const POSTPONE_MS = 10_000
const DAY_MS = 86_400_000
/** Longer than a look-up takes; after that another gateway may look. */
const CLAIM_MS = 2 * 60_000
/** A sleep is never longer, so that a clock that was set cannot stop the following. */
const LONGEST_SLEEP_MS = 60_000
/** What other gateways found is asked for so often. */
const LONGEST_SHARED_SLEEP_MS = 10_000

type FollowerDeps = {
  store: Pick<Store, 'absent' | 'move'>
  follows: FollowStore
  upstream: Upstream
  tokenFor: (portal: string) => Caller | null
  /** Portals that somebody is signed in for. */
  portals: () => string[]
  clock: Clock
  logger: Pick<Logger, 'warn' | 'error'>
  /** Other gateways follow as well: each row is looked for by one of them, and what one finds all have to know. */
  isShared: boolean
}

/** Follows terminations until what became of them is proved, with the session of whoever of the portal is signed in. */
export function createFollower(deps: FollowerDeps) {
  const { store, follows, upstream, tokenFor, portals, clock, logger, isShared } = deps
  /** Proved absent within a day, by portal and workflow; `at` is the API's clock at the proof. */
  const absent = new Map<string, { row: TerminationRow; at: number | null }>()
  let cancel: (() => void) | null = null
  let isLooking = false
  let isClosed = false
  let learntAt = 0
  let claimed: { rows: readonly TerminationRow[]; until: number } | null = null

  async function start(): Promise<void> {
    learntAt = clock.now()
    for (const row of await store.absent(learntAt - DAY_MS)) absent.set(keyOf(row), { row, at: null })
    wake()
  }

  /** Something may be due: now, not when the timer says. */
  function wake(): void {
    if (isClosed) return
    cancel?.()
    cancel = clock.after(0, () => void tick())
  }

  async function tick(): Promise<void> {
    if (isLooking || isClosed) return
    isLooking = true
    try {
      if (isShared) await learn()
      const due = await follows.due(portals(), clock.now())
      for (const [portal, rows] of Map.groupBy(due, (row) => row.portal)) await followPortal(portal, rows)
    } catch (error) {
      logger.error({ err: error }, 'Following had to be put off')
    } finally {
      isLooking = false
      await sleepUntilDue()
    }
  }

  /** What other gateways have proved to be gone: a list page that is read here may show that it came back. */
  async function learn(): Promise<void> {
    const since = learntAt - OVERLAP_MS
    learntAt = clock.now()
    for (const row of await follows.goneSince(portals(), since))
      if (!absent.has(keyOf(row))) absent.set(keyOf(row), { row, at: null })
  }

  async function sleepUntilDue(): Promise<void> {
    // Nobody signed in for a portal: signing in wakes it.
    const next = await follows.nextDue(portals()).catch(() => clock.now() + POSTPONE_MS)
    // What another gateway has begun wakes nobody here.
    if (isClosed || (next === null && !isShared)) return
    cancel?.()
    const longest = isShared ? LONGEST_SHARED_SLEEP_MS : LONGEST_SLEEP_MS
    const sleep = Math.min(Math.max((next ?? Infinity) - clock.now(), 100), longest)
    cancel = clock.after(sleep, () => void tick())
  }

  async function followPortal(portal: string, due: readonly TerminationRow[]): Promise<void> {
    const caller = tokenFor(portal)
    if (caller === null) return
    const rows = await claim(due)
    if (rows.length === 0) return
    try {
      await apply(rows, await lookUp(rows, createReadPage(caller)))
    } catch (error) {
      logger.warn({ err: error, portal }, 'A look-up failed; trying again')
      const later = clock.now() + POSTPONE_MS
      for (const [, alike] of Map.groupBy(rows, (row) => row.state))
        await follows.change(alike, null, clock.now(), { next_check_at: later })
    } finally {
      claimed = null
    }
  }

  async function claim(due: readonly TerminationRow[]): Promise<readonly TerminationRow[]> {
    if (!isShared) return due
    const now = clock.now()
    const until = now + CLAIM_MS
    const rows = await follows.claim(due, now, until)
    claimed = { rows, until }
    return rows
  }

  /** Rows that come to the same are written together: a batch may have thousands. */
  async function apply(rows: readonly TerminationRow[], { sightings, at }: LookUpResult): Promise<void> {
    const now = clock.now()
    const planned = rows.map((row) => ({
      row,
      verdict: planFollowing(row, sightings.get(row.id) ?? 'not_seen', now),
    }))
    const alike = Map.groupBy(planned, ({ row, verdict }) => JSON.stringify([row.state, verdict]))
    for (const [, group] of alike) {
      const [first] = group
      if (!first) continue
      const { to, changes } = first.verdict
      const members = group.map(({ row }) => row)
      const changed = await follows.change(members, to, now, changes)
      for (const row of members) if (to !== null && changed.has(row.id)) remember({ ...row, state: to }, at)
    }
  }

  function remember(row: TerminationRow, at: number | null): void {
    // The map keeps the order of the proofs: what is older than a day makes room.
    for (const [key, { row: old }] of absent) {
      if (old.changed_at >= clock.now() - DAY_MS) break
      absent.delete(key)
    }
    absent.delete(keyOf(row))
    if (row.state === 'gone' || row.state === 'no_longer_running') absent.set(keyOf(row), { row, at })
  }

  function createReadPage(caller: Caller): ReadPage {
    return (query) => readListPage(upstream, caller, query, 'look_up')
  }

  /** A list page that shows what was proved absent brings it back: a running step has written it back. */
  async function revive(portal: string, page: WorkflowPage): Promise<void> {
    for (const { id } of page.workflows) {
      const key = `${portal} ${id}`
      const known = absent.get(key)
      if (!known || isOlder(page, known.at)) continue
      absent.delete(key)
      const now = clock.now()
      const { row } = known
      await store.move(row, row.state, 'still_running', now, {
        checked_at: now,
        next_check_at: now + POSTPONE_MS,
      })
      wake()
    }
  }

  /** What it was about to look for is left to the other gateways. */
  async function close(): Promise<void> {
    isClosed = true
    cancel?.()
    if (claimed === null) return
    await follows
      .release(claimed.rows, claimed.until, clock.now())
      .catch((error: unknown) => logger.warn({ err: error }, 'Look-ups could not be given back'))
  }

  return {
    start,
    wake,
    revive,
    close,
    isKnownGone: (portal: string, workflowId: string) => absent.has(`${portal} ${workflowId}`),
    /** Looks for rows at once, on behalf of somebody who waits for it. */
    lookNow: (caller: Caller, rows: readonly TerminationRow[]): Promise<LookUpResult> =>
      lookUp(rows, createReadPage(caller)),
  }
}

function keyOf({ portal, workflow_id }: TerminationRow): string {
  return `${portal} ${workflow_id}`
}

/** A page that was read before the proof, and arrived after it, proves nothing against it. */
function isOlder(page: WorkflowPage, at: number | null): boolean {
  return page.now !== null && at !== null && page.now <= at
}
