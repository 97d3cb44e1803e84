import type { JournalEntry, JournalState } from '#src/contract/journal.ts'
import { stateOf, type Workflow, type WorkflowState } from '#src/contract/workflow.ts'

/** After this an accepted termination that shows no effect offers Force (ux.md section 3, point 8). */
const OFFER_FORCE_MS = 60_000

export type RowState =
  | { kind: WorkflowState; canTerminate: true; offersForce: false }
  | { kind: 'terminating' | 'checking'; canTerminate: false; offersForce: boolean }
  | { kind: 'still_running'; canTerminate: true; offersForce: boolean }

const ENDED: readonly JournalState[] = ['gone', 'already_gone', 'no_longer_running']

/** Whether the journal knows that this workflow has ended: its row leaves, whatever an older page says. */
export function hasEnded(entry: JournalEntry | undefined): boolean {
  return entry !== undefined && ENDED.includes(entry.state)
}

/** What the row says: its own state, or what is being done to it. `now` is an instant of the API's clock. */
export function rowStateOf(workflow: Workflow, entry: JournalEntry | undefined, now: number): RowState {
  switch (entry?.state) {
    case 'queued':
    case 'sending':
      return { kind: 'terminating', canTerminate: false, offersForce: false }
    case 'accepted':
      return {
        kind: 'terminating',
        canTerminate: false,
        offersForce: entry.mode === 'soft' && now - (entry.settledAt ?? now) > OFFER_FORCE_MS,
      }
    case 'unknown':
      return { kind: 'checking', canTerminate: false, offersForce: false }
    case 'still_running':
      return { kind: 'still_running', canTerminate: true, offersForce: entry.mode === 'soft' }
    default:
      return { kind: stateOf(workflow, now), canTerminate: true, offersForce: false }
  }
}
