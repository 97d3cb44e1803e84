import { Hono } from 'hono'
import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import { pages, paths, safeReturnTo } from '#src/contract/addresses.ts'
import { readCount, readObject, readText } from '#src/contract/read.ts'

import { Refused, toRefused } from './answers.ts'
import type { Caller } from './caller.ts'
import { readHost } from './own-origin.ts'
import type { Rights } from './rights.ts'
import type { SessionCookie } from './session-cookie.ts'
import type { StateCookies } from './state-cookies.ts'
import { UpstreamFailure, type Upstream } from './upstream.ts'

/** What the API gives when it does not say how long a session lives (vibe-api.md section 4). */
const USUAL_LIFE_S = 86_399
const MAX_WAIT_MS = 20_000

export type OauthDeps = {
  /** Base of the API, without `/v1`. */
  apiUrl: string
  appKey: string
  publicUrl: string
  upstream: Upstream
  rights: Rights
  stateCookies: StateCookies
  sessionCookie: SessionCookie
  clock: Clock
  logger: Logger
}

/** Why the page shows Sign-in instead of going there by itself. */
type Reason = 'state' | 'refused' | 'failed'

/** The trip to sign-in and back (design.md section 4). Failures end on the Sign-in page, never in a loop. */
export function createOauthRoutes(deps: OauthDeps): Hono {
  const { publicUrl, stateCookies, logger } = deps
  const redirectUri = publicUrl + paths.oauthCallback
  const signIn = (reason: Reason, returnTo: string) =>
    `${publicUrl}${pages.signIn}?${new URLSearchParams({ reason, return_to: returnTo })}`

  const app = new Hono()

  app.get('/v1/oauth/authorize', async (c) => {
    const returnTo = safeReturnTo(c.req.query('return_to'), publicUrl)
    // The callback comes to PUBLIC_URL: a cookie set under another loopback name would not be sent there.
    if (readHost(c) !== new URL(publicUrl).host) return c.redirect(publicUrl + paths.authorize(returnTo), 302)
    const url = new URL(`${deps.apiUrl}/v1/oauth/authorize`)
    url.searchParams.set('app_key', deps.appKey)
    url.searchParams.set('state', await stateCookies.issue(c, returnTo))
    url.searchParams.set('redirect_uri', redirectUri)
    return c.redirect(url.href, 302)
  })

  app.get(paths.oauthCallback, async (c) => {
    const { state, code, error } = c.req.query()
    const returnTo = state === undefined ? null : await stateCookies.redeem(c, state)
    if (returnTo === null) return c.redirect(signIn('state', '/'), 302)
    if (error !== undefined || code === undefined || code === '')
      return c.redirect(signIn('refused', returnTo), 302)
    try {
      const { token, expiresAt } = await exchange(deps, code, redirectUri)
      const caller = await deps.rights.readCaller(token)
      await deps.sessionCookie.write(c, createSession(caller, token, expiresAt))
    } catch (failure) {
      if (!isExpected(failure)) throw failure
      logger.warn({ reason: describe(failure) }, 'A sign-in failed')
      return c.redirect(signIn('failed', returnTo), 302)
    }
    // Checked once more: a Location that leads elsewhere must not depend on the seal alone.
    return c.redirect(publicUrl + safeReturnTo(returnTo, publicUrl), 302)
  })

  return app
}

/** Turns the code into a session token. Throws `Refused` or `UpstreamFailure`. */
async function exchange({ upstream, appKey, clock }: OauthDeps, code: string, redirectUri: string) {
  const answer = await upstream('/v1/oauth/token', {
    method: 'POST',
    body: { app_key: appKey, code, redirect_uri: redirectUri },
    priority: 'page',
    token: null,
    maxWaitMs: MAX_WAIT_MS,
  })
  if (answer.status >= 300) throw toRefused(answer)
  const body = readObject(answer.body)
  const granted = { ...body, ...readObject(body.data) }
  const token = readText(granted.access_token)
  if (token === null || !/^[\x21-\x7e]{1,2000}$/.test(token))
    throw new Refused(502, { code: 'UNREADABLE_ANSWER', message: 'The API gave no session token' })
  const lifeSeconds = readCount(granted.expires_in) ?? USUAL_LIFE_S
  return { token, expiresAt: clock.now() + lifeSeconds * 1000 }
}

function createSession(caller: Caller, token: string, expiresAt: number) {
  return { token, portal: caller.portal, operator: caller.operator, expiresAt }
}

function isExpected(failure: unknown): failure is Error {
  return failure instanceof Refused || failure instanceof UpstreamFailure || failure instanceof RangeError
}

/** A code or a kind, never the API's text: it may repeat what was sent. */
function describe(failure: Error): string {
  return failure instanceof Refused ? failure.body.code : failure.message
}
