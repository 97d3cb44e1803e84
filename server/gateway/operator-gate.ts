import type { Context, MiddlewareHandler } from 'hono'

import type { OperatorGate } from '#server/config.ts'

import { Refused } from './answers.ts'
import { isOpenPath } from './monitoring/open-paths.ts'
import { createPeerCheck, readPeer } from './peers.ts'

const OPERATOR = 'trustedOperator'

/** The operator an SSO proxy has named for this request; `null` where none is configured. */
export function readTrustedOperator(c: Context): string | null {
  const name: unknown = c.get(OPERATOR)
  return typeof name === 'string' ? name : null
}

/**
 * Lets in whom a trusted proxy names, if the list of operators has them. From any other peer the header counts as not
 * sent: 401. Health stays open, and metrics know readers of their own.
 */
export function createOperatorGate(gate: OperatorGate, trustedProxies: readonly string[]): MiddlewareHandler {
  const isTrusted = createPeerCheck(trustedProxies)
  const allowed = new Set(gate.operators.map((name) => name.toLowerCase()))
  return async (c, next) => {
    if (isOpenPath(c.req.path)) return next()
    const name = isTrusted(readPeer(c)) ? readHeader(c, gate.header) : null
    if (name === null)
      throw new Refused(401, {
        code: 'OPERATOR_NOT_ALLOWED',
        message: 'This console is entered through the sign-in of your company',
      })
    if (!allowed.has(name.toLowerCase()))
      throw new Refused(403, { code: 'OPERATOR_NOT_ALLOWED', message: `${name} may not use this console` })
    c.set(OPERATOR, name)
    await next()
  }
}

/** Node reads headers as Latin-1; proxies send names in UTF-8. */
function readHeader(c: Context, header: string): string | null {
  const sent = c.req.header(header)?.trim()
  if (sent === undefined || sent === '') return null
  const name = Buffer.from(sent, 'latin1').toString('utf8')
  return name.includes('\uFFFD') ? sent : name
}
