import type { Workflow } from '#src/contract/workflow.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Bands of the time since the last change; the lower end belongs to a band. */
export const AGES = ['under_1h', '1h_1d', '1d_7d', '7d_30d', 'over_30d'] as const
export type Age = (typeof AGES)[number]

/** The band of the time since the last change; `null` = unknown, which is in none. */
export function ageOf({ modifiedAt }: Pick<Workflow, 'modifiedAt'>, now: number): Age | null {
  if (modifiedAt === null) return null
  const age = now - modifiedAt
  if (age < HOUR_MS) return 'under_1h'
  if (age < DAY_MS) return '1h_1d'
  if (age < 7 * DAY_MS) return '1d_7d'
  return age < 30 * DAY_MS ? '7d_30d' : 'over_30d'
}
