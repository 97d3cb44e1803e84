import type { Pace } from './batch.ts'
import type { TerminationMode } from './journal.ts'
import { readCount, readInstant, readObject, readOneOf, readText } from './read.ts'

/** Where the API is, unless a gateway was told otherwise (vibe-api.md). */
export const VENDOR_API_URL = 'https://vibecode.bitrix24.tech'

/**
 * `oauth`: the operator signs in and every call carries the token. `personal`: everybody acts as the key's owner.
 * `platform`: the Bitrix24 platform in front adds the operator's session to every call; the page never sees it.
 */
export const SESSION_MODES = ['oauth', 'personal', 'platform'] as const
export type SessionMode = (typeof SESSION_MODES)[number]

export const REASON_RULES = ['never', 'batch', 'force', 'always'] as const
export type ReasonRule = (typeof REASON_RULES)[number]

/** Whether a single termination in this mode needs a reason (REQUIRE_REASON). */
export function isReasonRequired(rule: ReasonRule, mode: TerminationMode): boolean {
  return rule === 'always' || (rule === 'force' && mode === 'force')
}

/** Who acts. `token` is `null` where there is none in the page: in personal-key and platform mode. */
export type Session = {
  token: string | null
  portal: string
  operator: { id: string | null; name: string | null }
  /** Epoch milliseconds; `null` = does not end. */
  expiresAt: number | null
}

/** The answer of `GET /api/session`. */
export type SessionAnswer = {
  mode: SessionMode
  isSandbox: boolean
  /** Base of the API, without `/v1`: for who calls it by hand. */
  apiUrl: string
  requireReason: ReasonRule
  /** Template and user ids that ask twice (PROTECTED_TEMPLATES, PROTECTED_STARTERS). */
  protectedTemplates: string[]
  protectedStarters: string[]
  /** What the gateway's pacer allows: for estimates. */
  pace: Pace
  /** `null` = nobody is signed in. */
  session: Session | null
  /** Why there is no session where no sign-in trip could help (personal, platform): the code `/v1/me` answered with. */
  errorCode: string | null
  /** The first page of the list, as `GET /v1/workflows` answers it, if the request asked for it and it was quick. */
  firstPage: unknown
}

/** Decodes the answer of `GET /api/session`. Throws `TypeError` when it is none. */
export function decodeSessionAnswer(value: unknown): SessionAnswer {
  const data = readObject(readObject(value).data)
  const mode = readOneOf(SESSION_MODES, data.mode)
  if (mode === null) throw new TypeError('The session answer names no mode')
  return {
    mode,
    isSandbox: data.isSandbox === true,
    apiUrl: readText(data.apiUrl) ?? VENDOR_API_URL,
    requireReason: readOneOf(REASON_RULES, data.requireReason) ?? 'batch',
    protectedTemplates: readTexts(data.protectedTemplates),
    protectedStarters: readTexts(data.protectedStarters),
    pace: decodePace(data.pace),
    session: decodeSession(data.session),
    errorCode: readText(data.errorCode),
    firstPage: data.firstPage ?? null,
  }
}

/** Without an answer, what the API documents for a portal (vibe-api.md section 6). */
function decodePace(value: unknown): Pace {
  const pace = readObject(value)
  return { ratePerSecond: readCount(pace.ratePerSecond) || 2, burst: readCount(pace.burst) ?? 40 }
}

function decodeSession(value: unknown): Session | null {
  const session = readObject(value)
  const portal = readText(session.portal)
  if (portal === null) return null
  const operator = readObject(session.operator)
  return {
    portal,
    token: readText(session.token),
    operator: { id: readText(operator.id), name: readText(operator.name) },
    expiresAt: readInstant(session.expiresAt),
  }
}

function readTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((item) => readText(item) ?? []) : []
}
