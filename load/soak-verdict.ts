import { percentile, type Check } from './checks.ts'
import { CACHED, type Heard } from './operator.ts'

/** One look at the gateway while it works. Memory in bytes, waits in ms. */
export type Look = {
  /** Seconds since the operators began. */
  at: number
  memory: number
  heap: number
  handles: number
  waiting: number
  inFlight: number
  loopP99: number
}

export type SoakSamples = {
  looks: Look[]
  heard: Heard[]
  doubled: number
  unforeseen: number
  operators: number
}

/** budgets.md, the gateway. */
const CACHED_P99_MS = 50
const WARM_UP_S = 60
const MB = 1024 * 1024
/** What a process may swing by from one window to another without growing. */
const MOST_GROWTH = 15 * MB
const MOST_HANDLES = 20

/** What a refusal for too much work may be, if it says when to come back; and what may be true of one workflow. */
const REFUSED_FOR_NOW = /^(429|503) /
const EXPECTED = /^(200|201|204|304|404 ENTITY_NOT_FOUND|409 BEING_TERMINATED)$/

/** Whether nothing grew, nothing failed, and what is cached came quickly. */
export function judgeSoak({ looks, heard, doubled, unforeseen, operators }: SoakSamples): Check[] {
  const cached = heard.filter(({ kind }) => CACHED.some((one) => one === kind)).map(({ ms }) => ms)
  const control = heard.filter(({ kind }) => kind === 'control').map(({ ms }) => ms)
  const p99 = percentile(cached, 99)
  const refused = heard.filter(({ told }) => REFUSED_FOR_NOW.test(told))
  const failed = heard.filter(
    ({ told, retryAfter }) => !EXPECTED.test(told) && !(REFUSED_FOR_NOW.test(told) && retryAfter !== null),
  )
  const growth = (of: (look: Look) => number) => {
    const [before, after] = windows(looks)
    return median(after.map(of)) - median(before.map(of))
  }
  const most = (of: (look: Look) => number) => Math.max(0, ...looks.map(of))
  const memory = growth((look) => look.memory)
  const heap = growth((look) => look.heap)
  const handles = growth((look) => look.handles)
  const check = (measure: string, value: string, wanted: string, isOk: boolean) => ({
    measure,
    value,
    wanted,
    isOk,
  })
  return [
    check('operators, and calls they made', `${operators}, ${heard.length}`, '-', heard.length > 0),
    check(
      'cached answers, p50 / p99',
      `${show(percentile(cached, 50))} / ${show(p99)} ms`,
      `p99 under ${CACHED_P99_MS} ms`,
      p99 < CACHED_P99_MS,
    ),
    check(
      'an answer that is no work, for comparison, p50 / p99',
      `${show(percentile(control, 50))} / ${show(percentile(control, 99))} ms`,
      '-',
      true,
    ),
    check('failures', describeFailures(failed), '0', failed.length === 0),
    check(
      'refused for now (429, 503), with Retry-After',
      String(refused.length),
      `under 1 % of ${heard.length}`,
      refused.length < heard.length / 100,
    ),
    check('doubled DELETEs', String(doubled), '0', doubled === 0),
    check(
      'memory held, first minute over / at the end',
      `${toMb(median(windows(looks)[0].map((look) => look.memory)))} / ${toMb(median(windows(looks)[1].map((look) => look.memory)))} MB`,
      'grown by 15 MB at most',
      memory <= MOST_GROWTH,
    ),
    check('heap grown after the first minute', `${toMb(heap)} MB`, '15 MB at most', heap <= MOST_GROWTH),
    check(
      'files and sockets grown after the first minute',
      handles.toFixed(0),
      `${MOST_HANDLES} at most`,
      handles <= MOST_HANDLES,
    ),
    check(
      'most calls waiting for the API / requests in flight',
      `${most((look) => look.waiting)} / ${most((look) => look.inFlight)}`,
      'bounded',
      most((look) => look.waiting) < 200,
    ),
    check('delay of the event loop, p99, worst 5 s', `${show(most((look) => look.loopP99))} ms`, '-', true),
    check('errors in the log', String(unforeseen), '0', unforeseen === 0),
  ]
}

/** The first and the last fifth of what came after the first minute. */
function windows(looks: readonly Look[]): [Look[], Look[]] {
  const settled = looks.filter(({ at }) => at >= WARM_UP_S)
  const count = Math.max(1, Math.floor(settled.length / 5))
  return [settled.slice(0, count), settled.slice(-count)]
}

function describeFailures(failed: readonly Heard[]): string {
  if (failed.length === 0) return '0'
  const groups = Map.groupBy(failed, ({ kind, told }) => `${kind} ${told}`)
  return [...groups].map(([what, all]) => `${all.length} x ${what}`).join(', ')
}

function median(values: readonly number[]): number {
  return percentile(values, 50)
}

const show = (ms: number) => ms.toFixed(1)
const toMb = (bytes: number) => (bytes / MB).toFixed(0)
