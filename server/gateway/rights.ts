import type { Context } from 'hono'

import type { Caller } from './caller.ts'
import type { Upstream } from './upstream.ts'

/** Who may do what (design.md section 4). Whatever throws, throws `Refused` or `UpstreamFailure`; the gateway answers. */
export type Rights = {
  /** The caller whose `/v1/me` was read. In personal-key mode a write has to come from the console's own page. */
  requireCaller: (c: Context) => Promise<Caller>
  /** A caller whose `GET /v1/workflows` passed within 5 minutes: needed by every `/api` route that shows portal data. */
  requireReader: (c: Context) => Promise<Caller>
  /** For look-ups: whoever of this portal passed the check last. `null` = nobody is signed in now. */
  tokenFor: (portal: string) => Caller | null
  /** Who a token (`null` = the key alone) belongs to; read from the API once and kept for 5 minutes. */
  readCaller: (token: string | null) => Promise<Caller>
  /** Watches calls: a list that passed proves the right to read, a sign-in code forgets the token. */
  watch: (upstream: Upstream) => Upstream
  /** Forgets a token at once, on signing out for instance. */
  forget: (token: string) => void
}
