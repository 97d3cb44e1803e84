import { natureOf } from '#src/contract/errors.ts'
import { formatTime } from '#src/lib/format.ts'
import { CodeFailure } from '#src/lib/load-code.ts'
import { hasStorage } from '#src/lib/storage.ts'
import type { Zone } from '#src/lib/zone.ts'
import { m } from '#src/messages/messages.js'
import { getLocale } from '#src/messages/runtime.js'

import { ApiError } from './http.ts'

/** What the operator can do about it; the screen offers it. */
export type ErrorRemedy =
  | 'none'
  | 'retry'
  | 'wait' // count down, then press again
  | 'change_account'
  | 'row_leaves' // the goal is reached
  | 'look' // the outcome is being looked up
  | 'see_entry'

export type ErrorWords = {
  title: string
  hint: string | null
  remedy: ErrorRemedy
  /** Code, status, request id and the API's own text, to be copied for an administrator. */
  details: string
  /** Seconds to wait, with `wait`. */
  retryAfter: number
}

/** What was tried: when the page starts, nothing is typed or sent yet. */
type Action = 'start' | 'read' | 'terminate'

type Words = { title: string; hint?: string | null; remedy?: ErrorRemedy }

/** The status of a definite refusal, where only a code is known. */
const REFUSED = 400

const READ_ONLY_CODES = ['WRITE_BLOCKED_READONLY_KEY', 'KEY_POLICY_READONLY_REQUIRED']

/** Seconds to wait when the API names none (vibe-api.md section 1: retry in 1-2 s). */
const DEFAULT_WAIT_S = 2

/**
 * The one translation of failures to words (ux.md section 6). Takes anything that can be thrown. Only a termination's words
 * hold a time, and need the zone.
 */
export function describeError(error: unknown, action: Action = 'read', zone: Zone = 'local'): ErrorWords {
  if (!(error instanceof ApiError)) {
    const isCode = error instanceof CodeFailure
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return {
      title: isCode ? m.error_code() : m.error_crash(),
      hint: isCode ? m.error_code_hint() : null,
      remedy: 'retry',
      details: text,
      retryAfter: 0,
    }
  }
  const retryAfter = Math.max(1, Math.ceil(error.retryAfter ?? DEFAULT_WAIT_S))
  const words = describeApiError(error, action, retryAfter, zone)
  return {
    title: words.title,
    hint: words.hint ?? null,
    remedy: words.remedy ?? 'none',
    details: describeDetails(error),
    retryAfter,
  }
}

/** Whether the key may only read: terminate buttons are off then. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof ApiError && READ_ONLY_CODES.includes(error.code)
}

/** Whether the workflow is protected, and the end of its ID has to come along. */
export function isConfirmationRequired(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'CONFIRMATION_REQUIRED'
}

/** Whether Bitrix24 or the key forbids it: nothing to retry, a right is missing. */
export function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.nature === 'forbidden'
}

/** Of a termination: whether something may be ending the workflow all the same, what was sent or somebody else's. */
export function mayBeEnding(error: unknown): boolean {
  return error instanceof ApiError && (error.nature === 'conflict' || error.isOutcomeUnknown)
}

/** Whether someone else was faster. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.nature === 'conflict'
}

/** Whether what was asked for is not there: an address that names nothing of this portal. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404
}

/** What Bitrix24 answered to one termination, by its code alone: all that the record keeps. */
export function describeCode(code: string): string {
  if (natureOf(code, REFUSED) === 'wait') return m.error_loop()
  return describeApiError(new ApiError({ code, status: REFUSED }), 'terminate', DEFAULT_WAIT_S, 'local').title
}

/** Whether the program leaves for sign-in, and nothing need be said meanwhile. */
export function isSignIn(error: unknown): boolean {
  return error instanceof ApiError && error.nature === 'sign_in' && error.signIn === 'trip'
}

/** Reads are tried again when waiting may help; writes never are. */
export function isWorthRetrying(error: unknown): boolean {
  return error instanceof ApiError && (error.nature === 'wait' || error.nature === 'unavailable')
}

