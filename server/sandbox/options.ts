import type { Clock } from '#server/clock.ts'

import type { LimitsOption } from './answers/limits.ts'
import type { Seed } from './portal/seeds.ts'

export type SandboxOptions = {
  /** Real time or a test's; `advance` moves the sandbox's own time on top of it. */
  clock: Clock
  /** OAuth return addresses, compared as a whole. */
  redirectUris: readonly string[]
  /** Where it is served; http://127.0.0.1:4010 if not given. */
  origin?: string
  /** Host of its portal, as `/v1/me` names it; sandbox.bitrix24.example if not given. */
  portal?: string
  /** The same seed and clock give the same portal; 1 if not given. */
  random?: number
  /** A small portal that stands still, instead of a generated one. */
  seed?: Seed
  /** How many workflows the generated portal begins with; 400 if not given. */
  workflowCount?: number
  /** Whether workflows start, move and end by themselves; true for generated portals, false for seeds. */
  life?: boolean
  /** How much faster than real the portal lives; instants and leases stay real. 1 if not given, 0 = stands still. */
  speed?: number
  /** True if not given. */
  limits?: LimitsOption
  /** How long the portal takes for each answer, milliseconds; 0 if not given. */
  latencyMs?: number
  /** False: `/v1/me` does not say who acts with a session. True if not given. */
  namesUser?: boolean
  /** Rows written back after a soft ending stay for ever, instead of some minutes. */
  writtenBackStays?: boolean
  /** False: the consent page is shown each time, also to a browser that has allowed before. True if not given. */
  rememberConsent?: boolean
}

export const DEFAULT_ORIGIN = 'http://127.0.0.1:4010'
export const DEFAULT_WORKFLOW_COUNT = 400
