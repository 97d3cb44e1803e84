import type { Clock } from '#server/clock.ts'

import type { Admins } from './access/admins.ts'
import type { Authorization } from './access/oauth-routes.ts'
import { readAuthorization, returnAddress } from './access/oauth-routes.ts'
import { SANDBOX_KEYS } from './access/keys.ts'
import { ANNA } from './access/people.ts'
import type { Sessions } from './access/sessions.ts'
import type { Faults, Reachability } from './answers/faults.ts'
import type { LimitGate } from './answers/limits.ts'
import type { SandboxRecord } from './answers/record.ts'
import { clearRecord } from './answers/record.ts'
import type { SandboxOptions } from './options.ts'
import type { createPortal, ResetOptions } from './portal/portal.ts'

type KnobDeps = {
  options: SandboxOptions
  clock: Clock
  record: SandboxRecord
  sessions: Sessions
  admins: Admins
  faults: Faults
  limits: LimitGate
  portal: ReturnType<typeof createPortal>
  latency: { ms: number }
  advance: (ms: number) => void
  holdClock: (at: number) => void
}

type NewSession = { userId?: number; appKey?: string }

export type Knobs = ReturnType<typeof createKnobs>

/** Everything a test may turn; the routes under `/_control` turn the same. */
export function createKnobs(deps: KnobDeps) {
  const { options, clock, record, sessions, admins, faults, limits, portal } = deps
  const { world: _world, reset: resetPortal, ...portalKnobs } = portal

  const approve = (asked: Authorization, userId: number) =>
    returnAddress(asked.redirectUri, {
      code: sessions.issueCode({ appKey: asked.appKey, userId }, asked.redirectUri),
      state: asked.state,
    })

  return {
    ...portalKnobs,
    failNext: faults.failNext,
    loseNextAnswer: faults.loseNextAnswer,
    delayNext: faults.delayNext,
    holdNext: faults.holdNext,
    releaseAll: faults.releaseAll,
    clearFaults: faults.clear,
    /** `false`: everything is answered by a proxy's page, or with `cut` the connection is cut. */
    setReachable: (isReachable: boolean, how: Exclude<Reachability, 'reachable'> = 'html') =>
      faults.setReachability(isReachable ? 'reachable' : how),
    setLimits: limits.set,
    setLatency: (ms: number) => {
      deps.latency.ms = ms
    },

    /** Epoch milliseconds of the sandbox's own time. */
    now: clock.now,
    /** Moves the sandbox's own time forward; waiting answers are not hurried by it. */
    advance: deps.advance,
    /** From now on it is this instant (epoch milliseconds), and later only by `advance`. */
    holdClock: deps.holdClock,

    /** A session token without the browser's way; of Anna Ivanova and the app key if not given. */
    issueSession: ({ userId = ANNA.id, appKey = SANDBOX_KEYS.app }: NewSession = {}): string =>
      sessions.issueSession({ userId, appKey }),
    /** Every session there is ends: `TOKEN_EXPIRED`. */
    expireSessions: sessions.expireSessions,
    /** Signs everybody out of the portal: the next sign-in shows the consent page. */
    endPortalSessions: sessions.endPortalSessions,
    setConsentRemembered: sessions.setConsentRemembered,
    /** Makes a user of the portal an administrator, or no longer one; sessions go on. */
    setAdmin: admins.setAdmin,
    /**
     * Does in one step what the consent page does after a press: the address the browser would be sent to. Throws `Refusal`
     * for an address of `/v1/oauth/authorize` that the page would not be shown for.
     */
    answerConsent: (authorizeUrl: string, { userId = ANNA.id, isAllowed = true } = {}): string => {
      const params = Object.fromEntries(new URL(authorizeUrl).searchParams)
      const asked = readAuthorization(params, options.redirectUris)
      return isAllowed
        ? approve(asked, userId)
        : returnAddress(asked.redirectUri, { error: 'access_denied', state: asked.state })
    },

    /** A fresh portal, first rights, no faults, real limits as configured, an empty record. Sessions and time stay. */
    reset: (next: ResetOptions = {}) => {
      admins.clear()
      faults.releaseAll()
      faults.clear()
      limits.set(options.limits ?? true)
      limits.clear()
      deps.latency.ms = options.latencyMs ?? 0
      sessions.setConsentRemembered(options.rememberConsent ?? true)
      resetPortal(next)
      clearRecord(record)
    },
    clearRecord: () => clearRecord(record),
  }
}
