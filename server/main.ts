import { Server } from 'node:http'
import { dirname, resolve } from 'node:path'

import { createAdaptorServer, type ServerType } from '@hono/node-server'

import { systemClock } from '#server/clock.ts'

import { type ApiConfig, type Config, ConfigError, type DatabaseConfig, readConfig } from './config.ts'
import { createGateway, type Gateway, type GatewayConfig, type GatewayDeps } from './gateway/gateway.ts'
import { openDatabase } from './gateway/journal/database.ts'
import { createLogger } from './gateway/logger.ts'
import { createProcessMetrics } from './gateway/monitoring/process-metrics.ts'
import { readOrMakeSecret } from './gateway/seal.ts'
import { readStaticFiles } from './gateway/static-files.ts'
import { limitServer, SERVER_LIMITS } from './server-limits.ts'

/** A DELETE under way may take 40 s upstream: its outcome belongs on the record before the process goes. */
const CLOSE_MS = 45_000
/** Longer than the pause between two looks at a list: a kept connection that is cut makes browsers send a DELETE twice. */
const KEEP_ALIVE_MS = 75_000
const SANDBOX_HOST = '127.0.0.1'
/** How often connections that have become idle are closed while the calls in flight end. */
const IDLE_CHECK_MS = 100

/** A start that failed for a reason an operator can act on: told without a stack trace. */
class StartError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message)
    this.name = 'StartError'
    this.exitCode = exitCode
  }
}

try {
  await start()
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(error.message)
  process.exit(error.exitCode)
}

async function start() {
  const config = readConfigOrFail()
  const logger = createLogger(config.logLevel)
  const servers: ServerType[] = []
  const remote: RemoteApi =
    config.api.kind === 'sandbox'
      ? { api: await startSandbox(config, config.api, servers), isSandbox: true }
      : { api: config.api, isSandbox: false }
  const gateway = await openGateway(config.database, {
    config: completeConfig(config, remote),
    files: readStaticFiles(resolve('dist')),
    fetch: (request) => fetch(request),
    clock: systemClock,
    random: Math.random,
    logger,
    processMetrics: createProcessMetrics(),
  })
  // First in the list: it stops accepting before the sandbox, whose answers it still waits for, goes.
  servers.unshift(await listen(gateway.app.fetch, config.host, config.port, 'PORT'))
  closeOnSignal(servers, gateway.close)
  sayHello(config)
}

function readConfigOrFail(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const list = error.problems.map((problem) => `  - ${problem}`).join('\n')
    throw new StartError(`Flowstop cannot start with this environment:\n${list}`, 2)
  }
}

type RemoteApi = Pick<GatewayConfig, 'api' | 'isSandbox'>

function completeConfig(config: Config, remote: RemoteApi): GatewayConfig {
  const { database: _database, ...rest } = config
  return { ...rest, ...remote, sessionSecret: config.sessionSecret ?? readSecret(config) }
}

function readSecret({ database }: Pick<Config, 'database'>): string {
  const folder = database.kind === 'sqlite' ? dirname(resolve(database.file)) : resolve('data')
  try {
    return readOrMakeSecret(folder)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartError(
      `The session secret cannot be kept in ${folder}: ${why}\nMake the folder writable, or set SESSION_SECRET.`,
      1,
    )
  }
}

/** Without its journal nothing may be terminated, so there is no start without it. */
async function openGateway(database: DatabaseConfig, deps: Omit<GatewayDeps, 'database'>): Promise<Gateway> {
  try {
    const onError = (err: Error) => deps.logger.error({ err }, 'A connection to the journal broke')
    return await createGateway({ ...deps, database: openDatabase(database, onError) })
  } catch (error) {
    throw new StartError(describeOpenError(database, error), 1)
  }
}

/** Never with the address of a server: it may hold a password. */
function describeOpenError(database: DatabaseConfig, error: unknown): string {
  const why = error instanceof Error ? error.message || error.name : String(error)
  if (database.kind === 'sqlite') return `The journal cannot be opened in ${resolve(database.file)}: ${why}`
  const { hostname, port, pathname } = new URL(database.url)
  return `The journal cannot be opened on PostgreSQL at ${hostname}:${port || 5432}${pathname}: ${why}\nStart the server, or mend DATABASE_URL.`
}

type Fetch = (request: Request, env: unknown) => Promise<Response> | Response

