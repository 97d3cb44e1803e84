import { createHash } from 'node:crypto'

import type { Me } from '#src/contract/me.ts'
import { decodeMe } from '#src/contract/me.ts'

import { Refused } from './answers.ts'
import type { Caller } from './caller.ts'
import type { UpstreamAnswer } from './upstream.ts'

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
