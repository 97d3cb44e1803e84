import { Refusal } from '#server/sandbox/answers/errors.ts'

import type { Admins } from './admins.ts'
import type { SandboxKey, Scope } from './keys.ts'
import { findKey } from './keys.ts'
import type { Person } from './people.ts'
import { findPerson } from './people.ts'
import type { Sessions } from './sessions.ts'

/** Who calls. `user` is `null` for a key nobody is connected to, and for an app key without a session. */
export type Caller = { key: SandboxKey; user: Person | null }

/** Reads key and session (vibe-api.md section 4). Throws the 401 that fits. */
export function authenticate(headers: Headers, sessions: Sessions, admins: Admins): Caller {
  const text = headers.get('X-Api-Key')
  if (!text) throw new Refusal('MISSING_API_KEY')
  const key = findKey(text)
  if (!key) throw new Refusal('INVALID_API_KEY')
  if (key.state === 'inactive') throw new Refusal('KEY_INACTIVE')
  if (key.state === 'expired') throw new Refusal('KEY_EXPIRED')
  const userId = key.type === 'oauth_app' ? readSession(headers, key.key, sessions) : key.ownerId
  const user = userId === null ? null : findPerson(userId)
  return { key, user: user === null ? null : admins.today(user) }
}

function readSession(headers: Headers, appKey: string, sessions: Sessions): number | null {
  const token = /^Bearer (\S+)$/.exec(headers.get('Authorization') ?? '')?.[1]
  return token === undefined ? null : sessions.requireUser(token, appKey)
}

export type Needs = { scope: Scope; isWrite?: boolean; isAdminOnly?: boolean; isOauthOnly?: boolean }

/** Checks what portal data asks of its caller, in the order in which the API would notice. */
export function requireAccess({ key, user }: Caller, needs: Needs): Person {
  if (key.type === 'management') throw new Refusal('MANAGEMENT_KEY_NO_ENTITY_ACCESS')
  if (needs.isOauthOnly && key.type !== 'oauth_app') throw new Refusal('OAUTH_REQUIRED')
  if (!user) throw new Refusal('TOKEN_MISSING')
  if (!key.scopes.includes(needs.scope))
    throw new Refusal('SCOPE_DENIED', `The API key is missing the ${needs.scope} scope`)
  if (needs.isWrite && key.isReadOnly) throw new Refusal('WRITE_BLOCKED_READONLY_KEY')
  if (needs.isAdminOnly && !user.isAdmin) throw new Refusal('BITRIX_ACCESS_DENIED')
  return user
}
