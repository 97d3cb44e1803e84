import type { Context } from 'hono'

import type { Clock } from '#server/clock.ts'
import { decodeErrorEnvelope, natureOf } from '#src/contract/errors.ts'
import type { SessionMode } from '#src/contract/session.ts'

import { busy, Refused, toRefused } from './answers.ts'
import type { Caller } from './caller.ts'
import { createCaller, nameOf } from './read-caller.ts'
import { isOwnOrigin } from './own-origin.ts'
import { readTrustedOperator } from './operator-gate.ts'
import { completeOperator, requirePlatformToken } from './platform-gate.ts'
import type { Priority, Upstream, UpstreamAnswer, UpstreamRequest } from './upstream.ts'

/** How long `/v1/me` and a passed list are believed (design.md section 4). */
const FRESH_MS = 5 * 60_000
/** A token lives about a day (vibe-api.md section 4): nothing is looked up with an older one. */
const LIFE_MS = 24 * 3_600_000
const MOST_TOKENS = 1000
const MAX_WAIT_MS = 20_000
/** Tokens that nobody has used before are asked about so many at a time: made-up ones cost the API a call each. */
const MOST_STRANGERS = 16
/** `Authorization` longer than this is no session token. */
const TOKEN = /^Bearer ([\x21-\x7e]{1,2000})$/

/** Who may do what (design.md section 4). Whatever throws, throws `Refused` or `UpstreamFailure`; the gateway answers. */
export type Rights = {
  /** The caller whose `/v1/me` was read. Where the page holds no token, a write has to come from the console's own page. */
  requireCaller: (c: Context) => Promise<Caller>
  /** A caller whose `GET /v1/workflows` passed within 5 minutes: needed by every `/api` route that shows portal data. */
  requireReader: (c: Context) => Promise<Caller>
  /** For look-ups: whoever of this portal passed the check last. `null` = nobody is signed in now. */
  tokenFor: (portal: string) => Caller | null
  /**
   * For work that outlives a request: the token of a caller. The platform may bring another one with each request, so there
   * it is the newest session of the same operator.
   */
  tokenOf: (caller: Caller) => string | null
  /** Portals for which `tokenFor` has somebody. */
  portals: () => string[]
  /** Who a token (`null` = the key alone) belongs to; read from the API once and kept for 5 minutes. */
  readCaller: (token: string | null) => Promise<Caller>
  /** Watches calls: a list that passed proves the right to read, a sign-in code forgets the token. */
  watch: (upstream: Upstream) => Upstream
  /** Forgets a token at once, on signing out for instance. */
  forget: (token: string) => void
}

export type RightsDeps = {
  /** Unwatched: the rights watch what they ask themselves. */
  upstream: Upstream
  mode: SessionMode
  publicUrl: string
  clock: Clock
  /** Told when somebody of a portal has (again) shown the right to read: look-ups can go on. */
  onReader: (portal: string) => void
  /** Told when a session is over: the API said so, or its operator signed out. */
  onSessionEnd: (token: string) => void
}

type Entry = {
  token: string | null
  caller: Caller | null
  readAt: number
  reading: Promise<Caller> | null
  passedAt: number | null
  checking: Promise<UpstreamAnswer> | null
  seenAt: number
}

