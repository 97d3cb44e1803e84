import { setTimeout as pause } from 'node:timers/promises'

import type { ReceivedDelete } from '#e2e/sandbox-client.ts'

import type { Single } from './operators.ts'
import type { Stage } from './stage.ts'

const SETTLE_MS = 15_000

/** The DELETEs that the portal received, against what the journal says of them. */
export type Truth = {
  deletes: number
  rows: number
  /** Workflows that got more than one, or whose ending the portal and the journal tell differently: there may be none. */
  doubled: string[]
  lost: string[]
  lies: string[]
  /** Left unknown by a gateway that was killed or stopped: told as such. */
  unknown: number
}

type Row = { id: string; workflow_id: string; state: string; http_status: number | null; attempts: number }

/** Compares all that was asked for since the record was cleared. `asked` = the workflows that operators wanted ended. */
export async function compare(stage: Stage, asked: readonly string[], since: number): Promise<Truth> {
  const deadline = Date.now() + SETTLE_MS
  let rows = await readRows(stage, since)
  while (rows.some(({ state }) => state === 'queued' || state === 'sending') && Date.now() < deadline) {
    await pause(500)
    rows = await readRows(stage, since)
  }
  const deletes = await stage.sandbox.deletes()
  const received = Map.groupBy(deletes, ({ id }) => id)
  const onRecord = new Map(rows.map((row) => [row.workflow_id, row]))
  return {
    deletes: deletes.length,
    rows: rows.length,
    doubled: [...received].filter(([, all]) => all.length > 1).map(([id]) => id),
    lost: asked.filter((id) => !onRecord.has(id) || isOpen(onRecord.get(id))),
    lies: [
      ...rows
        .filter((row) => !isTrue(row, received.get(row.workflow_id) ?? []))
        .map(({ workflow_id }) => workflow_id),
      ...[...received.keys()].filter((id) => !onRecord.has(id)),
    ],
    unknown: rows.filter(({ state, http_status }) => http_status === null && state !== 'withdrawn').length,
  }
}

async function readRows({ journal }: Stage, since: number): Promise<Row[]> {
  return journal.db
    .selectFrom('terminations')
    .select(['id', 'workflow_id', 'state', 'http_status', 'attempts'])
    .where('requested_at', '>=', since)
    .execute()
}

function isOpen(row: Row | undefined): boolean {
  return row?.state === 'queued' || row?.state === 'sending'
}

/** What was answered stands there as it was answered; what nobody heard the answer of is not told as ended by Flowstop. */
function isTrue({ state, http_status }: Row, received: readonly ReceivedDelete[]): boolean {
  const [only] = received
  if (http_status === null)
    return received.length === 0 || ['unknown', 'no_longer_running', 'still_running'].includes(state)
  const outcome = only?.outcome
  return received.length === 1 && outcome !== null && outcome !== 'cut' && outcome?.status === http_status
}

/** What operators were told of their own terminations, against the journal. */
export async function findUntrueAnswers(
  stage: Stage,
  singles: readonly Single[],
  since: number,
): Promise<string[]> {
  const rows = new Map((await readRows(stage, since)).map((row) => [row.id, row]))
  return singles
    .filter(({ operationId, status }) => rows.get(operationId)?.http_status !== status)
    .map(
      ({ operationId, status }) =>
        `${operationId}: told ${status}, on record ${rows.get(operationId)?.http_status}`,
    )
}
