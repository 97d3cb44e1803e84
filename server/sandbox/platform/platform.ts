import { randomUUID } from 'node:crypto'

import { Hono } from 'hono'
import { proxy } from 'hono/proxy'

import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { fullName, SIGN_IN_PEOPLE, type Person } from '#server/sandbox/access/people.ts'
import { safeReturnTo } from '#src/contract/addresses.ts'

import { PORTAL_HEADERS, renderPortalPage } from './portal-page.ts'

export type PlatformOptions = {
  /** A new session of somebody of the portal. */
  issueSession: (who: { userId: number; appKey: string }) => string
  /** Where the console listens. Only the platform calls it there. */
  appUrl: string
  /** The app as a browser knows it, such as `http://localhost:4020`: in the frame, and another site than the portal. */
  publicUrl: string
  /** The portal around it, such as `http://127.0.0.1:4020`. */
  portalUrl: string
  /** How the console is called; `fetch` if not given. */
  fetch?: (request: Request) => Promise<Response>
}

/** Who has the portal's page open, and the session that the platform adds for them. */
type Visit = { person: Person; token: string }

/** Not passed on by a proxy (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']

/**
 * Plays the Bitrix24 platform in front of the console (vibe-api.md section 4, "Inside the portal"): a page of the portal with
 * the app in a frame, and the proxy that strips `X-Vibe-*` of clients and adds its own. Which of the two a request is for,
 * its host says. There is one visitor at a time; each load of the portal's page brings a new session.
 */
export function createPlatform(options: PlatformOptions) {
  const hosts = { app: new URL(options.publicUrl).host, portal: new URL(options.portalUrl).host }
  let visit: Visit | null = null
  const portal = createPortal(options, {
    read: () => visit,
    write: (next) => {
      visit = next
    },
  })
  const app = createProxy(options, () => visit)
  return {
    fetch: async (request: Request): Promise<Response> => {
      const host = request.headers.get('Host') ?? new URL(request.url).host
      if (host === hosts.app) return app.fetch(request)
      if (host === hosts.portal) return portal.fetch(request)
      return new Response(`The portal is at ${options.portalUrl}`, { status: 421 })
    },
    /** Somebody opens, or reloads, the portal's page, with a new session or this one; `null` = signs out of the portal. */
    open: (userId: number | null, token?: string) => {
      const person = findVisitor(userId)
      visit = person && { ...startVisit(options, person), ...(token === undefined ? {} : { token }) }
    },
  }
}

function createPortal(
  options: PlatformOptions,
  visits: { read: () => Visit | null; write: (visit: Visit | null) => void },
): Hono {
  const app = new Hono()
  app.get('/', (c) => {
    const asked = c.req.query('user')
    const person =
      asked === undefined
        ? (visits.read()?.person ?? SIGN_IN_PEOPLE[0] ?? null)
        : findVisitor(asked === '' ? null : Number(asked))
    visits.write(person && startVisit(options, person))
    const path = safeReturnTo(c.req.query('path'), options.publicUrl)
    for (const [name, value] of PORTAL_HEADERS(options.publicUrl)) c.header(name, value)
    return c.html(
      renderPortalPage({ people: SIGN_IN_PEOPLE, visitor: person, path, publicUrl: options.publicUrl }),
    )
  })
  return app
}

function findVisitor(userId: number | null): Person | null {
  return SIGN_IN_PEOPLE.find(({ id }) => id === userId) ?? null
}

function startVisit({ issueSession }: PlatformOptions, person: Person): Visit {
  return { person, token: issueSession({ userId: person.id, appKey: SANDBOX_KEYS.app }) }
}

function createProxy({ appUrl, fetch = globalThis.fetch }: PlatformOptions, readVisit: () => Visit | null) {
  return new Hono().all('*', (c) => {
    const { pathname, search } = new URL(c.req.url)
    const headers = new Headers()
    for (const [name, value] of c.req.raw.headers)
      if (!name.startsWith('x-vibe-') && !HOP_BY_HOP.includes(name)) headers.set(name, value)
    for (const [name, value] of vibeHeaders(readVisit())) headers.set(name, value)
    headers.append('Via', '1.1 sandbox-platform')
    return proxy(appUrl + pathname + search, {
      raw: c.req.raw,
      headers,
      redirect: 'manual',
      customFetch: (request) => fetch(request),
    })
  })
}

/** As public client code has seen them (vibe-api.md section 4). */
function vibeHeaders(visit: Visit | null): [string, string][] {
  const always: [string, string][] = [
    ['X-Vibe-Portal-Id', 'sandbox-portal'],
    ['X-Vibe-Request-Id', `platform-${randomUUID()}`],
  ]
  if (visit === null) return always
  const { person, token } = visit
  return [
    ...always,
    ['X-Vibe-Authorization', `Bearer ${token}`],
    ['X-Vibe-User-Id', String(person.id)],
    ['X-Vibe-User-Name-Encoded', encodeURIComponent(fullName(person))],
    ['X-Vibe-User-Role', person.isAdmin ? 'ADMIN' : 'MEMBER'],
  ]
}
