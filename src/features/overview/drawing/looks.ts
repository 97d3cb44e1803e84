import type { AgeSeries } from '#src/features/overview/numbers/count-running.ts'
import type { OutcomeGroup } from '#src/features/overview/numbers/count-days.ts'

import type { Look } from './chart.ts'

function tint(role: string, percent: number): Look {
  const colour = `var(--color-${role})`
  return { fill: `color-mix(in oklab, ${colour} ${percent}%, var(--color-surface))`, stroke: colour }
}

const HOLLOW: Look = { fill: 'var(--color-surface)', stroke: 'var(--color-field)' }

/** Five tints of one hue: the longer nothing has moved, the stronger. */
export const AGE_LOOKS: Record<AgeSeries, Look> = {
  under_1h: tint('accent', 6),
  '1h_1d': tint('accent', 26),
  '1d_7d': tint('accent', 48),
  '7d_30d': tint('accent', 72),
  over_30d: tint('accent', 100),
  unknown: HOLLOW,
}

/** As amber as a notice: the warning's own colour is made for text. */
export const STUCK_LOOK: Look = {
  fill: 'color-mix(in oklab, var(--color-warn) 15%, var(--color-warn-tint))',
  stroke: 'var(--color-warn)',
}

export const OUTCOME_LOOKS: Record<OutcomeGroup, Look> = {
  ended: tint('ok', 100),
  maybe: tint('ok', 24),
  open: tint('accent', 40),
  still_running: STUCK_LOOK,
  refused: tint('danger', 100),
  not_sent: HOLLOW,
}
