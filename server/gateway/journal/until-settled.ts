import { sleep, type Clock } from '#server/clock.ts'
import { BEAT_MS, SILENT_MS } from '#server/gateway/instances/instance-store.ts'

import type { TerminationRow } from './schema.ts'
import type { Store } from './store.ts'

const LOOK_MS = 250
/** By then the gateway that has it is done, or another one has given it up. */
const PATIENCE_MS = SILENT_MS + 2 * BEAT_MS

/**
 * Waits for what another gateway does with a termination, and gives the row as it is then: for a second arrival of the
 * same operation, which is never sent. Ends early when the client has gone. Throws what the database throws.
 */
export async function untilSettledElsewhere(
  store: Pick<Store, 'find'>,
  clock: Clock,
  known: TerminationRow,
  signal: AbortSignal,
): Promise<TerminationRow> {
  const deadline = clock.now() + PATIENCE_MS
  let row = known
  while (isUnderWay(row) && clock.now() < deadline && !signal.aborted) {
    await sleep(clock, LOOK_MS)
    row = (await store.find(row.portal, row.id)) ?? row
  }
  return row
}

/** An item of a batch waits for as long as its batch does. */
function isUnderWay({ state, batch_id }: TerminationRow): boolean {
  return batch_id === null && (state === 'queued' || state === 'sending')
}
