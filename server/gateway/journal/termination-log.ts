import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'

import type { NewTermination } from './schema.ts'
import type { Sender, Sent } from './send.ts'

type TerminationLogDeps = { logger: Pick<Logger, 'info' | 'warn'>; clock: Clock }

/**
 * Writes one line about each termination when its call is over: who, what, and what came of it. Reasons and names are
 * personal and stand in the journal only; tokens stand nowhere.
 */
export function logTerminations(send: Sender, { logger, clock }: TerminationLogDeps): Sender {
  return async (row, sending) => {
    const startedAt = clock.now()
    const sent = await send(row, sending)
    const line = { ...describeRow(row), ...describeSent(sent), ms: clock.now() - startedAt }
    const isTrouble = line.outcome === 'unknown' || !line.isRecorded
    if (isTrouble) logger.warn(line, 'termination')
    else logger.info(line, 'termination')
    return sent
  }
}

function describeRow(row: NewTermination) {
  return {
    operation: row.id,
    portal: row.portal,
    workflow: row.workflow_id,
    mode: row.mode,
    batch: row.batch_id,
    session: row.session,
    operator: row.operator_id,
    attempts: row.attempts,
    sentAt: row.sent_at ? new Date(row.sent_at).toISOString() : null,
  }
}

/** What came of it: a state of the journal, or why nothing was sent. */
function describeSent(sent: Sent) {
  const nothing = { status: null, code: null, requestId: null, isRecorded: true }
  switch (sent.kind) {
    case 'answered':
      return {
        outcome: sent.state,
        status: sent.answer.status,
        code: sent.refused?.body.code ?? null,
        requestId: sent.answer.requestId,
        isRecorded: sent.isRecorded,
      }
    case 'no_answer':
      return { ...nothing, outcome: 'unknown', code: 'NO_ANSWER', isRecorded: sent.isRecorded }
    case 'not_sent':
      return { ...nothing, outcome: `not_sent: ${sent.why}` }
  }
}
