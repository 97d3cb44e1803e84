import { randomUUID } from 'node:crypto'

import { Hono, type Context } from 'hono'

import { errorResponse, Refused, type ErrorBody } from '#server/gateway/answers.ts'
import type { Caller } from '#server/gateway/caller.ts'
import type { Rights } from '#server/gateway/rights.ts'
import { UpstreamFailure } from '#server/gateway/upstream.ts'
import { isOperationId } from '#src/contract/operation-id.ts'
import { CONFIRM_HEADER, confirmationOf, type Protection } from '#src/contract/protection.ts'
import { isReasonRequired, type ReasonRule } from '#src/contract/session.ts'
import { isWorkflowId } from '#src/contract/workflow.ts'

import type { Outcome } from './outcome.ts'
import type { TerminationRequest } from './terminate.ts'

const LONGEST_REASON = 4000

type TerminateRouteDeps = {
  rights: Pick<Rights, 'requireCaller' | 'requireReader'>
  requireReason: ReasonRule
  /** Why this workflow asks twice; `null` = it does not. */
  protectionOf: (portal: string, workflowId: string) => Protection | null
  terminate: (caller: Caller, request: TerminationRequest) => Promise<Outcome>
}

/** `DELETE /v1/workflows/:id`: the API's own call, checked before anything leaves. */
export function createTerminateRoute({
  rights,
  requireReason,
  protectionOf,
  terminate,
}: TerminateRouteDeps): Hono {
  const app = new Hono()
  app.delete('/v1/workflows/:id', async (c) => {
    const request = readRequest(c)
    if (isReasonRequired(requireReason, request.mode)) requireText(request)
    const caller = await rights.requireCaller(c)
    if (protectionOf(caller.portal, request.workflowId) !== null) requireConfirmation(c, request)
    const { status, body, requestId, isRecorded } = await terminate(caller, request)
    c.header('Idempotency-Key', request.operationId)
    if (requestId !== null) c.header('X-Request-Id', requestId)
    if (!isRecorded) c.header('X-Journal-State', 'not-recorded')
    return body === null ? c.body(null, 204) : errorResponse(c, status, await showTo(c, body))
  })

  /** Who is ending it, and since when, stands in the journal: that is told to who may read it. */
  async function showTo(c: Context, body: ErrorBody): Promise<ErrorBody> {
    if (body.journalId === undefined) return body
    try {
      await rights.requireReader(c)
      return body
    } catch (error) {
      if (!(error instanceof Refused || error instanceof UpstreamFailure)) throw error
      return { code: body.code, message: body.message }
    }
  }

  return app
}

/** Throws `Refused` 400 for anything the API does not document. */
function readRequest(c: Context): TerminationRequest {
  const workflowId = c.req.param('id') ?? ''
  if (!isWorkflowId(workflowId)) throw invalid('INVALID_WORKFLOW_ID', 'This cannot be the ID of a workflow')
  const query = c.req.queries()
  const stranger = Object.keys(query).find((name) => name !== 'force' && name !== 'status')
  if (stranger !== undefined)
    throw invalid('VALIDATION_ERROR', `There is no parameter ${stranger}: use force and status`)
  const force = single(query.force, 'force')
  if (force !== undefined && force !== 'true')
    throw invalid('VALIDATION_ERROR', 'force is true, or left out for a soft termination')
  const reason = single(query.status, 'status')
  if (reason !== undefined && reason.length > LONGEST_REASON)
    throw invalid('VALIDATION_ERROR', `status holds at most ${LONGEST_REASON} characters`)
  // PostgreSQL takes no such text: the journal would count as broken.
  if (reason?.includes('\0')) throw invalid('VALIDATION_ERROR', 'status holds a character that is no text')
  const operationId = c.req.header('Idempotency-Key') ?? randomUUID()
  if (!isOperationId(operationId))
    throw invalid('INVALID_OPERATION_ID', 'Idempotency-Key is 8 to 64 letters, digits, - and _')
  return {
    workflowId,
    operationId,
    mode: force === undefined ? 'soft' : 'force',
    reason: reason === undefined || reason.trim() === '' ? null : reason,
    signal: c.req.raw.signal,
  }
}

function single(values: readonly string[] | undefined, name: string): string | undefined {
  if (values !== undefined && values.length > 1)
    throw invalid('VALIDATION_ERROR', `${name} may be given once`)
  return values?.[0]
}

function requireText({ reason }: TerminationRequest): void {
  if (reason === null) throw invalid('REASON_REQUIRED', 'This console requires a reason: send it in status')
}

function requireConfirmation(c: Context, { workflowId }: TerminationRequest): void {
  if (c.req.header(CONFIRM_HEADER) === confirmationOf(workflowId)) return
  throw invalid(
    'CONFIRMATION_REQUIRED',
    `This workflow is protected here: send the last 4 characters of its ID in ${CONFIRM_HEADER}`,
  )
}

function invalid(code: string, message: string): Refused {
  return new Refused(400, { code, message })
}
