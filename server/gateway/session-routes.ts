import type { Context } from 'hono'
import { Hono } from 'hono'

import type { Clock } from '#server/clock.ts'
import type { Config } from '#server/config.ts'
import { decodeErrorEnvelope, natureOf } from '#src/contract/errors.ts'
import type { Session, SessionAnswer, SessionMode } from '#src/contract/session.ts'

import { failureToRefused, Refused, toRefused } from './answers.ts'
import type { Caller } from './caller.ts'
import { answerCompressed } from './compressed-json.ts'
import type { ListBody, ListQuery, ListReader } from './list-route.ts'
import { isForeignOrigin, isOwnOrigin } from './own-origin.ts'
import type { Rights } from './rights.ts'
import type { SessionCookie } from './session-cookie.ts'
import { UpstreamFailure, type UpstreamAnswer } from './upstream.ts'

/** A first page that takes longer comes by its own call: the session must not wait for it. */
const FIRST_PAGE_MS = 1500

export type SessionDeps = {
  mode: SessionMode
  isSandbox: boolean
  apiUrl: string
  config: Pick<Config, 'publicUrl' | 'requireReason' | 'protectedTemplates' | 'protectedStarters' | 'pacer'>
  rights: Rights
  readList: ListReader
  sessionCookie: SessionCookie
  clock: Clock
}

/** Pages that show the list, or stand over it with its filters kept. */
const LIST_PAGES = /^\/(workflows(\/[^/]+)?)?$/

type Found = Pick<SessionAnswer, 'session' | 'errorCode' | 'firstPage'>

const NOBODY: Found = { session: null, errorCode: null, firstPage: null }

/** `GET /api/session` and `POST /api/session/end`: all that the cookie can do. */
export function createSessionRoutes(deps: SessionDeps): Hono {
  const { config, mode, rights, sessionCookie } = deps
  const app = new Hono()

  app.get('/api/session', async (c) => {
    if (isForeignOrigin(c, config.publicUrl)) throw foreign()
    const found = await (mode === 'oauth' ? findByCookie(deps, c) : findWithoutTrip(deps, c))
    const answer: Omit<SessionAnswer, 'session'> = {
      mode,
      isSandbox: deps.isSandbox,
      apiUrl: deps.apiUrl,
      requireReason: config.requireReason,
      protectedTemplates: [...config.protectedTemplates],
      protectedStarters: [...config.protectedStarters],
      pace: { ratePerSecond: config.pacer.ratePerSecond, burst: config.pacer.burst },
      errorCode: found.errorCode,
      firstPage: found.firstPage,
    }
    // Beside a token, compressed: who could choose what it is compressed with is of this origin already (see `foreign`).
    return answerCompressed(c, { success: true, data: { ...answer, session: encodeSession(found.session) } })
  })

  app.post('/api/session/end', async (c) => {
    if (!isOwnOrigin(c, config.publicUrl)) throw foreign()
    // Elsewhere no cookie of ours is believed, not even this far.
    if (mode !== 'oauth') return c.body(null, 204)
    const session = await sessionCookie.read(c)
    if (session !== null) rights.forget(session.token)
    sessionCookie.clear(c)
    return c.body(null, 204)
  })

  return app
}

function foreign(): Refused {
  return new Refused(403, {
    code: 'ORIGIN_NOT_ALLOWED',
    message: 'This may only be asked by the page of this console',
  })
}

function encodeSession(session: Session | null) {
  if (session === null) return null
  const { expiresAt } = session
  return { ...session, expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString() }
}

async function findByCookie(deps: SessionDeps, c: Context): Promise<Found> {
  const session = await deps.sessionCookie.read(c)
  if (session === null) return NOBODY
  const first = await readFirstPage(deps, c, () => deps.rights.readCaller(session.token))
  if (first.isSignInNeeded) {
    // The API has ended the session: the page goes to sign-in at once instead of finding out by its next call.
    deps.sessionCookie.clear(c)
    return NOBODY
  }
  return { session, errorCode: null, firstPage: first.page }
}

/** With a personal key, or inside the platform, what `/v1/me` refuses is told: no sign-in trip could help. */
async function findWithoutTrip(deps: SessionDeps, c: Context): Promise<Found> {
  try {
    const caller = await deps.rights.requireCaller(c)
    const { portal, operator } = caller
    const first = await readFirstPage(deps, c, () => Promise.resolve(caller))
    return {
      session: { token: null, portal, operator, expiresAt: null },
      errorCode: null,
      firstPage: first.page,
    }
  } catch (error) {
    if (error instanceof UpstreamFailure) return { ...NOBODY, errorCode: failureToRefused(error).body.code }
    if (error instanceof Refused) return { ...NOBODY, errorCode: error.body.code }
    throw error
  }
}

type FirstPage = { page: ListBody | null; isSignInNeeded: boolean }

const NO_PAGE: FirstPage = { page: null, isSignInNeeded: false }

/** The list for the address at hand, if it comes in time; any trouble is left to the page's own call. */
async function readFirstPage(deps: SessionDeps, c: Context, who: () => Promise<Caller>): Promise<FirstPage> {
  const query = parseListAddress(c.req.query('list'), deps.config.publicUrl)
  if (query === null) return NO_PAGE
  const late = new AbortController()
  const { promise: timeout, resolve } = Promise.withResolvers<FirstPage>()
  const cancel = deps.clock.after(FIRST_PAGE_MS, () => {
    late.abort()
    resolve(NO_PAGE)
  })
  const page = who().then(
    async (caller) => readPage(await deps.readList(caller, query, late.signal)),
    readRefusal,
  )
  return Promise.race([page.catch(readRefusal), timeout]).finally(cancel)
}

function readPage({ answer, body }: { answer: UpstreamAnswer; body: ListBody | null }): FirstPage {
  return body === null ? readRefusal(toRefused(answer)) : { page: body, isSignInNeeded: false }
}

function readRefusal(error: unknown): FirstPage {
  if (error instanceof UpstreamFailure) return NO_PAGE
  if (!(error instanceof Refused)) throw error
  const wire = decodeErrorEnvelope({ error: error.body })
  return { page: null, isSignInNeeded: wire !== null && natureOf(wire.code, error.status) === 'sign_in' }
}

/** The API's filters in an address of the list, as the page reads them; `null` for every other page. */
function parseListAddress(address: string | undefined, publicUrl: string): ListQuery | null {
  if (address === undefined || !address.startsWith('/')) return null
  const url = URL.parse(address, publicUrl)
  if (url === null || !LIST_PAGES.test(url.pathname)) return null
  const templateId = parseId(url.searchParams.get('template'))
  const startedBy = parseId(url.searchParams.get('startedBy'))
  return { ...(templateId === null ? {} : { templateId }), ...(startedBy === null ? {} : { startedBy }) }
}

/** `713` and `#713`; anything else counts as absent. */
function parseId(text: string | null): string | null {
  return /^\s*#?(\d{1,18})\s*$/.exec(text ?? '')?.[1] ?? null
}
