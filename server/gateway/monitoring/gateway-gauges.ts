import { Counter, Gauge, type Registry } from 'prom-client'

import { REQUEST_KINDS, type AdmissionStats } from '#server/gateway/admission.ts'
import type { PacerStats } from '#server/gateway/pacer-types.ts'
import { PRIORITIES } from '#server/gateway/upstream.ts'

type GatewayGaugesDeps = {
  pacerStats: () => PacerStats
  /** Outcomes that are known and not on record yet. */
  unrecordedCount: () => number
  admissionStats: () => AdmissionStats
}

/** The state of the queue and of the journal, read when somebody asks. `fill` is called before each scrape. */
export function createGatewayGauges(
  registry: Registry,
  { pacerStats, unrecordedCount, admissionStats }: GatewayGaugesDeps,
) {
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
  const turnedAway = new Counter({
    name: 'flowstop_pacer_refused_total',
    help: 'Calls that were refused at once because the queue was so long that they could not have left in time.',
    labelNames: ['priority'],
    registers,
  })
  const requests = new Gauge({
    name: 'flowstop_requests_in_flight',
    help: 'Requests that are being answered, until the client has taken the answer; health and metrics are not counted.',
    labelNames: ['kind'],
    registers,
  })
  const requestsRefused = new Counter({
    name: 'flowstop_requests_refused_total',
    help: 'Requests that were answered 503 at once because as many of their kind as the gateway takes were being answered.',
    labelNames: ['kind'],
    registers,
  })
  const cutAnswers = new Counter({
    name: 'flowstop_answers_cut_total',
    help: 'Answers that clients did not take in time, so that the connection was cut.',
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
      turnedAway.reset()
      for (const priority of PRIORITIES) turnedAway.inc({ priority }, stats.refused[priority])
      const admitted = admissionStats()
      requestsRefused.reset()
      for (const kind of REQUEST_KINDS) {
        requests.set({ kind }, admitted.inFlight[kind])
        requestsRefused.inc({ kind }, admitted.refused[kind])
      }
      cutAnswers.reset()
      cutAnswers.inc(admitted.cut)
      unrecorded.set(unrecordedCount())
    },
  }
}
