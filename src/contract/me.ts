import { readObject, readOneOf, readText } from './read.ts'

export const KEY_TYPES = ['personal', 'oauth_app', 'management'] as const
export type KeyType = (typeof KEY_TYPES)[number]

/** Who acts with this key and session, from `GET /v1/me`. */
export type Me = {
  type: KeyType | null
  /** Host of the portal, such as `company.bitrix24.ru`. */
  portal: string
  scopes: string[]
  ownerName: string | null
  currentUser: { id: string; name: string | null } | null
}

/** Decodes `GET /v1/me`. Throws `TypeError` without a portal: the journal is keyed by it. */
export function decodeMe(value: unknown): Me {
  const body = readObject(value)
  const data = readObject(body.data ?? body)
  const portal = readText(data.portal)
  if (portal === null) throw new TypeError('/v1/me names no portal')
  const user = readObject(data.currentUser)
  const userId = readText(user.bitrixUserId)
  return {
    type: readOneOf(KEY_TYPES, data.type),
    portal,
    scopes: Array.isArray(data.scopes) ? data.scopes.filter((scope) => typeof scope === 'string') : [],
    ownerName: readText(readObject(data.owner).name),
    currentUser: userId === null ? null : { id: userId, name: readText(user.name) },
  }
}
