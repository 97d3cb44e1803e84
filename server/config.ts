import { createEnvReader, type Env, type EnvReader } from '#server/gateway/env-reader.ts'
import { isLoopback } from '#server/gateway/peers.ts'
import { REASON_RULES, VENDOR_API_URL, type ReasonRule } from '#src/contract/session.ts'

import { readPlatform, type PlatformConfig } from './platform-config.ts'

/** Peers behind which the real visitor stands, and the header in which they name the operator. */
export type OperatorGate = { header: string; operators: readonly string[] }

/** Where calls go and who acts. A remote API without a key cannot be said. */
export type ApiConfig =
  | { kind: 'oauth'; url: string; appKey: string }
  | { kind: 'personal'; url: string; apiKey: string; gate: OperatorGate | null }
  | PlatformConfig
  | SandboxConfig

/** `platformPort`: where the sandbox plays the platform in front of the console; `null` = it does not. */
export type SandboxConfig = {
  kind: 'sandbox'
  port: number
  workflowCount: number
  speed: number
  platformPort: number | null
}

/** Where the journal is kept: the path of a file (or `:memory:`), or the address of a PostgreSQL. */
export type DatabaseConfig = { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string }

export type Config = {
  api: ApiConfig
  port: number
  host: string
  /** Origin, without a slash at its end. */
  publicUrl: string
  /** `null` = made and kept in the data folder. */
  sessionSecret: string | null
  database: DatabaseConfig
  pacer: { concurrency: number; ratePerSecond: number; burst: number }
  /** CIDR blocks; empty = nobody. */
  trustedProxies: readonly string[]
  requireReason: ReasonRule
  protectedTemplates: readonly string[]
  protectedStarters: readonly string[]
  logLevel: LogLevel
  /** Opens `/metrics` to who brings it; `null` = to this machine only. */
  metricsToken: string | null
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Everything that is wrong with the environment, each with what to do about it. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** Reads the configuration (design.md section 3). Throws `ConfigError` with all problems at once. */
export function readConfig(env: Env): Config {
  const read = createEnvReader(env)
  const port = read.integer('PORT', 3000, { min: 1, max: 65_535 })
  const host = read.text('HOST') ?? '127.0.0.1'
  const sandbox = readSandbox(read, port)
  const publicUrl =
    read.origin('PUBLIC_URL', { isBare: true }) ?? `http://localhost:${sandbox.platformPort ?? port}`
  const config: Config = {
    port,
    host,
    publicUrl,
    api: readApi(read, { host, publicUrl, sandbox }),
    sessionSecret: readSessionSecret(read),
    database: readDatabase(read),
    pacer: {
      concurrency: read.integer('VIBE_CONCURRENCY', 2, { min: 1, max: 100 }),
      ratePerSecond: read.number('VIBE_RATE', 2, { min: 0.1, max: 1000 }),
      burst: read.integer('VIBE_BURST', 40, { min: 1, max: 10_000 }),
    },
    trustedProxies: read.blocks('TRUSTED_PROXIES'),
    requireReason: read.oneOf('REQUIRE_REASON', REASON_RULES, 'batch'),
    protectedTemplates: read.ids('PROTECTED_TEMPLATES'),
    protectedStarters: read.ids('PROTECTED_STARTERS'),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    metricsToken: readMetricsToken(read),
  }
  if (read.problems.length > 0) throw new ConfigError(read.problems)
  return config
}

/** Only where the journal is kept, for commands that need nothing else. Throws `ConfigError`. */
export function readDatabaseConfig(env: Env): DatabaseConfig {
  const read = createEnvReader(env)
  const database = readDatabase(read)
  if (read.problems.length > 0) throw new ConfigError(read.problems)
  return database
}

type Place = { host: string; publicUrl: string; sandbox: SandboxConfig }

function readApi(read: EnvReader, place: Place): ApiConfig {
  const appKey = read.text('VIBE_APP_KEY')
  const apiKey = read.text('VIBE_API_KEY')
  const givenUrl = read.origin('VIBE_API_URL', { isBare: false })
  const gate = readGate(read)
  const platform = readPlatform(read)
  const { sandbox } = place
  const url = givenUrl ?? VENDOR_API_URL
  if (appKey !== null && apiKey !== null)
    read.fail(
      'VIBE_APP_KEY and VIBE_API_KEY are both set. Keep VIBE_APP_KEY to let operators sign in, or VIBE_API_KEY to act as its owner.',
    )
  if (sandbox.platformPort !== null && (appKey ?? apiKey) !== null)
    read.fail('SANDBOX_PLATFORM_PORT works with the sandbox only. Remove it, or the key.')
  if (appKey !== null) {
    if (!appKey.startsWith('vibe_app_')) read.fail(wrongKey('VIBE_APP_KEY', 'an app key, vibe_app_…', appKey))
    if (gate !== null) read.fail(GATE_NEEDS_PERSONAL)
    return platform === null ? { kind: 'oauth', url, appKey } : { ...platform, url, appKey }
  }
  if (apiKey !== null) {
    if (!apiKey.startsWith('vibe_api_'))
      read.fail(wrongKey('VIBE_API_KEY', 'a personal key, vibe_api_…', apiKey))
    if (gate === null) checkPersonalKeyPlace(read, place)
    return { kind: 'personal', url, apiKey, gate }
  }
  if (read.isTrue('TRUST_VIBE_HEADERS')) return sandbox
  checkSandboxPlace(read, place)
  if (gate !== null) read.fail(GATE_NEEDS_PERSONAL)
  return sandbox
}

const GATE_NEEDS_PERSONAL =
  'OPERATOR_HEADER and OPERATORS work with VIBE_API_KEY only: otherwise operators sign in by themselves. Remove them.'

function wrongKey(name: string, wanted: string, key: string): string {
  // A key of the other kind is named by its kind, never by itself.
  const kind = /^vibe_(app|api|live)_/.exec(key)?.[1]
  const got = kind === undefined ? 'something else' : `a key that begins with vibe_${kind}_`
  return `${name} has to be ${wanted}, but is ${got}. Copy the right key from the Vibe console.`
}

/** A personal key gives its power to anyone who reaches the gateway. */
function checkPersonalKeyPlace(read: EnvReader, { host, publicUrl }: Place) {
  const how =
    'Use VIBE_APP_KEY instead, or put an SSO proxy in front and set TRUSTED_PROXIES, OPERATOR_HEADER and OPERATORS.'
  if (!isLoopback(host))
    read.fail(
      `VIBE_API_KEY with HOST ${host} would let everyone who reaches it act as the key's owner. ${how}`,
    )
  if (!isLoopback(new URL(publicUrl).hostname))
    read.fail(
      `VIBE_API_KEY with PUBLIC_URL ${publicUrl} would let everyone who reaches it act as the key's owner. ${how}`,
    )
}

/** Nobody runs the sandbox in production by forgetting a key. */
function checkSandboxPlace(read: EnvReader, { publicUrl }: Place) {
  const how = 'Set VIBE_APP_KEY (operators sign in) or VIBE_API_KEY (everybody acts as its owner)'
  if (read.text('VIBE_API_URL') !== null)
    read.fail(`VIBE_API_URL is set, but no key. ${how}, or remove VIBE_API_URL to run the sandbox.`)
  if (!isLoopback(new URL(publicUrl).hostname))
    read.fail(`PUBLIC_URL is ${publicUrl}, but no key is set. ${how}; the sandbox runs on localhost only.`)
}

function readGate(read: EnvReader): OperatorGate | null {
  const header = read.headerName('OPERATOR_HEADER')
  const operators = read.list('OPERATORS')
  const hasProxies = read.list('TRUSTED_PROXIES').length > 0
  if (header === null && operators.length === 0) return null
  const missing = [
    ...(hasProxies ? [] : ['TRUSTED_PROXIES']),
    ...(header === null ? ['OPERATOR_HEADER'] : []),
    ...(operators.length === 0 ? ['OPERATORS'] : []),
  ]
  if (missing.length > 0)
    read.fail(
      `TRUSTED_PROXIES, OPERATOR_HEADER and OPERATORS belong together: ${missing.join(' and ')} is missing.`,
    )
  return missing.length > 0 || header === null ? null : { header, operators }
}

/** Read in every mode, so that a mistake in it is told whether or not it is in use. */
function readSandbox(read: EnvReader, port: number): SandboxConfig {
  const sandboxPort = read.integer('SANDBOX_PORT', 4010, { min: 1, max: 65_535 })
  if (sandboxPort === port) read.fail(`SANDBOX_PORT and PORT are both ${port}. Choose two different ports.`)
  const platformPort =
    read.text('SANDBOX_PLATFORM_PORT') === null
      ? null
      : read.integer('SANDBOX_PLATFORM_PORT', 0, { min: 1, max: 65_535 })
  if (platformPort === port || platformPort === sandboxPort)
    read.fail(`SANDBOX_PLATFORM_PORT is ${platformPort}, which is in use already. Choose a port of its own.`)
  return {
    kind: 'sandbox',
    platformPort,
    port: sandboxPort,
    workflowCount: read.integer('SANDBOX_WORKFLOWS', 400, { min: 0, max: 1_000_000 }),
    speed: read.number('SANDBOX_SPEED', 1, { min: 0, max: 10_000 }),
  }
}

function readSessionSecret(read: EnvReader): string | null {
  const secret = read.text('SESSION_SECRET')
  if (secret !== null && secret.length < 32)
    read.fail('SESSION_SECRET has to have at least 32 characters, for instance from: openssl rand -base64 32')
  return secret
}

function readMetricsToken(read: EnvReader): string | null {
  const token = read.text('METRICS_TOKEN')
  // Told without the token.
  if (token !== null && !/^[\x21-\x7e]{32,}$/.test(token))
    read.fail(
      'METRICS_TOKEN has to have at least 32 characters without blanks, for instance from: openssl rand -hex 32',
    )
  return token
}

function readDatabase(read: EnvReader): DatabaseConfig {
  const url = read.text('DATABASE_URL') ?? 'file:./data/flowstop.db'
  if (/^postgres(ql)?:/.test(url)) {
    const parsed = URL.parse(url)
    // Told without the address: it may hold a password.
    if (parsed === null || parsed.hostname === '' || parsed.pathname.length < 2)
      read.fail('DATABASE_URL has to look like postgres://user:password@host:5432/database.')
    return { kind: 'postgres', url }
  }
  if (!/^file:.+/.test(url))
    read.fail(
      'DATABASE_URL has to begin with file: and name a file, such as file:./data/flowstop.db, or be a postgres:// address.',
    )
  return { kind: 'sqlite', file: url.replace(/^file:(\/\/(?=\/))?/, '') }
}
