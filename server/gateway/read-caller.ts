import { createHash } from 'node:crypto'

import type { Context } from 'hono'

import type { Me } from '#src/contract/me.ts'
import { decodeMe } from '#src/contract/me.ts'

import { Refused } from './answers.ts'
import type { Caller } from './caller.ts'
import type { UpstreamAnswer } from './upstream.ts'

/** `Authorization` longer than this is no session token. */
const TOKEN = /^Bearer ([\x21-\x7e]{1,2000})$/

/** The token of `Authorization: Bearer`. Throws the 401 the API has for it. */
export function requireToken(c: Context): string {
  const token = TOKEN.exec(c.req.header('Authorization') ?? '')?.[1]
  if (token === undefined) throw new Refused(401, { code: 'TOKEN_MISSING', message: 'Sign in first' })
  return token
}

/**
 * Who `/v1/me` says acts. With a token the key's owner is not who acts: better "unknown user, session 3fa1…" on the record.
 * Throws `Refused`.
 */
export function createCaller(token: string | null, answer: UpstreamAnswer): Caller {
  const me = decode(answer)
  if (token === null)
    return { token, session: 'key', portal: me.portal, operator: { id: null, name: me.ownerName } }
  return {
    token,
    session: nameOf(token).slice(0, 8),
    portal: me.portal,
    operator: me.currentUser ?? { id: null, name: null },
  }
}

function decode(answer: UpstreamAnswer): Me {
  try {
    return decodeMe(answer.body)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw new Refused(502, { code: 'UNREADABLE_ANSWER', message: cause.message }, answer.requestId)
  }
}

/** What a token is known by: its SHA-256. */
export function nameOf(token: string | null): string {
  return token === null ? 'key' : createHash('sha256').update(token).digest('hex')
}
