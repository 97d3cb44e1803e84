import { describe, expect, it } from 'vitest'

import type { Sandbox } from '#server/sandbox/sandbox.ts'
import { call, CALLBACK, createTestSandbox, outcome, terminate } from '#server/sandbox/testing.ts'

import { SANDBOX_KEYS } from './keys.ts'

const STATE = 'a-state-of-24-characters'
const ASKED = { app_key: SANDBOX_KEYS.app, state: STATE, redirect_uri: CALLBACK }
const ask = (changes: Record<string, string> = {}) =>
  `/v1/oauth/authorize?${new URLSearchParams({ ...ASKED, ...changes })}`

/** A browser as far as it matters: it keeps cookies, and follows nothing. */
function createBrowser(sandbox: Sandbox) {
  const jar = new Map<string, string>()
  const send = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    if (jar.size > 0) headers.set('Cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await sandbox.fetch(new Request(`${sandbox.origin}${path}`, { ...init, headers }))
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (/max-age=0/i.test(cookie)) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  return {
    open: (path: string) => send(path),
    press: (decision: string, fields: Record<string, string> = {}) =>
      send('/v1/oauth/authorize', {
        method: 'POST',
        body: new URLSearchParams({ ...ASKED, user: '1', decision, ...fields }),
      }),
    signOut: () => send('/sign-out', { method: 'POST' }),
  }
}

const locationOf = (response: Response) => new URL(response.headers.get('Location') ?? 'about:blank')

function redeem(sandbox: Sandbox, code: string, changes: Record<string, string> = {}) {
  const body = { app_key: SANDBOX_KEYS.app, code, redirect_uri: CALLBACK, ...changes }
  return call(sandbox, '/v1/oauth/token', { method: 'POST', key: null, body })
}

async function allowCode(sandbox: Sandbox): Promise<string> {
  return new URL(sandbox.answerConsent(`${sandbox.origin}${ask()}`)).searchParams.get('code') ?? ''
}

describe('asking for consent', () => {
  it('shows a page that works without a script and names the sandbox', async () => {
    const { sandbox } = createTestSandbox()
    const response = await createBrowser(sandbox).open(ask())
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    expect(response.headers.getSetCookie()[0]).toMatch(/HttpOnly.*SameSite=Lax/)
    expect(page).toContain('<html lang="en">')
    expect(page).toContain('Sandbox')
    expect(page.match(/type="radio"/g)).toHaveLength(3)
    expect(page).toContain('value="1" checked')
    expect(page).not.toContain('<script')
    // Enter presses the first button of a form.
    expect(page.indexOf('>Allow<')).toBeLessThan(page.indexOf('>Deny<'))
  })

  it('writes what it was sent as text', async () => {
    const { sandbox } = createTestSandbox()
    const state = '"><script>alert(1)</script>'
    const page = await (await createBrowser(sandbox).open(ask({ state }))).text()
    expect(page).not.toContain('<script')
    expect(page).toContain('&quot;&gt;&lt;script&gt;')
  })

  it.each([
    [{ state: 'fifteen-letters' }, '400 INVALID_PARAMS'],
    [{ state: '' }, '400 MISSING_PARAMS'],
    [{ redirect_uri: `${CALLBACK}/more` }, '400 INVALID_REDIRECT_URI'],
    [{ redirect_uri: 'https://evil.example/' }, '400 INVALID_REDIRECT_URI'],
    [{ app_key: 'vibe_app_unknown' }, '401 INVALID_APP_KEY'],
    [{ app_key: SANDBOX_KEYS.personal }, '401 WRONG_KEY_TYPE'],
  ])('refuses %j', async (changes, expected) => {
    const { sandbox } = createTestSandbox()
    expect(await outcome(createBrowser(sandbox).open(ask(changes)))).toBe(expected)
  })
})

describe('answering it', () => {
  it('leads back with a code for a session of whoever was chosen', async () => {
    const { sandbox } = createTestSandbox()
    const browser = createBrowser(sandbox)
    await browser.open(ask())
    const back = locationOf(await browser.press('allow', { user: '7' }))
    expect(`${back.origin}${back.pathname}`).toBe(CALLBACK)
    expect(back.searchParams.get('state')).toBe(STATE)
    const answer = await redeem(sandbox, back.searchParams.get('code') ?? '')
    const body: unknown = await answer.json()
    expect(body).toEqual({
      access_token: expect.stringMatching(/^vibe_session_[0-9a-f]{32}$/),
      expires_in: 86_399,
    })
  })

  it('leads back with access_denied after Deny, and remembers nothing', async () => {
    const { sandbox } = createTestSandbox()
    const browser = createBrowser(sandbox)
    await browser.open(ask())
    const back = locationOf(await browser.press('deny'))
    expect(Object.fromEntries(back.searchParams)).toEqual({ error: 'access_denied', state: STATE })
    expect((await browser.open(ask())).status).toBe(200)
  })

  it('belongs to the browser that was asked', async () => {
    const { sandbox } = createTestSandbox()
    await createBrowser(sandbox).open(ask())
    expect(await outcome(createBrowser(sandbox).press('allow'))).toBe('400 INVALID_REQUEST')
  })

  it('lets two tabs ask at once', async () => {
    const { sandbox } = createTestSandbox()
    const browser = createBrowser(sandbox)
    await browser.open(ask())
    await browser.open(ask({ state: 'another-state-of-a-tab' }))
    expect((await browser.press('allow')).status).toBe(302)
    expect((await browser.press('allow', { state: 'another-state-of-a-tab' })).status).toBe(302)
  })

  it('is instant the next time, until the portal session ends', async () => {
    const { sandbox } = createTestSandbox()
    const browser = createBrowser(sandbox)
    await browser.open(ask())
    await browser.press('allow')
    expect(locationOf(await browser.open(ask())).searchParams.has('code')).toBe(true)
    expect((await browser.open(ask({ app_key: SANDBOX_KEYS.appReadOnly }))).status).toBe(200)
    sandbox.setConsentRemembered(false)
    expect((await browser.open(ask())).status).toBe(200)
    sandbox.setConsentRemembered(true)
    await browser.signOut()
    expect((await browser.open(ask())).status).toBe(200)
  })

  it('lets an employee list nothing, and come back as somebody else', async () => {
    const { sandbox } = createTestSandbox()
    const browser = createBrowser(sandbox)
    await browser.open(ask())
    const back = locationOf(await browser.press('allow', { user: '12' }))
    const token = String(
      (await (await redeem(sandbox, back.searchParams.get('code') ?? '')).json()).access_token,
    )
    const as = { key: SANDBOX_KEYS.app, token }
    expect(await outcome(call(sandbox, '/v1/workflows', as))).toBe('403 BITRIX_ACCESS_DENIED')
    expect((await browser.open(ask())).status).toBe(200)
  })
})

describe('a code', () => {
  it('works once', async () => {
    const { sandbox } = createTestSandbox()
    const code = await allowCode(sandbox)
    expect(await outcome(redeem(sandbox, code))).toBe('200')
    expect(await outcome(redeem(sandbox, code))).toBe('400 INVALID_REQUEST')
  })

  it('expires', async () => {
    const { sandbox } = createTestSandbox()
    const code = await allowCode(sandbox)
    sandbox.advance(120_000)
    expect(await outcome(redeem(sandbox, code))).toBe('400 INVALID_REQUEST')
  })

  it.each([
    [{ redirect_uri: 'http://localhost:3000/' }, '400 INVALID_REDIRECT_URI'],
    [{ app_key: SANDBOX_KEYS.appReadOnly }, '400 INVALID_REQUEST'],
    [{ app_key: 'vibe_app_unknown' }, '401 INVALID_APP_KEY'],
    [{ code: '' }, '400 MISSING_PARAMS'],
  ])('is refused with %j', async (changes, expected) => {
    const { sandbox } = createTestSandbox()
    expect(await outcome(redeem(sandbox, await allowCode(sandbox), changes))).toBe(expected)
  })
})

describe('a session', () => {
  const list = (sandbox: Sandbox, token: string, key: string = SANDBOX_KEYS.app) =>
    outcome(call(sandbox, '/v1/workflows', { key, token }))

  it('ends after a day, or by the knob', async () => {
    const { sandbox } = createTestSandbox()
    const token = sandbox.issueSession()
    sandbox.advance(86_398_000)
    expect(await list(sandbox, token)).toBe('200')
    sandbox.advance(1_000)
    expect(await list(sandbox, token)).toBe('401 TOKEN_EXPIRED')
    const another = sandbox.issueSession()
    sandbox.expireSessions()
    expect(await list(sandbox, another)).toBe('401 TOKEN_EXPIRED')
    expect(await outcome(terminate(sandbox, 'x', '', { key: SANDBOX_KEYS.app, token: another }))).toBe(
      '401 TOKEN_EXPIRED',
    )
  })

  it('is of one application, and nobody can make one up', async () => {
    const { sandbox } = createTestSandbox()
    const token = sandbox.issueSession()
    expect(await list(sandbox, token, SANDBOX_KEYS.appReadOnly)).toBe('401 INVALID_SESSION')
    expect(await list(sandbox, 'vibe_session_made_up')).toBe('401 INVALID_SESSION')
    expect(await list(createTestSandbox().sandbox, token)).toBe('401 INVALID_SESSION')
  })
})
