import type { Context, MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'

import { Refused } from './answers.ts'
import type { Caller } from './caller.ts'
import { isOpenPath } from './monitoring/open-paths.ts'
import { createPeerCheck, readPeer } from './peers.ts'

/** Who opens the app inside the portal, as the platform says (vibe-api.md section 4). `token` is `null` without a session. */
type PlatformVisit = {
  token: string | null
  user: { id: string; name: string | null } | null
  /** The platform's own id of this request. */
  requestId: string | null
}

const VISIT = 'platformVisit'
const BEARER = /^Bearer ([\x21-\x7e]{1,2000})$/
const LONGEST_NAME = 200
/** What ends a line, or turns the reading direction of the words around it. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu
/** So many strange peers are told, once each: an administrator looks for one of them. */
const MOST_TOLD = 20

/** What the platform has said about this request; `null` where it does not stand in front. */
export function readPlatformVisit(c: Context): PlatformVisit | null {
  const visit: unknown = c.get(VISIT)
  return isVisit(visit) ? visit : null
}

function isVisit(value: unknown): value is PlatformVisit {
  return typeof value === 'object' && value !== null && 'token' in value
}

/**
 * Lets in what comes from the platform, and believes its `X-Vibe-*`. From any other peer nothing is believed and nothing is
 * answered: 401. Health stays open, and metrics know readers of their own.
 */
export function createPlatformGate(trustedProxies: readonly string[], logger: Logger): MiddlewareHandler {
  const isTrusted = createPeerCheck(trustedProxies)
  const told = new Set<string | null>()
  return async (c, next) => {
    if (isOpenPath(c.req.path)) return next()
    const peer = readPeer(c)
    if (!isTrusted(peer)) {
      if (told.size < MOST_TOLD && !told.has(peer)) {
        told.add(peer)
        logger.warn({ peer }, 'Refused: not one of TRUSTED_PROXIES, which have to name the platform')
      }
      throw new Refused(401, {
        code: 'OPERATOR_NOT_ALLOWED',
        message: 'This console is opened inside the Bitrix24 portal',
      })
    }
    c.set(VISIT, readVisit(c))
    await next()
  }
}

/** The session token that came along with this request. Throws the 401 the API has for it. */
export function requirePlatformToken(c: Context): string {
  const token = readPlatformVisit(c)?.token ?? null
  if (token === null)
    throw new Refused(401, {
      code: 'TOKEN_MISSING',
      message: 'The portal brought no session of an operator: reload the page of the portal',
    })
  return token
}

/** Whom the API does not name, the platform does. The API's word counts where both have one: it is who acts there. */
export function completeOperator(caller: Caller, c: Context): Caller {
  const user = readPlatformVisit(c)?.user ?? null
  const { id, name } = caller.operator
  if (user === null || (id !== null && id !== user.id)) return caller
  return { ...caller, operator: { id: user.id, name: name ?? user.name } }
}

function readVisit(c: Context): PlatformVisit {
  const id = c.req.header('X-Vibe-User-Id')?.trim() ?? ''
  const requestId = c.req.header('X-Vibe-Request-Id') ?? ''
  return {
    token: BEARER.exec(c.req.header('X-Vibe-Authorization') ?? '')?.[1] ?? null,
    user: /^\d{1,18}$/.test(id) ? { id, name: decodeName(c.req.header('X-Vibe-User-Name-Encoded')) } : null,
    requestId: /^[\w.:-]{1,128}$/.test(requestId) ? requestId : null,
  }
}

/** A plus that means itself is always encoded, so a bare one is a form's blank. */
function decodeName(encoded: string | undefined): string | null {
  try {
    const name = decodeURIComponent((encoded ?? '').replaceAll('+', ' '))
    const shown = name.replaceAll(UNSEEN, ' ').trim()
    return shown === '' ? null : shown.slice(0, LONGEST_NAME).toWellFormed()
  } catch {
    return null
  }
}
