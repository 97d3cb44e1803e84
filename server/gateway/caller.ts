/** Who stands behind a call to the gateway, once `/v1/me` was read with their token. */
export type Caller = {
  /** The operator's session token; `null` in personal-key mode, where the key alone acts. */
  token: string | null
  /** The first 8 hex digits of the token's SHA-256: names a session on the record without giving it away. `key` in personal-key mode. */
  session: string
  portal: string
  operator: { id: string | null; name: string | null }
}
