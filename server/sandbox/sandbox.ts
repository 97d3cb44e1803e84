import { Hono } from 'hono'

import type { Clock } from '#server/clock.ts'
import { sleep } from '#server/clock.ts'

import { createAdmins, type Admins } from './access/admins.ts'
import { authenticate } from './access/authenticate.ts'
import type { CallerEnv } from './access/caller-env.ts'
import { createMeRoute } from './access/me-route.ts'
import { createOauthRoutes } from './access/oauth-routes.ts'
import type { Sessions } from './access/sessions.ts'
import { createSessions } from './access/sessions.ts'
import type { Answer } from './answers/answer.ts'
import { failed } from './answers/answer.ts'
import { answerFailure, Refusal } from './answers/errors.ts'
import type { Faults } from './answers/faults.ts'
import { createFaults } from './answers/faults.ts'
import type { LimitGate } from './answers/limits.ts'
import { createLimits } from './answers/limits.ts'
import type { SandboxRecord } from './answers/record.ts'
import { createRecord, keepEnding, keepRequest } from './answers/record.ts'
import { createControl } from './control.ts'
import { createIntranetRoute } from './intranet/intranet-route.ts'
import type { Knobs } from './knobs.ts'
import { createKnobs } from './knobs.ts'
import type { SandboxOptions } from './options.ts'
import { DEFAULT_ORIGIN } from './options.ts'
import { createNameRoutes } from './portal/name-routes.ts'
import { createPortal } from './portal/portal.ts'
import type { LiveWorld } from './portal/world.ts'
import { createWorkflowRoutes } from './portal/workflow-routes.ts'
import { cutConnection, hasSocket, readCode, readSource, stamp, untilAborted } from './wire.ts'

export type Sandbox = Knobs & {
  origin: string
  /**
   * Answers one request. Served by @hono/node-server it gets the socket as `env` and cuts it where an answer is lost;
   * called directly it then throws `TypeError`, as `fetch` does.
   */
  fetch: (request: Request, env?: unknown) => Promise<Response>
  record: SandboxRecord
}

