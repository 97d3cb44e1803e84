import type { Caller } from './authenticate.ts'

/** What routes behind the key check find in Hono's context. */
export type CallerEnv = { Variables: { caller: Caller } }
