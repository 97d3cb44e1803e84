import { pino } from 'pino'

import { createManualClock, type ManualClock } from '#server/clock.ts'
import type { DatabaseConfig } from '#server/config.ts'
import { openDatabase } from '#server/gateway/journal/database.ts'
import { createGateway, type GatewayConfig } from '#server/gateway/gateway.ts'
import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { createPlatform } from '#server/sandbox/platform/platform.ts'
import type { SandboxOptions } from '#server/sandbox/options.ts'
import { createSandbox, type Sandbox } from '#server/sandbox/sandbox.ts'

import { findSecrets } from './find-secrets.ts'

export const ORIGIN = 'http://localhost:3000'
const API = 'http://127.0.0.1:4010'

export type StoryOptions = {
  sandbox?: Partial<SandboxOptions>
  gateway?: Partial<GatewayConfig>
  /** Where the journal is kept; in memory if not given. */
  database?: DatabaseConfig
  processMetrics?: () => Promise<string>
  /** Inside the portal: the sandbox's platform stands in front, and the page comes through it. */
  isInPortal?: boolean
  /** What the portal answers instead of the sandbox's answer: for portals that lie. */
  distort?: (request: Request, answer: Response) => Response | Promise<Response>
}

/** One call of the page, as it went over the wire. */
export type Exchange = { method: string; url: URL; headers: Headers; status: number; answer: string }

/** The real gateway over the real sandbox, joined at `fetch`, on a clock that stands still until it is told to move. */
export async function createStoryPortal({
  sandbox: sandboxOptions,
  gateway: config,
  database = { kind: 'sqlite', file: ':memory:' },
  processMetrics = () => Promise.resolve(''),
  isInPortal = false,
  distort = (_request, answer) => answer,
}: StoryOptions = {}) {
  const clock = createManualClock()
  const sandbox = createSandbox({
    clock,
    origin: API,
    redirectUris: [`${ORIGIN}/v1/oauth/callback`],
    seed: 'few',
    limits: false,
    ...sandboxOptions,
  })
  const { routeOf, addPortal } = createNeighbours(clock, sandbox)
  const log: string[] = []
  const asked: string[] = []
  const opened = openDatabase(database)
  const gateway = await createGateway({
    // The clock of a test cannot wait for another thread.
    database: { ...opened, reader: opened.db },
    config: { ...GATEWAY, ...(isInPortal ? { api: IN_PORTAL } : {}), ...config },
    files: [],
    fetch: async (request) => {
      asked.push(request.url)
      return distort(request, await routeOf(request).fetch(request))
    },
    clock,
    random: () => 0.5,
    processMetrics,
    logger: pino({ level: 'debug', base: undefined }, { write: (line: string) => void log.push(line) }),
  })
  const platform = createPlatform({
    issueSession: sandbox.issueSession,
    appUrl: APP,
    publicUrl: ORIGIN,
    portalUrl: PORTAL,
    fetch: async (request) => gateway.app.fetch(request, { incoming: { socket: { remoteAddress: PEER } } }),
  })
  const cookies = createCookieJar()
  const exchanges: Exchange[] = []
  let isOnline = true

  /** What the browser does with a call to the console's own origin. */
  async function browse(path: string, init: RequestInit = {}): Promise<Response> {
    if (!isOnline) throw new TypeError('Failed to fetch')
    const headers = new Headers(init.headers)
    headers.set('Host', 'localhost:3000')
    if (!headers.has('Sec-Fetch-Site')) headers.set('Sec-Fetch-Site', 'same-origin')
    const cookie = cookies.header()
    if (cookie !== '') headers.set('Cookie', cookie)
    const url = new URL(path, ORIGIN)
    const request = new Request(url, { ...init, headers, redirect: 'manual' })
    const response = await (isInPortal ? platform : gateway.app).fetch(request)
    cookies.keep(response.headers)
    init.signal?.throwIfAborted()
    const answer = await response.clone().text()
    exchanges.push({ method: request.method, url, headers, status: response.status, answer })
    return response
  }

  /** A call without a browser: a probe's, a program's, an attacker's. `peer` is the address it comes from. */
  async function callFrom(
    peer: string,
    path: string,
    headers: Record<string, string> = {},
    init: Pick<RequestInit, 'method' | 'body'> = {},
  ): Promise<Response> {
    const sent = { Host: 'localhost:3000', ...headers }
    const request = new Request(new URL(path, ORIGIN), { ...init, headers: sent })
    return gateway.app.fetch(request, { incoming: { socket: { remoteAddress: peer } } })
  }

  return {
    clock,
    sandbox,
    addPortal,
    /** In front of the gateway with `isInPortal`. */
    platform,
    /** Method and path of everything that the gateway answers. */
    routes: () => gateway.app.routes.map(({ method, path }) => ({ method, path })),
    /** The opened journal: for tests that break it. */
    journal: opened,
    browse,
    callFrom,
    exchanges,
    setOnline: (value: boolean) => {
      isOnline = value
    },
    /** The DELETEs that the page sent. */
    pageDeletes: () => exchanges.filter(({ method }) => method === 'DELETE'),
    logLines: () => log,
    /** The addresses of all calls that left the gateway. */
    asked,
    /** Where a key or a token has got to that it should not. */
    findLeaks: () => findSecrets({ exchanges, log, storages: [localStorage, sessionStorage] }),
    close: () => gateway.close(),
  }
}

