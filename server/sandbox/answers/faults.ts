import type { Clock } from '#server/clock.ts'
import { sleep } from '#server/clock.ts'

import type { Answer } from './answer.ts'
import { failed } from './answer.ts'
import type { Failure } from './errors.ts'

/** Which request a fault waits for. Nothing given = the next one under `/v1`. */
export type FaultMatch = {
  method?: string
  /** A path such as `/v1/workflows`; it matches what lies below it too. */
  path?: string
  /** What the query string has to hold, such as `templateId=`: it tells a look-up from a walk over the list. */
  query?: string
}

/** What a fault is matched with. */
export type FaultTarget = { method: string; url: URL }

export type FailNext = FaultMatch &
  Failure & {
    /** How many matching requests fail; 1 if not given. */
    times?: number
    /** Answers with a proxy's HTML page instead of the envelope. */
    html?: boolean
    /** The request acts, and the failure is answered all the same. */
    applied?: boolean
  }

export type LoseNext = FaultMatch & {
  times?: number
  /** Whether the request acts before its answer is cut; true if not given. */
  applied?: boolean
}

/** A request that is kept waiting. `arrived` resolves once it is there. */
export type Hold = { arrived: Promise<void>; release: () => void }

export type Reachability = 'reachable' | 'html' | 'cut'

type Effect =
  | { kind: 'fail'; fail: FailNext }
  | { kind: 'lose'; applied: boolean }
  | { kind: 'delay'; ms: number }
  | { kind: 'hold'; hasActed: boolean; arrive: () => void; released: Promise<void> }

type Fault = { match: FaultMatch; timesLeft: number; effect: Effect }

export type Faults = ReturnType<typeof createFaults>

/** Faults on demand. Each is used by the first request it matches, in the order they were asked for. */
export function createFaults(clock: Clock) {
  let faults: Fault[] = []
  let holds: (() => void)[] = []
  let reachability: Reachability = 'reachable'

  const add = (match: FaultMatch, times: number, effect: Effect) => {
    faults.push({
      match: { method: match.method, path: match.path, query: match.query },
      timesLeft: times,
      effect,
    })
  }

  const take = (target: FaultTarget): Effect | null => {
    const fault = faults.find((candidate) => isMatch(candidate.match, target))
    if (!fault) return null
    fault.timesLeft -= 1
    if (fault.timesLeft <= 0) faults = faults.filter((other) => other !== fault)
    return fault.effect
  }

  /** Runs one request under the faults that match it. */
  async function around(target: FaultTarget, run: () => Promise<Answer>): Promise<Answer> {
    if (reachability !== 'reachable')
      return reachability === 'cut' ? 'cut' : failed({ code: 'BITRIX_UNAVAILABLE' }, { html: true })
    const effect = take(target)
    switch (effect?.kind) {
      case undefined:
        return run()
      case 'delay':
        await sleep(clock, effect.ms)
        return around(target, run)
      case 'hold': {
        const done = effect.hasActed ? await around(target, run) : null
        effect.arrive()
        await effect.released
        return done ?? around(target, run)
      }
      case 'lose':
        if (effect.applied) await run()
        return 'cut'
      case 'fail':
        if (effect.fail.applied) await run()
        return failed(effect.fail, { html: effect.fail.html ?? false })
    }
  }

  return {
    around,
    failNext: (fail: FailNext) => add(fail, fail.times ?? 1, { kind: 'fail', fail }),
    loseNextAnswer: ({ applied = true, times = 1, ...match }: LoseNext = {}) =>
      add(match, times, { kind: 'lose', applied }),
    delayNext: (ms: number, match: FaultMatch = {}) => add(match, 1, { kind: 'delay', ms }),
    /** Holds a request before it acts, or with `applied` its answer afterwards. */
    holdNext: ({ applied = false, ...match }: FaultMatch & { applied?: boolean } = {}): Hold => {
      const arrival = Promise.withResolvers<void>()
      const release = Promise.withResolvers<void>()
      add(match, 1, { kind: 'hold', hasActed: applied, arrive: arrival.resolve, released: release.promise })
      holds.push(release.resolve)
      return { arrived: arrival.promise, release: release.resolve }
    },
    /** Lets go of every request that is held, and of holds nobody has met yet. */
    releaseAll: () => {
      for (const release of holds) release()
      holds = []
      faults = faults.filter((fault) => fault.effect.kind !== 'hold')
    },
    setReachability: (next: Reachability) => {
      reachability = next
    },
    /** Forgets every fault that is still waiting for its request. */
    clear: () => {
      faults = []
      reachability = 'reachable'
    },
  }
}

function isMatch(match: FaultMatch, { method, url }: FaultTarget): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false
  if (match.query !== undefined && !url.search.includes(match.query)) return false
  return match.path === undefined || url.pathname === match.path || url.pathname.startsWith(`${match.path}/`)
}
