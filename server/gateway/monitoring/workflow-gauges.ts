import { Gauge, type Registry } from 'prom-client'

import type { PortalMirror } from '#server/gateway/mirror/portal-mirror.ts'

import { countWorkflows, MOST_TEMPLATES } from './count-workflows.ts'

/** A look at the top is due every 10 s: what is this old is no count of what runs now. */
const FRESH_MS = 2 * 60_000

const WHEN_WATCHED = 'Absent while nobody watches the list of the portal'
const WHEN_KNOWN = `${WHEN_WATCHED}, until it was read as a whole, and when its top was last read over ${FRESH_MS / 60_000} minutes ago`
const BOUND = `The ${MOST_TEMPLATES} most frequent templates of a portal are told apart, the rest is template="other"`

/**
 * What the mirrors know, told only while it is so: reads no page and watches nothing, so a scrape never makes the
 * gateway work for nobody. `fill` is called before each scrape.
 */
export function createWorkflowGauges(registry: Registry, watched: () => readonly PortalMirror[]) {
  const gauge = <T extends string>(name: string, help: string, labelNames: readonly T[]) =>
    new Gauge({ name, help, labelNames: ['portal', ...labelNames], registers: [registry] })

  const running = gauge(
    'flowstop_workflows_running',
    `Running workflows by template. ${BOUND}. ${WHEN_KNOWN}. Those that ended unseen count until it is proved: flowstop_mirror_unproved_endings.`,
    ['template'],
  )
  const stuck = gauge(
    'flowstop_workflows_stuck',
    `Running workflows whose lock has been over for more than 5 minutes, as of flowstop_mirror_locks_age_seconds. ${BOUND}. ${WHEN_KNOWN}.`,
    ['template'],
  )
  const age = gauge(
    'flowstop_workflows_age_seconds',
    `Quantiles of the time since the last change of the running workflows; quantile="1" is the oldest. ${WHEN_KNOWN}.`,
    ['quantile'],
  )
  const topAge = gauge(
    'flowstop_mirror_top_age_seconds',
    `Time since the newest changes of the list were read. ${WHEN_WATCHED}.`,
    [],
  )
  const locksAge = gauge(
    'flowstop_mirror_locks_age_seconds',
    `Time since the reading of the whole list began that the locks are known from. ${WHEN_WATCHED}, and until it was read as a whole.`,
    [],
  )
  const rows = gauge('flowstop_mirror_rows', `Rows of the list read so far. ${WHEN_WATCHED}.`, [])
  const total = gauge(
    'flowstop_mirror_expected_rows',
    `Running workflows by the count of the API. ${WHEN_WATCHED}.`,
    [],
  )
  const complete = gauge(
    'flowstop_mirror_complete',
    `1 = whatever runs is among the rows read, 0 = not yet. ${WHEN_WATCHED}.`,
    [],
  )
  const unproved = gauge(
    'flowstop_mirror_unproved_endings',
    `Rows that have ended by the count of the API while it is not known yet which. ${WHEN_WATCHED}.`,
    [],
  )
  const failing = gauge(
    'flowstop_mirror_failing_seconds',
    'For how long the list could not be read. Absent while it can be, or nobody watches it.',
    [],
  )
  const all = [running, stuck, age, topAge, locksAge, rows, total, complete, unproved, failing]
  const count = new Gauge({
    name: 'flowstop_mirrors_watched',
    help: 'Portals whose list somebody watches now: of others nothing is known.',
    registers: [registry],
  })

  function fillOne(mirror: PortalMirror) {
    const { portal } = mirror
    const facts = mirror.facts()
    const now = facts.now ?? 0
    const setAge = (gauge: Gauge<'portal'>, at: number | null) => {
      if (at !== null) gauge.set({ portal }, Math.max(0, now - at) / 1000)
    }
    setAge(topAge, facts.readAt)
    setAge(locksAge, facts.locksReadAt)
    setAge(failing, facts.failingSince)
    rows.set({ portal }, facts.readCount)
    if (facts.total !== null) total.set({ portal }, facts.total)
    complete.set({ portal }, facts.isComplete ? 1 : 0)
    unproved.set({ portal }, facts.endedCount)

    if (!facts.isComplete || facts.readAt === null || now - facts.readAt > FRESH_MS) return
    const counts = countWorkflows(mirror.workflows(), now)
    for (const { template, ...found } of counts.templates) {
      running.set({ portal, template }, found.running)
      stuck.set({ portal, template }, found.stuck)
    }
    for (const { quantile, seconds } of counts.ages) age.set({ portal, quantile }, seconds)
  }

  return {
    fill: () => {
      for (const one of all) one.reset()
      const mirrors = watched()
      count.set(mirrors.length)
      for (const mirror of mirrors) fillOne(mirror)
    },
  }
}