export type StoryPortal = Awaited<ReturnType<typeof createStoryPortal>>

const APP = 'http://127.0.0.1:3000'
const PORTAL = 'http://127.0.0.1:4020'
/** The address from which the platform calls the gateway. */
export const PEER = '10.1.2.3'

export const IN_PORTAL = {
  kind: 'platform',
  url: API,
  appKey: SANDBOX_KEYS.app,
  trustedProxies: ['10.1.0.0/16'],
  frameAncestors: [PORTAL],
} as const

const GATEWAY: GatewayConfig = {
  api: { kind: 'oauth', url: API, appKey: SANDBOX_KEYS.app },
  isSandbox: true,
  publicUrl: ORIGIN,
  sessionSecret: 'a secret of a story, long enough for the seal',
  pacer: { concurrency: 2, ratePerSecond: 1_000_000, burst: 1000 },
  trustedProxies: [],
  requireReason: 'batch',
  protectedTemplates: [],
  protectedStarters: [],
  metricsToken: null,
}

/** Portals behind the same API. A call belongs to the portal that has issued its session. */
function createNeighbours(clock: ManualClock, first: Sandbox) {
  const issuers = new Map<string, Sandbox>()
  return {
    routeOf: ({ headers }: Request): Sandbox => issuers.get(headers.get('Authorization') ?? '') ?? first,
    /** Another portal; who has a session of its `issueSession` is its operator. */
    addPortal: (options: Partial<SandboxOptions> & { portal: string }): Sandbox => {
      const sandbox = createSandbox({ clock, origin: API, redirectUris: [], limits: false, ...options })
      const issueSession: Sandbox['issueSession'] = (who) => {
        const token = sandbox.issueSession(who)
        issuers.set(`Bearer ${token}`, sandbox)
        return token
      }
      return { ...sandbox, issueSession }
    },
  }
}

function createCookieJar() {
  const jar = new Map<string, string>()
  return {
    header: () => [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    keep: (headers: Headers) => {
      for (const line of headers.getSetCookie()) {
        const [pair = '', ...attributes] = line.split(';')
        const [name = '', ...value] = pair.split('=')
        const isOver = attributes.some((attribute) => /^\s*max-age=0/i.test(attribute))
        if (isOver) jar.delete(name)
        else jar.set(name, value.join('='))
      }
    },
  }
}
