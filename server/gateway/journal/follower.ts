import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import type { Caller } from '#server/gateway/caller.ts'
import type { Upstream } from '#server/gateway/upstream.ts'
import { decodeWorkflowPage, type WorkflowPage } from '#src/contract/workflow.ts'

import { planFollowing } from './follow-plan.ts'
import { lookUp, type ReadPage } from './look-up.ts'
import type { TerminationRow } from './schema.ts'
import type { Store } from './store.ts'

/** After a look-up that failed: the API is not asked again at once. */
const POSTPONE_MS = 10_000
const DAY_MS = 86_400_000
/** A sleep is never longer, so that a clock that was set cannot stop the following. */
const LONGEST_SLEEP_MS = 60_000

type FollowerDeps = {
  store: Store
  upstream: Upstream
  tokenFor: (portal: string) => Caller | null
  clock: Clock
  logger: Pick<Logger, 'warn' | 'error'>
}

/** Follows terminations until what became of them is proved, with the session of whoever of the portal is signed in. */
export function createFollower({ store, upstream, tokenFor, clock, logger }: FollowerDeps) {
  /** Proved absent within a day, by portal and workflow; `at` is the API's clock at the proof. */
  const absent = new Map<string, { row: TerminationRow; at: number | null }>()
  let cancel: (() => void) | null = null
  let isLooking = false
  let isClosed = false

  async function start(): Promise<void> {
    for (const row of await store.absent(clock.now() - DAY_MS)) absent.set(keyOf(row), { row, at: null })
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
      const followed = await store.followed()
      const due = followed.filter((row) => (row.next_check_at ?? 0) <= clock.now())
      for (const [portal, rows] of Map.groupBy(due, (row) => row.portal)) await followPortal(portal, rows)
    } catch (error) {
      logger.error({ err: error }, 'Following had to be put off')
    } finally {
      isLooking = false
      await sleepUntilDue()
    }
  }

  async function sleepUntilDue(): Promise<void> {
    const followed = await store.followed().catch(() => [])
    // Nobody signed in for a portal: signing in wakes it.
    const next = followed.find((row) => tokenFor(row.portal) !== null)?.next_check_at
    if (isClosed || next === undefined || next === null) return
    cancel?.()
    const sleep = Math.min(Math.max(next - clock.now(), 100), LONGEST_SLEEP_MS)
    cancel = clock.after(sleep, () => void tick())
  }

  async function followPortal(portal: string, rows: readonly TerminationRow[]): Promise<void> {
    const caller = tokenFor(portal)
    if (caller === null) return
    try {
      const { sightings, at } = await lookUp(rows, createReadPage(caller))
      for (const row of rows) await apply(row, sightings.get(row.id) ?? 'not_seen', at)
    } catch (error) {
      logger.warn({ err: error, portal }, 'A look-up failed; trying again')
      const later = clock.now() + POSTPONE_MS
      for (const row of rows) await store.note(row, { next_check_at: later })
    }
  }

  async function apply(row: TerminationRow, sighting: 'listed' | 'absent' | 'not_seen', at: number | null) {
    const now = clock.now()
    const { to, changes } = planFollowing(row, sighting, now)
    if (to === null) return store.note(row, changes)
    if (!(await store.move(row, row.state, to, now, changes))) return
    if (to === 'gone' || to === 'no_longer_running')
      absent.set(keyOf(row), { row: { ...row, state: to }, at })
    else absent.delete(keyOf(row))
  }

  function createReadPage(caller: Caller): ReadPage {
    return async (query) => {
      const answer = await upstream('/v1/workflows', {
        query: { ...query, offset: query.offset === 0 ? undefined : query.offset },
        priority: 'look_up',
        token: caller.token,
      })
      if (answer.status !== 200) throw new Error(`The list answered ${answer.status}`)
      return { ...decodeWorkflowPage(answer.body), now: answer.now }
    }
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

  function close(): void {
    isClosed = true
    cancel?.()
  }

  return { start, wake, revive, close }
}

function keyOf({ portal, workflow_id }: TerminationRow): string {
  return `${portal} ${workflow_id}`
}

/** A page that was read before the proof, and arrived after it, proves nothing against it. */
function isOlder(page: WorkflowPage, at: number | null): boolean {
  return page.now !== null && at !== null && page.now <= at
}