function listen(fetch: Fetch, host: string, port: number, variable: string): Promise<ServerType> {
  const server = createAdaptorServer({
    fetch,
    serverOptions: { ...SERVER_LIMITS, keepAliveTimeout: KEEP_ALIVE_MS },
  })
  if (server instanceof Server) limitServer(server)
  const { promise, resolve: done, reject } = Promise.withResolvers<ServerType>()
  server.once('error', (error: NodeJS.ErrnoException) => {
    reject(new StartError(describeListenError(error, host, port, variable), 1))
  })
  server.listen(port, host, () => done(server))
  return promise
}

function describeListenError(error: NodeJS.ErrnoException, host: string, port: number, variable: string) {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use by another program. Stop it, or set ${variable} to a free port.`
  if (error.code === 'EACCES')
    return `Port ${port} may not be used by this user. Set ${variable} to one above 1023.`
  return `Cannot listen on ${host}:${port} (${error.code ?? error.message}).`
}

async function startSandbox(
  config: Config,
  options: Extract<ApiConfig, { kind: 'sandbox' }>,
  servers: ServerType[],
) {
  // Loaded only here: a gateway in front of a portal does not know the sandbox.
  const [{ createSandbox }, { SANDBOX_KEYS }] = await Promise.all([
    import('./sandbox/sandbox.ts'),
    import('./sandbox/access/keys.ts'),
  ])
  const url = `http://${SANDBOX_HOST}:${options.port}`
  const sandbox = createSandbox({
    clock: systemClock,
    origin: url,
    redirectUris: [`${config.publicUrl}/v1/oauth/callback`],
    workflowCount: options.workflowCount,
    speed: options.speed,
  })
  servers.push(await listen(sandbox.fetch, SANDBOX_HOST, options.port, 'SANDBOX_PORT'))
  if (options.platformPort === null) return { kind: 'oauth', url, appKey: SANDBOX_KEYS.app } as const
  const portalUrl = `http://${SANDBOX_HOST}:${options.platformPort}`
  const { createPlatform } = await import('./sandbox/platform/platform.ts')
  const platform = createPlatform({
    issueSession: sandbox.issueSession,
    appUrl: `http://${SANDBOX_HOST}:${config.port}`,
    publicUrl: config.publicUrl,
    portalUrl,
  })
  servers.unshift(await listen(platform.fetch, SANDBOX_HOST, options.platformPort, 'SANDBOX_PLATFORM_PORT'))
  return {
    kind: 'platform',
    url,
    appKey: SANDBOX_KEYS.app,
    trustedProxies: [SANDBOX_HOST],
    frameAncestors: [portalUrl],
  } as const
}

function closeOnSignal(servers: readonly ServerType[], closeGateway: () => Promise<void>) {
  let isClosing = false
  const close = async () => {
    // The second signal means at once.
    if (isClosing) process.exit(1)
    isClosing = true
    setTimeout(() => process.exit(1), CLOSE_MS)
    for (const server of servers) await closeServer(server)
    await closeGateway()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void close())
}

/** Stops accepting and waits for the calls in flight; kept connections close as soon as they are idle. */
async function closeServer(server: ServerType): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()))
  const closeIdle = () => 'closeIdleConnections' in server && server.closeIdleConnections()
  closeIdle()
  const timer = setInterval(closeIdle, IDLE_CHECK_MS)
  await closed
  clearInterval(timer)
}

function sayHello({ publicUrl, api }: Config) {
  const isPlayed = api.kind === 'sandbox' && api.platformPort !== null
  console.log(
    isPlayed
      ? `Flowstop is open in a made-up portal at http://${SANDBOX_HOST}:${api.platformPort}`
      : `Flowstop is open at ${publicUrl}`,
  )
  if (api.kind === 'platform') console.log(`It is shown by ${api.frameAncestors.join(', ')}, in a frame`)
  if (api.kind === 'sandbox') {
    console.log(`This is the sandbox: a made-up portal in memory, at http://${SANDBOX_HOST}:${api.port}`)
    if (isPlayed) console.log('docs/platform.md says what the real platform needs')
    else sayHowToUse(publicUrl, api.port)
  }
  console.log(`Ready in ${Math.round(performance.now())} ms`)
}

function sayHowToUse(publicUrl: string, sandboxPort: number) {
  console.log(`A page of an internal portal that links here: http://${SANDBOX_HOST}:${sandboxPort}/intranet`)
  console.log('To use it with a Bitrix24 portal, set one of these and start again:')
  console.log(
    `  VIBE_APP_KEY=vibe_app_…  operators sign in; register the address ${publicUrl}/v1/oauth/callback`,
  )
  console.log('  VIBE_API_KEY=vibe_api_…  everybody acts as the owner of this personal key')
}
