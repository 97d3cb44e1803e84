import { describe, expect, it } from 'vitest'

import { decodeErrorEnvelope, hasUnknownOutcome, natureOf, parseRetryAfter } from './errors.ts'

describe('the nature of a code', () => {
  it.each([
    [
      'request',
      400,
      ['VALIDATION_ERROR', 'INVALID_PARAMS', 'INVALID_REQUEST', 'MISSING_PARAMS', 'INVALID_REDIRECT_URI'],
    ],
    [
      'configuration',
      401,
      ['MISSING_API_KEY', 'INVALID_API_KEY', 'KEY_INACTIVE', 'KEY_EXPIRED', 'WRONG_KEY_TYPE'],
    ],
    [
      'sign_in',
      401,
      ['TOKEN_MISSING', 'TOKEN_EXPIRED', 'TOKEN_REFRESH_FAILED', 'INVALID_SESSION', 'INVALID_APP_KEY'],
    ],
    [
      'forbidden',
      403,
      ['SCOPE_DENIED', 'BITRIX_ACCESS_DENIED', 'OAUTH_REQUIRED', 'WRITE_BLOCKED_READONLY_KEY'],
    ],
    ['forbidden', 403, ['KEY_POLICY_READONLY_REQUIRED', 'IP_NOT_ALLOWED', 'MANAGEMENT_KEY_NO_ENTITY_ACCESS']],
    ['gone', 404, ['ENTITY_NOT_FOUND', 'NOT_FOUND']],
    ['refused', 422, ['BITRIX_ERROR']],
    ['wait', 429, ['RATE_LIMITED', 'ERROR_LOOP_DETECTED']],
    ['unavailable', 502, ['INTERNAL_ERROR', 'BITRIX_UNAVAILABLE', 'QUEUE_TIMEOUT']],
  ])('is %s for the codes of vibe-api.md', (nature, status, codes) => {
    for (const code of codes) expect(natureOf(code, status)).toBe(nature)
  })

  it('of a code nobody knows follows its status, and names of Object are no codes', () => {
    expect(natureOf('NEW', 429)).toBe('wait')
    expect(natureOf('NEW', 503)).toBe('unavailable')
    expect(natureOf('NEW', 0)).toBe('unavailable')
    expect(natureOf('NEW', 418)).toBe('unknown')
    expect(natureOf('constructor', 418)).toBe('unknown')
  })
})

describe('the outcome of a failed DELETE', () => {
  it('is known only after a 4xx, or when nothing left the gateway', () => {
    expect(hasUnknownOutcome('BITRIX_UNAVAILABLE', 502)).toBe(true)
    expect(hasUnknownOutcome('NO_ANSWER', 0)).toBe(true)
    expect(hasUnknownOutcome('UNREADABLE_ANSWER', 200)).toBe(true)
    expect(hasUnknownOutcome('ENTITY_NOT_FOUND', 404)).toBe(false)
    expect(hasUnknownOutcome('JOURNAL_UNAVAILABLE', 503)).toBe(false)
    expect(hasUnknownOutcome('GATEWAY_BUSY', 503)).toBe(false)
    // A 503 of a proxy in between tells nothing.
    expect(hasUnknownOutcome('HTTP_503', 503)).toBe(true)
  })
})

describe('the error envelope', () => {
  it('prefers the words that are for users', () => {
    const body = {
      success: false,
      error: { code: 'X', message: 'm', userMessage: 'Сообщение', retryAfter: '2' },
    }
    expect(decodeErrorEnvelope(body)).toMatchObject({ code: 'X', message: 'Сообщение', retryAfter: 2 })
  })

  it.each([[null], ['<html>'], [{}], [{ error: {} }], [{ error: { code: '' } }], [[]]])('is not %j', (body) =>
    expect(decodeErrorEnvelope(body)).toBeNull(),
  )
})

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1)
  it.each([
    ['7', 7],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', null],
    [null, null],
  ])('%j is %j seconds', (header, seconds) => expect(parseRetryAfter(header, now)).toBe(seconds))
})
