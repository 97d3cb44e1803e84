import { describe, expect, it } from 'vitest'

import { VENDOR_API_URL } from '#src/contract/session.ts'

import { ConfigError, readConfig } from './config.ts'

type Env = Parameters<typeof readConfig>[0]

const APP = { VIBE_APP_KEY: 'vibe_app_1' }
const PERSONAL = { VIBE_API_KEY: 'vibe_api_1' }
const PLATFORM = {
  ...APP,
  TRUST_VIBE_HEADERS: 'true',
  HOST: '0.0.0.0',
  PUBLIC_URL: 'https://app-1.vibecode.bitrix24.tech',
  TRUSTED_PROXIES: '10.1.0.0/16',
  FRAME_ANCESTORS: 'https://company.bitrix24.ru',
}
const GATE = { TRUSTED_PROXIES: '10.0.0.0/8, ::1', OPERATOR_HEADER: 'X-User', OPERATORS: 'anna, boris' }

function problemsOf(env: Env): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('the configuration', () => {
  it('takes a PostgreSQL, and never says its password', () => {
    const url = 'postgres://flowstop:hush@db.example:5432/flowstop'
    expect(readConfig({ DATABASE_URL: url }).database).toEqual({ kind: 'postgres', url })
    expect(problemsOf({ DATABASE_URL: 'postgres://flowstop:hush@db.example' }).join('')).not.toContain('hush')
  })

  it('is the sandbox on localhost when nothing is set', () => {
    expect(readConfig({})).toEqual({
      api: { kind: 'sandbox', port: 4010, workflowCount: 400, speed: 1, platformPort: null },
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:3000',
      sessionSecret: null,
      database: { kind: 'sqlite', file: './data/flowstop.db' },
      pacer: { concurrency: 2, ratePerSecond: 2, burst: 40 },
      trustedProxies: [],
      requireReason: 'batch',
      protectedTemplates: [],
      protectedStarters: [],
      logLevel: 'info',
      metricsToken: null,
    })
  })

  it('takes a token for metrics, and never says it', () => {
    const METRICS_TOKEN = 'm'.repeat(32)
    expect(readConfig({ METRICS_TOKEN }).metricsToken).toBe(METRICS_TOKEN)
    expect(problemsOf({ METRICS_TOKEN: 'hush' }).join('')).not.toContain('hush')
  })

  it('takes a blank value for one that is not set', () => {
    expect(readConfig({ VIBE_APP_KEY: ' ', PORT: '' }).api.kind).toBe('sandbox')
  })

  it('lets operators sign in with an app key, anywhere', () => {
    const config = readConfig({ ...APP, HOST: '0.0.0.0', PUBLIC_URL: 'https://flowstop.example.com/' })
    expect(config.api).toEqual({ kind: 'oauth', url: VENDOR_API_URL, appKey: 'vibe_app_1' })
    expect(config.publicUrl).toBe('https://flowstop.example.com')
  })

  it('takes PUBLIC_URL from the port', () => {
    expect(readConfig({ PORT: '3107' }).publicUrl).toBe('http://localhost:3107')
  })

  it('takes another API, and its path', () => {
    expect(readConfig({ ...APP, VIBE_API_URL: 'https://proxy.example/vibe/' }).api).toMatchObject({
      url: 'https://proxy.example/vibe',
    })
  })

  it.each(['127.0.0.1', 'localhost', '::1', '127.8.0.1'])('takes a personal key on %s', (HOST) => {
    expect(readConfig({ ...PERSONAL, HOST }).api).toMatchObject({ kind: 'personal', gate: null })
  })

  it('takes a personal key elsewhere behind a proxy that names operators', () => {
    const config = readConfig({ ...PERSONAL, ...GATE, HOST: '0.0.0.0', PUBLIC_URL: 'https://f.example' })
    expect(config.api).toMatchObject({ gate: { header: 'X-User', operators: ['anna', 'boris'] } })
    expect(config.trustedProxies).toEqual(['10.0.0.0/8', '::1'])
  })

  it.each<[string, Env, RegExp]>([
    ['both keys', { ...APP, ...PERSONAL }, /both set/],
    ['an API without a key', { VIBE_API_URL: 'https://vibe.example' }, /VIBE_API_URL is set, but no key/],
    ['a public address without a key', { PUBLIC_URL: 'https://f.example' }, /but no key is set/],
    ['a personal key on all addresses', { ...PERSONAL, HOST: '0.0.0.0' }, /HOST 0\.0\.0\.0/],
    ['a personal key under a public name', { ...PERSONAL, PUBLIC_URL: 'https://f.example' }, /PUBLIC_URL/],
    ['a name that only begins like loopback', { ...PERSONAL, HOST: '127.0.0.1.evil.example' }, /HOST/],
    ['half a gate', { ...PERSONAL, OPERATOR_HEADER: 'X-User' }, /TRUSTED_PROXIES and OPERATORS is missing/],
    ['a gate with an app key', { ...APP, ...GATE }, /work with VIBE_API_KEY only/],
    ['an app key as personal key', { VIBE_API_KEY: 'vibe_app_1' }, /begins with vibe_app_/],
    ['a personal key as app key', { VIBE_APP_KEY: 'vibe_api_1' }, /begins with vibe_api_/],
    ['a management key', { VIBE_API_KEY: 'vibe_live_1' }, /begins with vibe_live_/],
    [
      'an address of PostgreSQL without a database',
      { DATABASE_URL: 'postgres://user:secret@host' },
      /DATABASE_URL has to look like/,
    ],
    ['another database', { DATABASE_URL: 'mysql://db' }, /begin with file:/],
    ['the platform without its peers', { ...PLATFORM, TRUSTED_PROXIES: '' }, /needs TRUSTED_PROXIES: /],
    ['everybody as the platform', { ...PLATFORM, TRUSTED_PROXIES: '10.0.0.1,::/0' }, /\/0 is everybody/],
    ['the platform without a frame', { ...PLATFORM, FRAME_ANCESTORS: 'none' }, /needs FRAME_ANCESTORS/],
    ['the platform without an address', { ...PLATFORM, PUBLIC_URL: '' }, /needs PUBLIC_URL/],
    ['the platform without a key', { ...PLATFORM, VIBE_APP_KEY: '' }, /needs VIBE_APP_KEY/],
    [
      'a frame without the platform',
      { FRAME_ANCESTORS: 'https://c.bitrix24.ru' },
      /TRUST_VIBE_HEADERS=true only/,
    ],
    ['a played platform with a key', { ...APP, SANDBOX_PLATFORM_PORT: '4020' }, /sandbox only/],
    ['a played platform on a port in use', { SANDBOX_PLATFORM_PORT: '3000' }, /a port of its own/],
    ['a word for the platform', { TRUST_VIBE_HEADERS: 'yes' }, /one of true, false/],
    ['a port that is a word', { PORT: 'http' }, /PORT has to be a number from 1 to 65535/],
    ['a port that is none', { PORT: '70000' }, /PORT/],
    ['half a port', { PORT: '3000.5' }, /whole number/],
    ['one port for both', { PORT: '4010' }, /SANDBOX_PORT and PORT are both 4010/],
    ['no slots', { VIBE_CONCURRENCY: '0' }, /VIBE_CONCURRENCY/],
    ['no rate', { VIBE_RATE: '0' }, /VIBE_RATE/],
    ['a path in PUBLIC_URL', { PUBLIC_URL: 'http://localhost:3000/app' }, /origin without a path/],
    ['another protocol', { PUBLIC_URL: 'ftp://localhost' }, /PUBLIC_URL has to be an address/],
    ['the version in the API', { ...APP, VIBE_API_URL: 'https://a.example/v1' }, /without \/v1/],
    ['a short secret', { SESSION_SECRET: 'secret' }, /32 characters/],
    ['a rule nobody knows', { REQUIRE_REASON: 'sometimes' }, /never, batch, force, always/],
    ['a template name', { PROTECTED_TEMPLATES: '7, Approval' }, /holds "Approval"/],
    ['a proxy name', { TRUSTED_PROXIES: 'proxy.local' }, /CIDR/],
    ['a block that is none', { TRUSTED_PROXIES: '10.0.0.0/33' }, /CIDR/],
    [
      'a frame that breaks out of the header',
      { ...PLATFORM, FRAME_ANCESTORS: "https://a.b;script-src'*'" },
      /origins/,
    ],
    ['a level nobody knows', { LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
    ['a short token for metrics', { METRICS_TOKEN: 'hush' }, /METRICS_TOKEN/],
    ['a token for metrics with a blank', { METRICS_TOKEN: `${'x'.repeat(32)} y` }, /METRICS_TOKEN/],
  ])('refuses %s and says what to do', (_, env, words) => {
    expect(problemsOf(env).join('\n')).toMatch(words)
    expect(problemsOf(env)).toHaveLength(1)
  })

  it('runs inside the platform, in the frames and behind the peers that are named', () => {
    expect(readConfig(PLATFORM).api).toEqual({
      kind: 'platform',
      url: VENDOR_API_URL,
      appKey: 'vibe_app_1',
      trustedProxies: ['10.1.0.0/16'],
      frameAncestors: ['https://company.bitrix24.ru'],
    })
  })

  it('says at once everything that the platform needs', () => {
    expect(problemsOf({ TRUST_VIBE_HEADERS: 'true' })).toHaveLength(4)
  })

  it('plays the platform in front of the sandbox, under its address', () => {
    const config = readConfig({ SANDBOX_PLATFORM_PORT: '4020' })
    expect(config.api).toMatchObject({ kind: 'sandbox', platformPort: 4020 })
    expect(config.publicUrl).toBe('http://localhost:4020')
  })

  it('lists all problems at once', () => {
    expect(
      problemsOf({ ...APP, ...PERSONAL, PORT: 'x', DATABASE_URL: 'x', REQUIRE_REASON: 'x' }),
    ).toHaveLength(4)
  })

  it('repeats no key, no password and no secret', () => {
    const told = problemsOf({
      VIBE_APP_KEY: 'hunter2',
      VIBE_API_KEY: 'vibe_live_hunter2',
      VIBE_API_URL: 'https://u:hunter2@api.example',
      DATABASE_URL: 'postgres://u:hunter2@db',
      SESSION_SECRET: 'hunter2',
    })
    expect(told.length).toBeGreaterThan(3)
    expect(told.join()).not.toContain('hunter2')
  })
})
