import type { RecordedEnding } from '#server/sandbox/answers/record.ts'

import type { World } from './life.ts'
import { startLife } from './life.ts'
import { createStartedRow } from './population.ts'
import { createEventQueue } from './queue.ts'
import type { Random } from './random.ts'
import type { Row } from './row.ts'
import { createBlankRow, LEASE_MS } from './row.ts'
import type { RowFilter } from './store.ts'
import { createStore } from './store.ts'

export type WorldOptions = {
  now: () => number
  random: Random
  rows: readonly Row[]
  /** How much faster than real the portal lives; 0 = nothing happens by itself. Instants stay real. */
  speed: number
  /** Whether workflows start, move, get stuck and end by themselves. */
  hasLife: boolean
  /** Whether rows that were written back stay for ever; else they end by themselves after some minutes. */
  writtenBackStays: boolean
  onEnding: (ending: RecordedEnding) => void
}

/** How long a written-back row is gone before it returns, and how long it then stays. */
const WRITE_BACK_MS = 2_000
const WRITTEN_BACK_STAYS_MS = 4 * 60_000
const FOLLOWER_MS = 1_500
/** `status` is a column of 255 characters (vibe-api.md section 3). */
const MAX_STATUS = 255

export type LiveWorld = ReturnType<typeof createWorld>

/** The portal's workflows and what happens to them: events up to now run before every look at them. */
export function createWorld(options: WorldOptions) {
  const { now, random, speed } = options
  const queue = createEventQueue()
  const store = createStore(options.rows)

  const plan: World['plan'] = (at, ms, run) => queue.plan(speed > 0 ? at + ms / speed : Infinity, run)

  function planStepEnd(row: Row, endsAt: number) {
    row.stepEndsAt = endsAt
    queue.plan(endsAt, (at) => {
      if (store.find(row.id) === row && row.stepEndsAt === endsAt) finishStep(row, at)
    })
  }

  function beginStep(row: Row, at: number, ms: number) {
    row.ownedUntil = at + LEASE_MS
    planStepEnd(row, speed > 0 ? at + ms / speed : Infinity)
  }

  function finishStep(row: Row, at: number) {
    row.ownedUntil = null
    row.stepEndsAt = null
    if (row.softEnding) {
      end(row, at, { how: 'soft', status: row.softEnding.status })
      if (row.isWrittenBack) plan(at, WRITE_BACK_MS, (later) => writeBack(row.id, later))
    } else life?.afterStep(row, at)
  }

  function writeBack(id: string, at: number) {
    if (store.find(id)) return
    const row = createBlankRow(id, at)
    store.add(row)
    if (options.writtenBackStays) return
    plan(at, WRITTEN_BACK_STAYS_MS, (later) => {
      if (store.find(id) === row) end(row, later, { how: 'itself', status: null })
    })
  }

  function end(row: Row, at: number, ending: Pick<RecordedEnding, 'how' | 'status'>) {
    store.remove(row.id)
    options.onEnding({ id: row.id, ...ending, at })
    // The cloud lets two workflows wait on one CRM item; a third starts when one of them ends.
    if (row.hasFollower) plan(at, FOLLOWER_MS, (later) => store.add(createStartedRow(later, random, row)))
  }

  const world: World = { store, random, plan, beginStep, end }
  for (const row of options.rows)
    if (row.stepEndsAt !== null)
      planStepEnd(row, speed > 0 ? now() + (row.stepEndsAt - now()) / speed : Infinity)
  const life = options.hasLife && speed > 0 ? startLife(world, now()) : null

  const settle = () => queue.runUntil(now())
  const find = (id: string): Row | null => {
    settle()
    return store.find(id)
  }

  return {
    find,
    /** One page of the list, MODIFIED newest first. */
    page: (filter: RowFilter, offset: number, limit: number) => {
      settle()
      return store.page(filter, offset, limit)
    },
    size: () => {
      settle()
      return store.size()
    },
    /** Ends a workflow as DELETE does. `false` = there is none with this id. */
    terminate: (id: string, { isForced, status }: { isForced: boolean; status: string | null }): boolean => {
      const row = find(id)
      if (!row) return false
      const kept = status === null ? null : status.slice(0, MAX_STATUS)
      if (isForced) end(row, now(), { how: 'force', status: null })
      else if (row.ownedUntil === null) end(row, now(), { how: 'soft', status: kept })
      // A stuck row holds a lock whose step never ends, so it waits for ever.
      else row.softEnding ??= { status: kept }
      return true
    },
    add: (row: Row) => {
      settle()
      if (store.find(row.id)) store.remove(row.id)
      store.add(row)
      if (row.stepEndsAt !== null) planStepEnd(row, row.stepEndsAt)
    },
    endByItself: (row: Row) => end(row, now(), { how: 'itself', status: null }),
    touch: (row: Row) => store.touch(row, now()),
    beginStep: (row: Row, ms: number) => beginStep(row, now(), ms),
    finishStep: (row: Row) => finishStep(row, now()),
  }
}
