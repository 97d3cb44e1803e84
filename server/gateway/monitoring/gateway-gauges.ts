import { Counter, Gauge, type Registry } from 'prom-client'

import type { PacerStats } from '#server/gateway/pacer.ts'
import { PRIORITIES } from '#server/gateway/upstream.ts'

type GatewayGaugesDeps = {
  pacerStats: () => PacerStats
  /** Outcomes that are known and not on record yet. */
  unrecordedCount: () => number
}

/** The state of the queue and of the journal, read when somebody asks. `fill` is called before each scrape. */
export function createGatewayGauges(registry: Registry, { pacerStats, unrecordedCount }: GatewayGaugesDeps) {
  const registers = [registry]
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })

  const waiting = new Gauge({
    name: 'flowstop_pacer_queue_length',
    help: 'Calls to the API that wait in the queue of the gateway.',
    labelNames: ['priority'],
    registers,
  })
  const longestWait = gauge(
    'flowstop_pacer_longest_wait_seconds',
    'How long the oldest call in the queue has waited; 0 = none waits.',
  )
  const inFlight = gauge('flowstop_pacer_calls_in_flight', 'Calls to the API that are under way.')
  const rate = gauge(
    'flowstop_pacer_rate_calls_per_second',
    'Calls a second that may leave in the long run at present: halved by a 429, then recovering.',
  )
  const stopped = gauge(
    'flowstop_pacer_stopped_seconds',
    'For how long no call will leave yet because the API asked to wait; 0 = the queue runs.',
  )
  const withdrawn = new Counter({
    name: 'flowstop_pacer_withdrawn_total',
    help: 'Calls that left the queue unsent: they had waited too long, or who wanted them had gone.',
    registers,
  })
  const unrecorded = gauge(
    'flowstop_journal_unrecorded_outcomes',
    'Outcomes of terminations that are known and could not be written into the journal yet; nothing new is sent meanwhile.',
  )

  return {
    fill: () => {
      const stats = pacerStats()
      for (const priority of PRIORITIES) waiting.set({ priority }, stats.waiting[priority])
      longestWait.set(stats.longestWaitMs / 1000)
      inFlight.set(stats.inFlight)
      rate.set(stats.rate)
      stopped.set(stats.stoppedForMs / 1000)
      withdrawn.reset()
      withdrawn.inc(stats.withdrawn)
      unrecorded.set(unrecordedCount())
    },
  }
}
