import type { Workflow } from '#src/contract/workflow.ts'

/** What is known of the whole portal's list. Instants are epoch milliseconds of the API's clock. */
export type WholeList = {
  /** What runs, as far as it is read; newest change first. */
  workflows: readonly Workflow[]
  /** How many run by the API's count; `null` = not said yet. */
  total: number | null
  /** Every workflow that runs is among them; a few that have ended may be too, until that is proved. */
  isComplete: boolean
  /** When the newest changes were read; `null` = not yet. */
  readAt: number | null
  /** When the oldest lock among them was read: a row may have become stuck since. `null` = not all are read yet. */
  locksReadAt: number | null
  /** The API's clock minus the browser's, milliseconds. */
  clockOffset: number
  /** Why there is no (newer) answer; `null` = there is. */
  error: Error | null
}