/** All in memory; tokens are looked up by their SHA-256 and leave with the process. */
export function createRights({
  upstream,
  mode,
  publicUrl,
  clock,
  onReader,
  onSessionEnd,
}: RightsDeps): Rights {
  const entries = new Map<string, Entry>()
  const watched = watch(upstream)
  let strangers = 0

  function entryOf(token: string | null): Entry {
    const name = nameOf(token)
    const entry: Entry = entries.get(name) ?? {
      token,
      caller: null,
      readAt: 0,
      reading: null,
      passedAt: null,
      checking: null,
      seenAt: 0,
    }
    entry.seenAt = clock.now()
    // The map keeps the order of use: the first is the one that nobody has used for longest.
    entries.delete(name)
    entries.set(name, entry)
    const oldest = entries.keys().next().value
    if (entries.size > MOST_TOKENS && oldest !== undefined) entries.delete(oldest)
    return entry
  }

  function readCaller(token: string | null, priority: Priority = 'page'): Promise<Caller> {
    const entry = entryOf(token)
    if (entry.caller !== null && clock.now() - entry.readAt < FRESH_MS) return Promise.resolve(entry.caller)
    entry.reading ??= readMe(entry, priority).finally(() => {
      entry.reading = null
    })
    return entry.reading
  }

  async function readBearer(token: string): Promise<Caller> {
    const known = entries.get(nameOf(token))
    if (known?.caller || known?.reading) return readCaller(token)
    if (strangers >= MOST_STRANGERS) throw busy()
    strangers += 1
    // Whoever is known goes before them.
    return readCaller(token, 'look_up').finally(() => {
      strangers -= 1
    })
  }

  async function readMe(entry: Entry, priority: Priority): Promise<Caller> {
    const { token } = entry
    const askedAt = clock.now()
    const answer = await watched('/v1/me', { priority, token, maxWaitMs: MAX_WAIT_MS })
    if (answer.status !== 200) throw toRefused(answer)
    const caller = createCaller(token, answer)
    entry.caller = caller
    entry.readAt = askedAt
    return caller
  }

  async function requireCaller(c: Context): Promise<Caller> {
    if (mode === 'oauth') return readBearer(requireToken(c))
    requireOwnPage(c)
    if (mode === 'platform') return completeOperator(await readBearer(requirePlatformToken(c)), c)
    const caller = await readCaller(null)
    const name = readTrustedOperator(c)
    return name === null ? caller : { ...caller, operator: { id: null, name } }
  }

  /** Nothing in the page proves whose call it is: a write has to come from the console's own page. */
  function requireOwnPage(c: Context): void {
    const isWrite = c.req.method !== 'GET' && c.req.method !== 'HEAD'
    if (isWrite && !isOwnOrigin(c, publicUrl))
      throw new Refused(403, {
        code: 'ORIGIN_NOT_ALLOWED',
        message: 'This may only be asked by the page of this console',
      })
  }

  async function requireReader(c: Context): Promise<Caller> {
    const caller = await requireCaller(c)
    const entry = entryOf(caller.token)
    if (entry.passedAt !== null && clock.now() - entry.passedAt < FRESH_MS) return caller
    const { token } = entry
    entry.checking ??= watched('/v1/workflows', { priority: 'page', token, maxWaitMs: MAX_WAIT_MS }).finally(
      () => {
        entry.checking = null
      },
    )
    const answer = await entry.checking
    if (answer.status !== 200) throw toRefused(answer)
    return caller
  }

  function note(path: string, call: UpstreamRequest, answer: UpstreamAnswer, askedAt: number) {
    const entry = entries.get(nameOf(call.token))
    if (!entry) return
    if (isSignInCode(answer)) {
      if (call.token !== null) forget(call.token)
      entry.passedAt = null
      entry.caller = null
      return
    }
    if (path !== '/v1/workflows') return
    if (answer.status === 200) pass(entry, askedAt)
    else if (answer.status < 500 && answer.status !== 429) entry.passedAt = null
  }

  /** Counted from the asking: a right that was withdrawn while the answer was under way must not live longer. */
  function pass(entry: Entry, askedAt: number) {
    const isNews = entry.passedAt === null || clock.now() - entry.passedAt >= FRESH_MS
    entry.passedAt = Math.max(entry.passedAt ?? askedAt, askedAt)
    if (isNews && entry.caller !== null) onReader(entry.caller.portal)
  }

  function watch(inner: Upstream): Upstream {
    return async (path, call) => {
      const askedAt = clock.now()
      const answer = await inner(path, call)
      note(path, call, answer, askedAt)
      return answer
    }
  }

  return {
    requireCaller,
    requireReader,
    readCaller: (token) => readCaller(token),
    watch,
    forget,
    tokenFor: (portal) => {
      const usable = readers().filter(({ caller }) => caller.portal === portal)
      return usable.toSorted((a, b) => b.passedAt - a.passedAt)[0]?.caller ?? null
    },
    tokenOf,
    portals: () => [...new Set(readers().map(({ caller }) => caller.portal))],
  }

  function forget(token: string) {
    const caller = entries.get(nameOf(token))?.caller ?? null
    entries.delete(nameOf(token))
    // Otherwise what it had begun goes on with a newer session of the same operator.
    if (caller === null || tokenOf(caller) === token) onSessionEnd(token)
  }

  function tokenOf({ portal, operator, token }: Caller): string | null {
    if (mode !== 'platform' || operator.id === null) return token
    const own = [...entries.values()].filter(
      ({ caller }) => caller?.portal === portal && caller.operator.id === operator.id,
    )
    return own.toSorted((a, b) => b.readAt - a.readAt)[0]?.token ?? token
  }

  /** Whoever is signed in now and has shown the right to read. */
  function readers(): { caller: Caller; passedAt: number }[] {
    return [...entries.values()].flatMap(({ caller, passedAt, seenAt }) =>
      caller !== null && passedAt !== null && clock.now() - seenAt < LIFE_MS ? [{ caller, passedAt }] : [],
    )
  }
}

/** The token of `Authorization: Bearer`. Throws the 401 the API has for it. */
function requireToken(c: Context): string {
  const token = TOKEN.exec(c.req.header('Authorization') ?? '')?.[1]
  if (token === undefined) throw new Refused(401, { code: 'TOKEN_MISSING', message: 'Sign in first' })
  return token
}

function isSignInCode({ status, body }: UpstreamAnswer): boolean {
  const error = status < 400 ? null : decodeErrorEnvelope(body)
  return error !== null && natureOf(error.code, status) === 'sign_in'
}