function describeApiError(error: ApiError, action: Action, retryAfter: number, zone: Zone): Words {
  if (READ_ONLY_CODES.includes(error.code)) return { title: m.error_read_only() }
  if (error.code === 'REASON_REQUIRED') return { title: m.reason_missing() }
  if (isConfirmationRequired(error)) return { title: m.error_confirmation() }
  if (error.code === 'BATCH_MOVED') return { title: m.batch_moved(), hint: m.batch_moved_hint() }
  switch (error.nature) {
    case 'sign_in':
      return describeSignIn(error, action)
    case 'configuration':
      return { title: m.error_key() }
    case 'forbidden':
      return describeForbidden(error)
    case 'gone':
      return { title: m.error_gone(), remedy: 'row_leaves' }
    case 'wait':
      return { title: describeWait(error, retryAfter), remedy: 'wait' }
    case 'unavailable':
      return describeUnavailable(error, action)
    case 'conflict':
      return describeConflict(error, zone)
    case 'request':
    case 'refused':
    case 'unknown':
      return { title: m.error_other({ code: error.code }), hint: error.apiMessage }
  }
}

function describeSignIn({ signIn }: ApiError, action: Action): Words {
  switch (signIn) {
    case 'trip':
      return { title: m.error_session_ended() }
    case 'portal':
      return {
        title: m.error_portal_session(),
        hint: action === 'start' ? null : describeTyped(),
      }
    case 'administrator':
      return { title: m.error_key_unconnected() }
  }
}

/** Who asks to wait, and for how long: the API, or this console. */
export function describeWait(error: unknown, seconds: number): string {
  const isOwn = error instanceof ApiError && error.code === 'GATEWAY_BUSY'
  return isOwn ? m.error_busy({ seconds }) : m.error_wait({ seconds })
}

/** What becomes of what was typed: in a frame of another site some browsers keep nothing. */
function describeTyped(): string {
  return hasStorage('local') ? m.error_portal_session_hint() : m.error_portal_session_lost()
}

function describeForbidden(error: ApiError): Words {
  if (error.code === 'BITRIX_ACCESS_DENIED')
    return { title: m.error_denied(), hint: m.error_denied_hint(), remedy: 'change_account' }
  if (error.code === 'SCOPE_DENIED') return { title: m.error_scope(), hint: m.error_scope_hint() }
  return { title: m.error_other({ code: error.code }), hint: error.apiMessage }
}

function describeUnavailable(error: ApiError, action: Action): Words {
  if (error.code === 'JOURNAL_UNAVAILABLE') return { title: m.error_journal(), hint: m.error_journal_hint() }
  if (action === 'terminate') return { title: m.error_unknown_outcome(), remedy: 'look' }
  if (error.status === 0) return { title: m.error_offline(), remedy: 'retry' }
  if (error.code === 'UNREADABLE_ANSWER') return { title: m.error_unreadable(), remedy: 'retry' }
  return { title: m.error_unavailable(), remedy: 'retry' }
}

function describeConflict({ conflict }: ApiError, zone: Zone): Words {
  const since = conflict.since === null ? Number.NaN : Date.parse(conflict.since)
  const time = Number.isNaN(since) ? null : formatTime(since, getLocale(), zone)
  const operator = conflict.operatorName ?? m.unknown_user()
  return {
    title:
      time === null
        ? m.error_being_terminated({ operator })
        : m.error_being_terminated_since({ operator, time }),
    remedy: 'see_entry',
  }
}

function describeDetails({ code, status, requestId, apiMessage }: ApiError): string {
  return [
    `${code} (${status === 0 ? 'no answer' : `HTTP ${status}`})`,
    apiMessage,
    requestId && `request ${requestId}`,
  ]
    .filter(Boolean)
    .join('\n')
}

/** How long to wait before a read is tried again: as long as the API asks, else a second and then two. */
export function retryDelayMs(count: number, error: unknown): number {
  const asked = error instanceof ApiError ? error.retryAfter : null
  return (asked ?? 2 ** count) * 1000
}
