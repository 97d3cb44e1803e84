import { Refused } from '#server/gateway/answers.ts'
import { isBatchReasonRequired, isNumberRequired, MOST_ITEMS, type NewBatch } from '#src/contract/batch.ts'
import { TERMINATION_MODES } from '#src/contract/journal.ts'
import { isOperationId } from '#src/contract/operation-id.ts'
import { readCount, readObject, readOneOf } from '#src/contract/read.ts'
import type { ReasonRule } from '#src/contract/session.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'

const LONGEST_REASON = 4000
const FIELDS = ['id', 'mode', 'reason', 'workflowIds', 'confirmedCount', 'retryOf']

/** Reads the body of `POST /api/batches`; every id is named once. Throws `Refused` 400 with what to do about it. */
export function readNewBatch(value: unknown, rule: ReasonRule): NewBatch {
  const body = readObject(value)
  const stranger = Object.keys(body).find((name) => !FIELDS.includes(name))
  if (stranger !== undefined) throw invalid(`There is no field ${stranger}: use ${FIELDS.join(', ')}`)
  const mode = readOneOf(TERMINATION_MODES, body.mode)
  if (mode === null) throw invalid('mode is soft or force')
  const workflowIds = readIds(body.workflowIds)
  const reason = readReason(body.reason)
  if (reason === null && isBatchReasonRequired(rule, mode))
    throw invalid('This console requires a reason for a batch: send it in reason', 'REASON_REQUIRED')
  const confirmedCount = readCount(body.confirmedCount)
  if (isNumberRequired(mode, workflowIds.length) && confirmedCount !== workflowIds.length)
    throw invalid(
      `So many at once are confirmed by their number: send ${workflowIds.length} in confirmedCount`,
      'CONFIRMATION_REQUIRED',
    )
  return {
    id: readBatchId(body.id, 'id'),
    mode,
    reason,
    workflowIds,
    confirmedCount,
    retryOf:
      body.retryOf === null || body.retryOf === undefined ? null : readBatchId(body.retryOf, 'retryOf'),
  }
}

function readBatchId(value: unknown, name: string): string {
  if (typeof value !== 'string' || !isOperationId(value))
    throw invalid(`${name} is 8 to 64 letters, digits, - and _`)
  return value
}

function readIds(value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalid('workflowIds names what is to be terminated: at least one ID')
  const ids = [...new Set(value.map((id: unknown) => (typeof id === 'string' ? id : '')))]
  if (ids.length > MOST_ITEMS)
    throw invalid(`A batch holds at most ${MOST_ITEMS} workflows: start several, or narrow the selection`)
  const wrong = ids.find((id) => !isWorkflowId(id))
  if (wrong !== undefined)
    throw invalid('One of the workflowIds cannot be the ID of a workflow', 'INVALID_WORKFLOW_ID')
  return ids
}

function readReason(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value !== 'string') throw invalid('reason is a text')
  if (value.length > LONGEST_REASON) throw invalid(`reason holds at most ${LONGEST_REASON} characters`)
  if (value.includes('\0')) throw invalid('reason holds a character that is no text')
  return value.trim() === '' ? null : value
}

function invalid(message: string, code = 'VALIDATION_ERROR'): Refused {
  return new Refused(400, { code, message })
}
