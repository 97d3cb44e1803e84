import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

import { readObject, readText } from '#src/contract/read.ts'

import type { Seal } from './seal.ts'

/** What the cookie remembers of a sign-in. */
export type SealedSession = {
  token: string
  portal: string
  operator: { id: string | null; name: string | null }
  /** Epoch milliseconds. */
  expiresAt: number
}

export type SessionCookie = {
  write: (c: Context, session: SealedSession) => Promise<void>
  /** The session of the request; `null` without one. A cookie that does not open (any more) is cleared. */
  read: (c: Context) => Promise<SealedSession | null>
  clear: (c: Context) => void
}

/** Browsers drop cookies over 4096 bytes, name and attributes included, without a word. */
const MOST_COOKIE_BYTES = 3800
const MOST_NAME_CHARACTERS = 200

/** The cookie that gives a reload its session back. Nothing else opens with it: every call carries the token itself. */
export function createSessionCookie(seal: Seal, publicUrl: string): SessionCookie {
  const isSecure = publicUrl.startsWith('https:')
  const name = isSecure ? '__Host-flowstop_session' : 'flowstop_session'
  const attributes = { path: '/', httpOnly: true, sameSite: 'Strict', secure: isSecure } as const
  const clear = (c: Context) => void deleteCookie(c, name, attributes)

  return {
    clear,

    write: async (c, { expiresAt, ...session }) => {
      const operator = {
        ...session.operator,
        name: session.operator.name?.slice(0, MOST_NAME_CHARACTERS) ?? null,
      }
      const sealed = await seal.close('session', { ...session, operator }, expiresAt)
      if (sealed.length > MOST_COOKIE_BYTES)
        throw new RangeError('The session token is too long for a cookie')
      setCookie(c, name, sealed, { ...attributes, expires: new Date(expiresAt) })
    },

    read: async (c) => {
      const sealed = getCookie(c, name)
      if (sealed === undefined) return null
      const opened = await seal.open('session', sealed)
      const session = opened && decode(opened.data, opened.expiresAt)
      if (session === null) clear(c)
      return session
    },
  }
}

function decode(data: Record<string, unknown>, expiresAt: number): SealedSession | null {
  const token = readText(data.token)
  const portal = readText(data.portal)
  if (token === null || portal === null) return null
  const operator = readObject(data.operator)
  return { token, portal, operator: { id: readText(operator.id), name: readText(operator.name) }, expiresAt }
}
