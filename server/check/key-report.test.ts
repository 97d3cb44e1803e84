import { describe, expect, it } from 'vitest'

import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { createTestSandbox } from '#server/sandbox/testing.ts'

import { reportOnKey, type KeyedApi } from './key-report.ts'

const PUBLIC_URL = 'http://localhost:3000'

const personal = (apiKey: string): KeyedApi => ({
  kind: 'personal',
  url: 'http://api.test',
  apiKey,
  gate: null,
})
const oauth = (appKey: string): KeyedApi => ({ kind: 'oauth', url: 'http://api.test', appKey })

async function report(api: KeyedApi, { publicUrl = PUBLIC_URL } = {}) {
  const { sandbox } = createTestSandbox()
  const seen: string[] = []
  const findings = await reportOnKey(api, publicUrl, (request) => {
    seen.push(request.method)
    const { pathname, search } = new URL(request.url)
    return sandbox.fetch(new Request(`${sandbox.origin}${pathname}${search}`, request))
  })
  expect(new Set(seen)).toEqual(new Set(['GET']))
  return findings.map(({ verdict, words }) => `${verdict}: ${words}`)
}

describe('reportOnKey', () => {
  it('says what a personal key of an administrator may do, and what nobody can know', async () => {
    expect(await report(personal(SANDBOX_KEYS.personal))).toEqual([
      expect.stringContaining('yes: The key is accepted. Portal: '),
      expect.stringContaining('yes: Scope bizproc'),
      expect.stringContaining('yes: Scope user'),
      expect.stringContaining('yes: Scope crm'),
      expect.stringMatching(/^yes: The list can be read: \d+ workflows run\.$/),
      expect.stringContaining('unknown: Template names'),
      expect.stringContaining('unknown: Whether the key may terminate'),
    ])
  })

  it.each([
    ['an employee', SANDBOX_KEYS.employee, 'no: The list cannot be read. BITRIX_ACCESS_DENIED (403).'],
    ['no scope bizproc', SANDBOX_KEYS.withoutBizproc, 'no: Scope bizproc is missing'],
    ['no other scopes', SANDBOX_KEYS.bizprocOnly, 'no: Scope crm is missing'],
    ['no account', SANDBOX_KEYS.unconnected, 'The key has no connected Bitrix24 account'],
    ['an inactive key', SANDBOX_KEYS.inactive, 'no: KEY_INACTIVE (401). The key is missing or not valid'],
    ['a key of another kind', SANDBOX_KEYS.app, 'no: The API calls it a key of the kind oauth_app'],
    ['a key nobody knows', 'vibe_api_wrong', 'no: INVALID_API_KEY (401)'],
  ])('says what %s means', async (_name, key, words) => {
    const lines = await report(personal(key))
    expect(lines.filter((line) => line.includes(words))).toHaveLength(1)
    expect(lines.join()).not.toContain(key)
  })

  it('asks whether sign-in would come back', async () => {
    expect(await report(oauth(SANDBOX_KEYS.app))).toContain(
      'yes: Sign-in comes back to http://localhost:3000/v1/oauth/callback.',
    )
    const other = await report(oauth(SANDBOX_KEYS.app), { publicUrl: 'https://other.example' })
    expect(other.join()).toContain('no: Sign-in would fail. INVALID_REDIRECT_URI (400).')
    expect(other.join()).toContain('register is https://other.example/v1/oauth/callback')
  })

  it('says what cannot be known before the platform calls', async () => {
    const platform: KeyedApi = {
      kind: 'platform',
      url: 'http://api.test',
      appKey: SANDBOX_KEYS.app,
      trustedProxies: ['10.1.0.0/16'],
      frameAncestors: ['https://company.bitrix24.ru'],
    }
    expect(await report(platform)).toEqual([
      expect.stringContaining('yes: The key is accepted. Portal: '),
      expect.stringContaining('yes: Scope bizproc'),
      expect.stringContaining('yes: Scope user'),
      expect.stringContaining('yes: Scope crm'),
      'unknown: Sessions are believed when 10.1.0.0/16 brings them: the log names who is refused.',
      'unknown: The page is shown in a frame of https://company.bitrix24.ru, and of nobody else.',
      expect.stringContaining('unknown: What operators may do'),
      expect.stringContaining('unknown: Whether the key may terminate'),
    ])
  })

  it('tells a wrong address from a host that does not answer', async () => {
    const page = await reportOnKey(personal('vibe_api_x'), PUBLIC_URL, () =>
      Promise.resolve(new Response('<html>')),
    )
    expect(page).toEqual([{ verdict: 'no', words: expect.stringContaining('is not the Vibe API') }])
    const nobody = await reportOnKey(personal('vibe_api_x'), PUBLIC_URL, () =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND api.test') })),
    )
    expect(nobody).toEqual([
      { verdict: 'no', words: expect.stringContaining('api.test does not answer (getaddrinfo ENOTFOUND') },
    ])
  })
})
