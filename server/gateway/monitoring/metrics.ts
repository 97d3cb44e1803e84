import { Registry } from 'prom-client'

import type { AdmissionStats } from '#server/gateway/admission.ts'
import type { Mirrors } from '#server/gateway/mirror/mirrors.ts'
import type { PacerStats } from '#server/gateway/pacer-types.ts'

import { createCounters } from './counters.ts'
import { createGatewayGauges } from './gateway-gauges.ts'
import { createWorkflowGauges } from './workflow-gauges.ts'

export type Observed = {
  pacerStats: () => PacerStats
  mirrors: Pick<Mirrors, 'views'>
  unrecordedCount: () => number
  admissionStats: () => AdmissionStats
}

/** The metrics of one gateway: counters are fed as things happen, gauges are read when somebody asks. */
export function createMetrics(processMetrics?: () => Promise<string>) {
  // Never the library's global one: a process may hold several gateways.
  const registry = new Registry()
  const counters = createCounters(registry)
  return {
    ...counters,
    contentType: registry.contentType,
    /** Tells what the gauges look at. The returned function gives the text of a scrape. */
    observe: ({ mirrors, ...gateway }: Observed): (() => Promise<string>) => {
      const workflows = createWorkflowGauges(registry, () =>
        mirrors.views().filter((mirror) => mirror.isWatched()),
      )
      const gauges = createGatewayGauges(registry, gateway)
      return async () => {
        workflows.fill()
        gauges.fill()
        const texts = await Promise.all([registry.metrics(), processMetrics?.() ?? ''])
        return texts.filter((text) => text !== '').join('\n')
      }
    },
  }
}
