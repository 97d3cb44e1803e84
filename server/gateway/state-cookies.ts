import { createHash, randomBytes } from 'node:crypto'

import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

import type { Clock } from '#server/clock.ts'
import { readText } from '#src/contract/read.ts'

import { createSecretCheck } from './same-secret.ts'
import type { Seal } from './seal.ts'

const LIFE_MS = 10 * 60_000
/** Two tabs may sign in at once; more than this are forgotten trips. */
const MOST_COOKIES = 5
const PREFIX = 'flowstop_state_'
const MARK = 'flowstop_trip_'
/** A longer return address would make a cookie that browsers drop. */
const MOST_RETURN_CHARACTERS = 2000

export type StateCookies = {
  /** Makes a `state` bound to this browser and to where it wants to return. */
  issue: (c: Context, returnTo: string) => Promise<string>
  /** Where the trip with this `state` wants to return, once; `null` if it did not begin in this browser or is over. */
  redeem: (c: Context, state: string) => Promise<string | null>
}

/** One short-lived cookie for each trip to sign-in. */
export function createStateCookies(seal: Seal, publicUrl: string, clock: Clock): StateCookies {
  const isSecure = publicUrl.startsWith('https:')
  const attributes = { path: '/v1/oauth', httpOnly: true, sameSite: 'Lax', secure: isSecure } as const
  // Another host of the domain can plant a trip's cookie, and so sign somebody in as another. Its mark it cannot plant: a
  // `__Host-` cookie is of this host alone. The trip itself is none, as it would then go along with every call.
  const ofMark = { ...attributes, path: '/' } as const
  const markOf = (name: string) => (isSecure ? '__Host-' : '') + MARK + name.slice(PREFIX.length)

  function drop(c: Context, name: string) {
    deleteCookie(c, name, attributes)
    deleteCookie(c, markOf(name), ofMark)
  }

  /** Makes room for one more: what does not open goes, then the oldest. */
  async function prune(c: Context) {
    const sent = Object.entries(getCookie(c)).filter(([name]) => name.startsWith(PREFIX))
    const opened = await Promise.all(
      sent.map(async ([name, text]) => ({
        name,
        expiresAt: (await seal.open('state', text))?.expiresAt ?? 0,
      })),
    )
    const newestFirst = opened.toSorted((a, b) => b.expiresAt - a.expiresAt)
    for (const [index, { name, expiresAt }] of newestFirst.entries())
      if (expiresAt === 0 || index >= MOST_COOKIES - 1) drop(c, name)
  }

  return {
    issue: async (c, returnTo) => {
      await prune(c)
      const state = randomBytes(32).toString('base64url')
      const place = returnTo.length > MOST_RETURN_CHARACTERS ? '/' : returnTo
      const sealed = await seal.close('state', { state, returnTo: place }, clock.now() + LIFE_MS)
      const name = nameOf(state)
      setCookie(c, name, sealed, { ...attributes, maxAge: LIFE_MS / 1000 })
      setCookie(c, markOf(name), '1', { ...ofMark, maxAge: LIFE_MS / 1000 })
      return state
    },

    redeem: async (c, state) => {
      const name = nameOf(state)
      const text = getCookie(c, name)
      if (text === undefined || getCookie(c, markOf(name)) === undefined) return null
      drop(c, name)
      const opened = await seal.open('state', text)
      return isSame(opened?.data.state, state) ? readText(opened?.data.returnTo) : null
    },
  }
}

function isSame(sealed: unknown, given: string): boolean {
  return typeof sealed === 'string' && createSecretCheck(sealed)(given)
}

function nameOf(state: string): string {
  return PREFIX + createHash('sha256').update(state).digest('hex').slice(0, 16)
}
