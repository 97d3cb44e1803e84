import { Counter, Histogram, type Registry } from 'prom-client'

import type { OnMoved } from '#server/gateway/journal/store.ts'
import { PRIORITIES, type Exchange, type Priority } from '#server/gateway/upstream.ts'
import { TERMINATION_MODES, type JournalState } from '#src/contract/journal.ts'

import { codeLabel, routeOf, statusClass } from './labels.ts'

/** What the answer to a termination made of it, */
const SETTLED = ['accepted', 'already_gone', 'refused', 'unknown', 'withdrawn', 'skipped'] as const
/** and what looking at the list found afterwards. */
const FOLLOWED = ['gone', 'no_longer_running', 'still_running'] as const

const WAIT_BUCKETS_S = [0.01, 0.1, 0.5, 1, 2.5, 5, 10, 20, 30, 60]
/** Up to the gateway's own patience with a DELETE. */
const UPSTREAM_BUCKETS_S = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 25, 40]

/** What is counted as it happens. Begins at 0 with the process, as counters of Prometheus may. */
export function createCounters(registry: Registry) {
  const registers = [registry]
  const settled = new Counter({
    name: 'flowstop_terminations_settled_total',
    help: 'Terminations by what became of the call, as recorded in the journal. One whose outcome was unknown counts again if its real answer comes late.',
    labelNames: ['outcome', 'mode'],
    registers,
  })
  const followed = new Counter({
    name: 'flowstop_terminations_followed_total',
    help: 'Terminations by what the list showed afterwards. One may be found gone, still running and gone again.',
    labelNames: ['outcome', 'mode'],
    registers,
  })
  const waits = new Histogram({
    name: 'flowstop_pacer_wait_seconds',
    help: 'How long calls to the API waited in the queue of the gateway before each time they left.',
    labelNames: ['priority'],
    buckets: WAIT_BUCKETS_S,
    registers,
  })
  const durations = new Histogram({
    name: 'flowstop_upstream_request_duration_seconds',
    help: 'How long the API took for a call, without the wait in the queue of the gateway; calls that got no answer count with the time they were waited for.',
    labelNames: ['method', 'route'],
    buckets: UPSTREAM_BUCKETS_S,
    registers,
  })
  const errors = new Counter({
    name: 'flowstop_upstream_errors_total',
    help: 'Calls that the API refused or left without an answer (status_class="none"). Codes that the API does not document are code="other", answers without a code are code="none".',
    labelNames: ['method', 'route', 'code', 'status_class'],
    registers,
  })
  // A series that begins at its first event hides that event from `rate`.
  for (const mode of TERMINATION_MODES) {
    for (const outcome of SETTLED) settled.inc({ outcome, mode }, 0)
    for (const outcome of FOLLOWED) followed.inc({ outcome, mode }, 0)
  }
  for (const priority of PRIORITIES) waits.zero({ priority })

  const counterOf = (state: JournalState) =>
    isOneOf(SETTLED, state) ? settled : isOneOf(FOLLOWED, state) ? followed : null

  const onMoved: OnMoved = (to, mode, count) => counterOf(to)?.inc({ outcome: to, mode }, count)

  return {
    onMoved,
    onStart: (priority: Priority, waitedMs: number) => waits.observe({ priority }, waitedMs / 1000),
    onExchange: ({ method, path, status, code, ms }: Exchange) => {
      const route = routeOf(path)
      durations.observe({ method, route }, ms / 1000)
      if (status !== null && status < 400) return
      errors.inc({ method, route, code: codeLabel(code), status_class: statusClass(status) })
    },
  }
}

function isOneOf(states: readonly JournalState[], state: JournalState): boolean {
  return states.includes(state)
}
