import { Hono } from 'hono'

import type { SandboxOptions } from '#server/sandbox/options.ts'

import type { CallerEnv } from './caller-env.ts'
import { findPerson, fullName } from './people.ts'

/** A name that is reserved (RFC 2606), so that no link to the portal reaches a stranger's. */
export const SANDBOX_PORTAL = 'sandbox.bitrix24.example'

const KEY_EXPIRES = '2099-12-31T23:59:59+03:00'

/** `GET /v1/me`: the key, its portal, and who acts with it. It needs no session. */
export function createMeRoute({
  portal = SANDBOX_PORTAL,
  namesUser = true,
}: Pick<SandboxOptions, 'portal' | 'namesUser'>): Hono<CallerEnv> {
  return new Hono<CallerEnv>().get('/v1/me', (c) => {
    const { key, user } = c.get('caller')
    const owner = key.ownerId === null ? null : findPerson(key.ownerId)
    return c.json({
      success: true,
      data: {
        type: key.type,
        portal,
        scopes: key.scopes,
        rateLimit: { requestsPerSecond: 10 },
        owner: { name: owner ? fullName(owner) : 'Flowstop sandbox' },
        expiresAt: KEY_EXPIRES,
        ...(user && namesUser ? { currentUser: { bitrixUserId: user.id, name: fullName(user) } } : {}),
      },
    })
  })
}
