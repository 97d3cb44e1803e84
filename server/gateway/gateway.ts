import { Hono, type Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import type { ApiConfig, Config } from '#server/config.ts'

import { createAdmission, type Admission } from './admission.ts'
import { answerRefused, errorResponse, failureToRefused, Refused } from './answers.ts'
import { limitBodies } from './body-limits.ts'
import { noteCallers } from './caller-note.ts'
import { createFramedPage } from './framed-page.ts'
import { createHostCheck } from './host-check.ts'
import type { JournalConnection } from './journal/database.ts'
import { createTerminations, type Terminations } from './journal/terminations.ts'
import { createListReader, createListRoute } from './list-route.ts'
import { createMirrors, type Mirrors } from './mirror/mirrors.ts'
import { createMetrics } from './monitoring/metrics.ts'
import { createMetricsReaders } from './monitoring/metrics-readers.ts'
import { createReadiness } from './monitoring/readiness.ts'
import { createMonitoringRoutes } from './monitoring/routes.ts'
import { createNameReader } from './names.ts'
import { createNamesRoute } from './names-route.ts'
import { createOauthRoutes } from './oauth-routes.ts'
import { createOperatorGate } from './operator-gate.ts'
import { createPacer } from './pacer.ts'
import type { PacerStats } from './pacer-types.ts'
import { createPlatformGate } from './platform-gate.ts'
import { createRequestLog, readRequestId } from './request-log.ts'
import { createRights } from './rights.ts'
import { createSeal } from './seal.ts'
import { createSecurityHeaders } from './security-headers.ts'
import { createSessionCookie } from './session-cookie.ts'
import { createSessionRoutes } from './session-routes.ts'
import { createStateCookies } from './state-cookies.ts'
import type { StaticFile } from './static-files.ts'
import { createStaticPage } from './static-page.ts'
import { discardUnreadBody } from './unread-body.ts'
import { createUpstream, UpstreamFailure } from './upstream.ts'

export type GatewayConfig = Omit<
  Config,
  'api' | 'sessionSecret' | 'database' | 'port' | 'host' | 'logLevel'
> & {
  /** The sandbox is an API like any other: `main.ts` names its address and key. */
  api: Exclude<ApiConfig, { kind: 'sandbox' }>
  isSandbox: boolean
  sessionSecret: string
}

export type GatewayDeps = {
  config: GatewayConfig
  /** The opened journal; closing the gateway closes it. */
  database: JournalConnection
  /** The built page, as `readStaticFiles` gives it; empty = no page. */
  files: readonly StaticFile[]
  fetch: (request: Request) => Promise<Response>
  clock: Clock
  /** From 0 to 1, for jitter. */
  random: () => number
  logger: Logger
  /** The text of what the process measures of itself, once however many gateways it holds. */
  processMetrics?: () => Promise<string>
}

export type Gateway = {
  app: Hono
  pacerStats: () => PacerStats
  close: () => Promise<void>
}

/** Joins the routes; nothing is forwarded by pattern. Throws when the journal cannot be opened. */
export async function createGateway({
  config,
  database,
  files,
  fetch,
  clock,
  random,
  logger,
  processMetrics,
}: GatewayDeps): Promise<Gateway> {
  const { api, publicUrl } = config
  const mode = api.kind
  const metrics = createMetrics(processMetrics)
  const admission = createAdmission(clock)
  const pacer = createPacer({ clock, random, ...config.pacer, onStart: metrics.onStart })
  const apiKey = api.kind === 'personal' ? api.apiKey : api.appKey
  const unwatched = createUpstream({
    baseUrl: api.url,
    apiKey,
    pacer,
    fetch,
    clock,
    logger,
    onExchange: metrics.onExchange,
  })
  const rights = noteCallers(
    createRights({
      upstream: unwatched,
      mode,
      publicUrl,
      clock,
      onReader: (portal) => terminations.onSignedIn(portal),
      onSessionEnd: (token) => terminations.onSessionEnd(token),
    }),
  )
  const upstream = rights.watch(unwatched)
  const terminations: Terminations = await createTerminations({
    clock,
    database,
    upstream,
    rights,
    logger,
    requireReason: config.requireReason,
    protection: config,
    pacer: config.pacer,
    onMoved: metrics.onMoved,
    isQueueFull: (maxWaitMs) => pacer.isFull('termination', maxWaitMs),
  })
  const mirrors: Mirrors = createMirrors({
    clock,
    logger,
    upstream,
    rights,
    observe: terminations.onListPage,
  })
  const readiness = createReadiness({ database, clock })
  const scrape = metrics.observe({
    pacerStats: pacer.stats,
    mirrors,
    unrecordedCount: terminations.unrecordedCount,
    admissionStats: admission.stats,
  })
  const readList = createListReader(upstream, [terminations.onListPage, mirrors.onListPage])
  const seal = createSeal(config.sessionSecret, clock)
  const sessionCookie = createSessionCookie(seal, publicUrl)

  const app = createApp(config, { clock, logger, admission })
  const mayReadMetrics = createMetricsReaders(config)
  app.route(
    '/',
    createMonitoringRoutes({ readiness, mayReadMetrics, scrape, contentType: metrics.contentType }),
  )
  app.route('/', createListRoute(rights, readList))
  if (api.kind === 'oauth') {
    const stateCookies = createStateCookies(seal, publicUrl, clock)
    app.route(
      '/',
      createOauthRoutes({
        apiUrl: api.url,
        appKey: api.appKey,
        publicUrl,
        upstream,
        rights,
        stateCookies,
        sessionCookie,
        clock,
        logger,
      }),
    )
  } else {
    // Nobody signs in with a personal key, or inside the platform: who comes here is sent to the list.
    app.get('/v1/oauth/authorize', (c) => c.redirect('/', 302))
  }
  app.route(
    '/',
    createSessionRoutes({
      mode,
      isSandbox: config.isSandbox,
      apiUrl: api.url,
      config,
      rights,
      readList,
      sessionCookie,
      clock,
    }),
  )
  app.route('/', terminations.routes)
  app.route('/', mirrors.routes)
  app.route('/', createNamesRoute(rights, createNameReader({ upstream, clock, logger })))
  app.route('/', createStaticPage({ files, publicUrl, isTiedToPublicUrl: mode === 'oauth' }))

  const close = async () => {
    readiness.close()
    mirrors.close()
    await terminations.close()
  }
  return { app, pacerStats: pacer.stats, close }
}

/** The app with what holds for every route: headers, log, host, sizes, and how failures are told. */
type AppDeps = { clock: Clock; logger: Logger; admission: Admission }

function createApp(config: GatewayConfig, { clock, logger, admission }: AppDeps): Hono {
  const app = new Hono()
  app.use(createRequestLog(logger, clock))
  app.use(createSecurityHeaders(config))
  app.use(discardUnreadBody)
  app.use(admission.middleware)
  app.use(createHostCheck(config.publicUrl))
  if (config.api.kind === 'personal' && config.api.gate !== null)
    app.use(createOperatorGate(config.api.gate, config.trustedProxies))
  if (config.api.kind === 'platform') app.use(createPlatformGate(config.api.trustedProxies, logger))
  else app.use(createFramedPage(config.publicUrl))
  app.use(limitBodies)
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        c.header('Allow', methods.join(', '))
        return errorResponse(c, 405, { code: 'ROUTE_NOT_FOUND', message: 'This route has other methods' })
      },
    }),
  )
  app.notFound((c) => errorResponse(c, 404, { code: 'ROUTE_NOT_FOUND', message: 'There is no such route' }))
  app.onError((error, c) => {
    if (error instanceof Refused) return answerRefused(c, error)
    if (error instanceof UpstreamFailure) return answerRefused(c, failureToRefused(error))
    if (error instanceof HTTPException) return unreadable(c, error.status)
    if (isClientGone(error)) return unreadable(c, 400)
    logger.error({ err: error, requestId: readRequestId(c) }, 'A request failed unexpectedly')
    return errorResponse(c, 500, { code: 'INTERNAL_ERROR', message: 'The gateway failed: its log says why' })
  })
  return app
}

function unreadable(c: Context, status: number): Response {
  return errorResponse(c, status, { code: 'INVALID_REQUEST', message: 'The request is not readable' })
}

/** The client has left in the middle of its request: nothing has failed here. Node names it so, and only it. */
function isClientGone(error: Error): boolean {
  return error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET'
}
