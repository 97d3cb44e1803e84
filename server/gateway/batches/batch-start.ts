import type { Caller } from '#server/gateway/caller.ts'
import { GRACE_MS } from '#src/contract/batch.ts'

import type { Happening } from './batch-store.ts'

/** Who acts, as the history of a batch keeps it. */
export function actorOf({ operator, session }: Caller): NonNullable<Happening['by']> {
  return { id: operator.id, name: operator.name, session }
}

/** What every batch begins with. */
export function startOf({ portal, operator, session }: Caller, instance: string, now: number) {
  return {
    portal,
    session,
    instance,
    state: 'starting' as const,
    fence: 0,
    operator_id: operator.id,
    operator_name: operator.name,
    created_at: now,
    starts_at: now + GRACE_MS,
    started_at: null,
    finished_at: null,
    changed_at: now,
    pause_why: null,
    pause_code: null,
  }
}
