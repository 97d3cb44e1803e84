import type { RecordedEnding } from '#server/sandbox/answers/record.ts'

import { createStartedRow } from './population.ts'
import type { Random } from './random.ts'
import type { Row } from './row.ts'
import { LEASE_MS } from './row.ts'
import type { Store } from './store.ts'

/** What the workflows of one portal share with what happens to them. */
export type World = {
  store: Store
  random: Random
  /** Plans something `ms` of the portal's life after `at`; the speed shortens it. */
  plan: (at: number, ms: number, run: (at: number) => void) => void
  beginStep: (row: Row, at: number, ms: number) => void
  /** Takes a row out of the list. */
  end: (row: Row, at: number, ending: Pick<RecordedEnding, 'how' | 'status'>) => void
}

const MINUTE = 60_000

/**
 * Steps and starts a minute in a portal of 400. They grow with the root of the population: one of 100,000 moves some
 * three times a second, which a console can follow.
 */
const STEPS_PER_MINUTE = 12
const STARTS_PER_MINUTE = 1
const USUAL_SIZE = 400

const MIN_STEP_MS = 30_000
const MAX_STEP_MS = 280_000

/** What the end of a step leads to; the rest only lets go of the lock, which does not touch MODIFIED. */
const ENDS = 0.08
const MOVES = 0.35
/** Steps that never report again. */
const GETS_STUCK = 0.002
/** Stuck workflows that an administrator of the portal clears away: together they stay some four in a hundred. */
const IS_CLEARED = 0.05

/** Lets workflows start, step, move, get stuck and end by themselves, at a calm and seeded pace. */
export function startLife(world: World, startAt: number): { afterStep: (row: Row, at: number) => void } {
  const { store, random, plan } = world
  const usualSize = store.size()
  const scale = Math.sqrt(usualSize / USUAL_SIZE)
  if (scale === 0) return { afterStep: () => {} }

  function repeat(at: number, perMinute: number, act: (at: number) => void) {
    const wait = (-Math.log(1 - random.next()) * MINUTE) / (perMinute * scale)
    plan(at, wait, (later) => {
      act(later)
      repeat(later, perMinute, act)
    })
  }

  function step(at: number) {
    const row = store.at(random.next())
    if (!row) return
    if (row.ownedUntil === null && random.chance(GETS_STUCK)) row.ownedUntil = at + LEASE_MS
    else if (row.ownedUntil === null) world.beginStep(row, at, random.int(MIN_STEP_MS, MAX_STEP_MS))
    else if (isAbandoned(row, at) && random.chance(IS_CLEARED))
      world.end(row, at, { how: 'itself', status: null })
  }

  repeat(startAt, STEPS_PER_MINUTE, step)
  repeat(startAt, STARTS_PER_MINUTE, (at) => store.add(createStartedRow(at, random)))

  return {
    afterStep: (row, at) => {
      const draw = random.next()
      // Fuller than usual: more of them end, so that the portal keeps its size.
      const ends = Math.min(0.5, ENDS * (store.size() / usualSize) ** 2)
      if (draw < ends) world.end(row, at, { how: 'itself', status: null })
      else if (draw < ends + MOVES) store.touch(row, at)
    },
  }
}

/** Stuck for an hour, and nobody waits for a soft ending of it. */
function isAbandoned(row: Row, at: number): boolean {
  return (
    row.ownedUntil !== null && row.stepEndsAt === null && !row.softEnding && at - row.ownedUntil > 60 * MINUTE
  )
}