/** A portal in memory behind the contract of vibe-api.md. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const origin = options.origin ?? DEFAULT_ORIGIN
  let offsetMs = 0
  let heldAt: number | null = null
  const clock: Clock = {
    now: () => (heldAt ?? options.clock.now()) + offsetMs,
    after: options.clock.after,
  }
  const record = createRecord()
  const sessions = createSessions(clock.now)
  sessions.setConsentRemembered(options.rememberConsent ?? true)
  const admins = createAdmins()
  const faults = createFaults(clock)
  const limits = createLimits(clock, options.limits ?? true)
  const portal = createPortal({ options, now: clock.now, onEnding: (ending) => keepEnding(record, ending) })
  const latency = { ms: options.latencyMs ?? 0 }
  const app = createApi({ options, sessions, admins, world: portal.world, now: clock.now })
  const answer = createAnswerer({ app, limits, faults, delay: () => sleep(clock, latency.ms), latency })
  const knobs = createKnobs({
    options,
    clock,
    record,
    sessions,
    admins,
    faults,
    limits,
    portal,
    latency,
    advance: (ms) => {
      offsetMs += ms
    },
    holdClock: (at) => {
      heldAt = at
    },
  })
  const control = createControl(knobs, record, origin)
  let served = 0

  async function serve(request: Request, url: URL, env: unknown): Promise<Response> {
    served += 1
    const requestId = `sandbox-${served.toString(16).padStart(8, '0')}`
    const entry = keepRequest(record, request, url, clock.now())
    const source = readSource(env)
    const result = await answer(request, url, source)
    if (entry)
      entry.outcome = result === 'cut' ? 'cut' : { status: result.response.status, code: result.code }
    if (result === 'cut') return cutConnection(env)
    const headers = url.pathname.startsWith('/v1/') ? limits.headers(source) : []
    return stamp(result.response, { requestId, now: clock.now(), headers })
  }

  return {
    ...knobs,
    origin,
    record,
    fetch: async (request, env) => {
      const url = new URL(request.url)
      if (url.pathname.startsWith('/_control/')) return control.fetch(request)
      const answered = serve(request, url, env)
      return hasSocket(env) ? answered : untilAborted(answered, request)
    },
  }
}

type ApiDeps = {
  options: SandboxOptions
  sessions: Sessions
  admins: Admins
  world: () => LiveWorld
  now: () => number
}

function createApi({ options, sessions, admins, world, now }: ApiDeps): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  app.route('/', createOauthRoutes(sessions, options.redirectUris))
  app.route('/', createIntranetRoute({ world, redirectUris: options.redirectUris, now }))
  app.use('/v1/*', async (c, next) => {
    c.set('caller', authenticate(c.req.raw.headers, sessions, admins))
    await next()
  })
  app.route('/', createMeRoute(options))
  app.route('/', createWorkflowRoutes(world))
  app.route('/', createNameRoutes())
  app.notFound(() => answerFailure({ code: 'NOT_FOUND', message: 'Route not found' }))
  app.onError((error) =>
    answerFailure(
      error instanceof Refusal ? error.failure : { code: 'INTERNAL_ERROR', message: error.message },
    ),
  )
  return app
}

type AnswererDeps = {
  app: Hono<CallerEnv>
  limits: LimitGate
  faults: Faults
  delay: () => Promise<void>
  latency: { ms: number }
}

/** The way of a request: limit of its source, place in the portal's queue, faults on demand, and the routes. */
function createAnswerer({ app, limits, faults, delay, latency }: AnswererDeps) {
  const route = async (request: Request): Promise<Answer> => {
    const response = await app.fetch(request)
    return { response, code: await readCode(response) }
  }

  async function inPortal(request: Request, run: () => Promise<Answer>): Promise<Answer> {
    const method = nameNativeMethod(request)
    const key = request.headers.get('X-Api-Key') ?? ''
    if (method) limits.checkLoop(key, method)
    const result = await limits.inPortal(async () => {
      if (latency.ms > 0) await delay()
      return run()
    })
    if (method && result !== 'cut') noteOutcome(key, method, result)
    return result
  }

  function noteOutcome(key: string, method: string, { response, code }: Exclude<Answer, 'cut'>) {
    if (response.ok) limits.noteOutcome(key, method, null)
    // Only what Bitrix24 itself refused makes a series: not a bad key, not a limit, not its absence.
    else if (code !== null && NATIVE_FAILURES.has(code)) limits.noteOutcome(key, method, code)
  }

  return async (request: Request, url: URL, source: string): Promise<Answer> => {
    const run = () => faults.around({ method: request.method, url }, () => route(request))
    // Pages for people: the browser that signs in is another source than the console.
    if (!url.pathname.startsWith('/v1/') || url.pathname === '/v1/oauth/authorize') return run()
    try {
      limits.countSource(source)
      return await (isPortalData(url.pathname) ? inPortal(request, run) : run())
    } catch (error) {
      if (error instanceof Refusal) return failed(error.failure)
      throw error
    }
  }
}

const NATIVE_FAILURES = new Set(['BITRIX_ACCESS_DENIED', 'ENTITY_NOT_FOUND', 'BITRIX_ERROR'])

function isPortalData(path: string): boolean {
  return path !== '/v1/me' && !path.startsWith('/v1/oauth/')
}

/** The method of Bitrix24 behind a call, for the guard against error loops; `null` where it is of no interest. */
function nameNativeMethod({ method, url }: Request): string | null {
  const { pathname, searchParams } = new URL(url)
  if (pathname === '/v1/workflows') return 'bizproc.workflow.instances'
  if (method !== 'DELETE' || !pathname.startsWith('/v1/workflows/')) return null
  return searchParams.get('force') === 'true' ? 'bizproc.workflow.kill' : 'bizproc.workflow.terminate'
}
