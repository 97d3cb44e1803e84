import { randomUUID } from 'node:crypto'

import { Refusal } from '#server/sandbox/answers/errors.ts'

const DAY_MS = 24 * 3_600_000
/** `expires_in` of the public clients is 86399 (vibe-api.md section 4). */
export const SESSION_SECONDS = 86_399
const CODE_MS = 2 * 60_000
const PORTAL_SESSION_MS = 30 * DAY_MS

export type Grant = { appKey: string; userId: number }

type Session = Grant & { expiresAt: number }
type Code = Grant & { redirectUri: string; expiresAt: number }
/** Somebody signed in to the portal in one browser, and the applications allowed there. */
type PortalSession = { userId: number; apps: Set<string>; expiresAt: number }

export type Sessions = ReturnType<typeof createSessions>

/**
 * Codes, session tokens and portal sessions, in memory. Names are drawn by the system's randomness, not by the seed: a
 * token of an earlier run must not fit a later one.
 */
export function createSessions(now: () => number) {
  const sessions = new Map<string, Session>()
  const codes = new Map<string, Code>()
  const portalSessions = new Map<string, PortalSession>()
  let isConsentRemembered = true

  function issueSession(grant: Grant): string {
    const token = `vibe_session_${randomUUID().replaceAll('-', '')}`
    sessions.set(token, { ...grant, expiresAt: now() + SESSION_SECONDS * 1000 })
    return token
  }

  return {
    issueSession,

    issueCode: (grant: Grant, redirectUri: string): string => {
      const code = randomUUID().replaceAll('-', '')
      codes.set(code, { ...grant, redirectUri, expiresAt: now() + CODE_MS })
      return code
    },

    /** Turns a code into a session token, once. */
    redeem: (code: string, appKey: string, redirectUri: string): string => {
      const found = codes.get(code)
      codes.delete(code)
      if (!found || found.expiresAt <= now() || found.appKey !== appKey)
        throw new Refusal('INVALID_REQUEST', 'The code is unknown, used or expired')
      if (found.redirectUri !== redirectUri) throw new Refusal('INVALID_REDIRECT_URI')
      return issueSession({ appKey, userId: found.userId })
    },

    /** Who acts with this token. Throws `INVALID_SESSION` or `TOKEN_EXPIRED`. */
    requireUser: (token: string, appKey: string): number => {
      const session = sessions.get(token)
      if (!session || session.appKey !== appKey) throw new Refusal('INVALID_SESSION')
      if (session.expiresAt <= now()) throw new Refusal('TOKEN_EXPIRED')
      return session.userId
    },

    expireSessions: () => {
      for (const session of sessions.values()) session.expiresAt = now()
    },

    /** Remembers in one browser who signed in and what was allowed; returns the cookie's value. */
    rememberConsent: (cookie: string | undefined, { userId, appKey }: Grant): string => {
      const known = cookie === undefined ? undefined : portalSessions.get(cookie)
      if (cookie !== undefined && known?.userId === userId) {
        known.apps.add(appKey)
        return cookie
      }
      const id = randomUUID()
      portalSessions.set(id, { userId, apps: new Set([appKey]), expiresAt: now() + PORTAL_SESSION_MS })
      return id
    },

    /** The user who needs no consent page in this browser; `null` = show it. */
    findConsent: (cookie: string | undefined, appKey: string): number | null => {
      const known = cookie === undefined ? undefined : portalSessions.get(cookie)
      if (!known || !isConsentRemembered || known.expiresAt <= now() || !known.apps.has(appKey)) return null
      return known.userId
    },

    /** Who is signed in to the portal in this browser. */
    findSignedIn: (cookie: string | undefined): number | null => {
      const known = cookie === undefined ? undefined : portalSessions.get(cookie)
      return known && known.expiresAt > now() ? known.userId : null
    },
    endPortalSession: (cookie: string | undefined) => {
      if (cookie !== undefined) portalSessions.delete(cookie)
    },
    endPortalSessions: () => portalSessions.clear(),
    setConsentRemembered: (next: boolean) => {
      isConsentRemembered = next
    },
  }
}
