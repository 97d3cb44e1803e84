import { createHash } from 'node:crypto'

import type { Context } from 'hono'
import { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

import { Refusal } from '#server/sandbox/answers/errors.ts'
import { readObject, readText } from '#src/contract/read.ts'

import { PAGE_HEADERS, renderConsentPage, renderHomePage } from './consent-page.ts'
import { findKey } from './keys.ts'
import { findPerson, SIGN_IN_PEOPLE } from './people.ts'
import type { Sessions } from './sessions.ts'
import { SESSION_SECONDS } from './sessions.ts'

const MIN_STATE = 16
const MAX_STATE = 512
const STATE_SECONDS = 600
const PORTAL_SECONDS = 30 * 24 * 3600
const PORTAL_COOKIE = 'sandbox_portal'
const COOKIE = { path: '/', httpOnly: true, sameSite: 'Lax' } as const

export type Authorization = { appKey: string; state: string; redirectUri: string }

/** Reads the parameters of `/v1/oauth/authorize`. Throws the 400 or 401 that fits (vibe-api.md section 4). */
export function readAuthorization(
  params: Record<string, unknown>,
  redirectUris: readonly string[],
): Authorization {
  const [appKey, state, redirectUri] = [
    readText(params.app_key),
    readText(params.state),
    readText(params.redirect_uri),
  ]
  if (!appKey || !state || !redirectUri)
    throw new Refusal('MISSING_PARAMS', 'app_key, state and redirect_uri are required')
  requireAppKey(appKey)
  if (state.length < MIN_STATE || state.length > MAX_STATE)
    throw new Refusal('INVALID_PARAMS', `state must have at least ${MIN_STATE} characters`)
  // The whole address has to be equal: a prefix would let codes leak to a neighbour.
  if (!redirectUris.includes(redirectUri)) throw new Refusal('INVALID_REDIRECT_URI')
  return { appKey, state, redirectUri }
}

function requireAppKey(appKey: string) {
  const key = findKey(appKey)
  if (!key) throw new Refusal('INVALID_APP_KEY')
  if (key.type !== 'oauth_app') throw new Refusal('WRONG_KEY_TYPE')
}

export function returnAddress(redirectUri: string, params: Record<string, string>): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
  return url.href
}

/** A cookie of its own for each state, so that two tabs may sign in at once. */
function stateCookie(state: string): string {
  return `sandbox_state_${createHash('sha256').update(state).digest('hex').slice(0, 16)}`
}

export function createOauthRoutes(sessions: Sessions, redirectUris: readonly string[]): Hono {
  const app = new Hono()

  const allow = (c: Context, { appKey, state, redirectUri }: Authorization, userId: number) =>
    c.redirect(
      returnAddress(redirectUri, { code: sessions.issueCode({ appKey, userId }, redirectUri), state }),
      302,
    )

  app.get('/v1/oauth/authorize', (c) => {
    const asked = readAuthorization(c.req.query(), redirectUris)
    const known = sessions.findConsent(getCookie(c, PORTAL_COOKIE), asked.appKey)
    if (known !== null) return allow(c, asked, known)
    setCookie(c, stateCookie(asked.state), asked.state, { ...COOKIE, maxAge: STATE_SECONDS })
    return c.html(renderConsentPage({ ...asked, people: SIGN_IN_PEOPLE }), 200, PAGE_HEADERS)
  })

  app.post('/v1/oauth/authorize', async (c) => {
    const form = await c.req.parseBody()
    const asked = readAuthorization(form, redirectUris)
    if (getCookie(c, stateCookie(asked.state)) !== asked.state)
      throw new Refusal('INVALID_REQUEST', 'state was not issued in this browser')
    deleteCookie(c, stateCookie(asked.state), COOKIE)
    if (form.decision !== 'allow')
      return c.redirect(returnAddress(asked.redirectUri, { error: 'access_denied', state: asked.state }), 302)
    const person = SIGN_IN_PEOPLE.find((someone) => String(someone.id) === form.user)
    if (!person) throw new Refusal('INVALID_PARAMS', 'Nobody was chosen')
    // An employee who is refused everything must be able to come back as somebody else.
    if (person.isAdmin) {
      const grant = { userId: person.id, appKey: asked.appKey }
      const cookie = sessions.rememberConsent(getCookie(c, PORTAL_COOKIE), grant)
      setCookie(c, PORTAL_COOKIE, cookie, { ...COOKIE, maxAge: PORTAL_SECONDS })
    }
    return allow(c, asked, person.id)
  })

  app.post('/v1/oauth/token', async (c) => {
    const body = readObject(await c.req.json().catch(() => null))
    const [appKey, code, redirectUri] = [
      readText(body.app_key),
      readText(body.code),
      readText(body.redirect_uri),
    ]
    if (!appKey || !code || !redirectUri)
      throw new Refusal('MISSING_PARAMS', 'app_key, code and redirect_uri are required')
    requireAppKey(appKey)
    const token = sessions.redeem(code, appKey, redirectUri)
    c.header('Cache-Control', 'no-store')
    return c.json({ access_token: token, expires_in: SESSION_SECONDS })
  })

  app.get('/', (c) => {
    const cookie = getCookie(c, PORTAL_COOKIE)
    const userId = sessions.findSignedIn(cookie)
    return c.html(renderHomePage(userId === null ? null : findPerson(userId)), 200, PAGE_HEADERS)
  })

  app.post('/sign-out', (c) => {
    sessions.endPortalSession(getCookie(c, PORTAL_COOKIE))
    deleteCookie(c, PORTAL_COOKIE, COOKIE)
    return c.redirect('/', 303)
  })

  return app
}
