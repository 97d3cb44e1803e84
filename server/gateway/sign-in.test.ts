import { describe, expect, it, onTestFinished } from 'vitest'

import { ANNA } from '#server/sandbox/access/people.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeSessionAnswer } from '#src/contract/session.ts'
import { createStoryPortal, ORIGIN, type StoryOptions } from '#src/testing/story-portal.ts'

const HTTPS = 'https://flowstop.example.com'
const ELSEWHERE = [
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/\t/evil.example',
  '/%2e//evil.example',
  'javascript:alert(1)',
  '\\\\evil.example',
  'evil.example',
  '/workflows\r\nLocation: https://evil.example',
  '/workflows\r\nSet-Cookie: flowstop_session=x',
]

async function open(options: StoryOptions = {}) {
  const portal = await createStoryPortal(options)
  onTestFinished(() => portal.close())
  return { ...portal, browser: createBrowser(portal) }
}

type Portal = Awaited<ReturnType<typeof createStoryPortal>>

/** One browser with its own cookies; `goTo` follows no redirect. */
function createBrowser({ callFrom, sandbox }: Portal, Host = 'localhost:3000') {
  const jar = new Map<string, string>()
  const goTo = async (address: string) => {
    const { pathname, search } = new URL(address, ORIGIN)
    const Cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const said = { Host, 'Sec-Fetch-Site': 'same-origin', ...(Cookie === '' ? {} : { Cookie }) }
    const answer = await callFrom('127.0.0.1', pathname + search, said)
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return { location: answer.headers.get('Location') ?? '', set: answer.headers.getSetCookie(), answer }
  }
  return {
    jar,
    goTo,
    /** Up to the address that the portal sends the browser back to. */
    goToPortal: async (returnTo = '/') => {
      const { location } = await goTo(paths.authorize(returnTo))
      return sandbox.answerConsent(location, { userId: ANNA.id })
    },
    session: async () => decodeSessionAnswer(await (await goTo(paths.session)).answer.json()).session,
  }
}

describe('the way to sign-in', () => {
  it.each(ELSEWHERE)('leads back to this console: %j', async (place) => {
    const { browser } = await open()
    const { location } = await browser.goTo(await browser.goToPortal(place))
    expect(new URL(location).origin).toBe(ORIGIN)
    expect(location.slice(ORIGIN.length)).not.toMatch(/^\/[/\\]/)
    expect(location).not.toMatch(/[\r\n]/)
    expect((await browser.session())?.portal).toBe('sandbox.bitrix24.example')
  })

  it.each(ELSEWHERE)(
    'leads from another name of this machine to PUBLIC_URL and no further: %j',
    async (place) => {
      const portal = await open()
      const { location, set } = await createBrowser(portal, '127.0.0.1:3000').goTo(paths.authorize(place))
      expect(location.startsWith(`${ORIGIN}/v1/oauth/authorize?`)).toBe(true)
      expect(new URL(location).searchParams.get('return_to')).toMatch(/^\/(?![/\\])/)
      expect(set).toEqual([])
    },
  )

  it('takes key, state and the way back from the gateway, whatever the address asks for', async () => {
    const { browser } = await open()
    const asked = new URLSearchParams({
      app_key: 'vibe_app_evil',
      state: 'chosen-by-somebody-else',
      redirect_uri: 'https://evil.example/',
    })
    const { searchParams, origin } = new URL((await browser.goTo(`/v1/oauth/authorize?${asked}`)).location)
    expect(origin).toBe('http://127.0.0.1:4010')
    expect(searchParams.getAll('app_key')).toEqual(['vibe_app_sandbox'])
    expect(searchParams.getAll('redirect_uri')).toEqual([`${ORIGIN}/v1/oauth/callback`])
    expect(searchParams.get('state')).toMatch(/^[\w-]{43}$/)
  })

  it('begins with another state each time', async () => {
    const { browser } = await open()
    const states = await Promise.all(
      [1, 2, 3].map(async () =>
        new URL((await browser.goTo(paths.authorize('/'))).location).searchParams.get('state'),
      ),
    )
    expect(new Set(states).size).toBe(3)
  })
})

describe('the way back', () => {
  it('gives no session to a browser in which the trip did not begin', async () => {
    const portal = await open()
    const callback = await portal.browser.goToPortal()
    const victim = createBrowser(portal)
    const { location, set } = await victim.goTo(callback)
    expect(location).toBe(`${ORIGIN}/sign-in?reason=state&return_to=%2F`)
    expect(set).toEqual([])
    expect(await victim.session()).toBeNull()
  })

  it('takes no state of one trip with the cookie of another, and none that was sealed for something else', async () => {
    const portal = await open()
    const attacker = createBrowser(portal)
    const callback = new URL(await attacker.goToPortal())
    const victim = createBrowser(portal)
    await victim.goToPortal()
    // The attacker's state under the name of its cookie, with what the victim's cookie holds.
    const [own = ''] = [...victim.jar.values()]
    const [name = ''] = [...attacker.jar.keys()]
    victim.jar.set(name, own)
    victim.jar.set(name.replace('_state_', '_trip_'), '1')
    expect((await victim.goTo(callback.href)).location).toContain('/sign-in?reason=state')
    await portal.browser.goTo(await portal.browser.goToPortal())
    victim.jar.set(name, portal.browser.jar.get('flowstop_session') ?? '')
    victim.jar.set(name.replace('_state_', '_trip_'), '1')
    expect((await victim.goTo(callback.href)).location).toContain('/sign-in?reason=state')
    expect(await victim.session()).toBeNull()
  })

  it('takes no trip that another host of the domain has planted', async () => {
    const portal = await open()
    const attacker = createBrowser(portal)
    const callback = await attacker.goToPortal()
    const planted = [...attacker.jar].filter(([name]) => name.startsWith('flowstop_state_'))
    expect(planted).toHaveLength(1)
    for (const beforehand of [false, true]) {
      const victim = createBrowser(portal)
      if (beforehand) await victim.goToPortal()
      for (const [name, value] of planted) victim.jar.set(name, value)
      expect((await victim.goTo(callback)).location).toContain('/sign-in?reason=state')
      expect(await victim.session()).toBeNull()
    }
  })

  it('lets two tabs of one browser come back, and keeps nothing of their trips', async () => {
    const { browser } = await open()
    // One after the other or at once: neither knows of the other.
    const [first, second] = await Promise.all(
      ['/journal', '/batches'].map((path) => browser.goToPortal(path)),
    )
    expect((await browser.goTo(first ?? '')).location).toBe(`${ORIGIN}/journal`)
    expect((await browser.goTo(second ?? '')).location).toBe(`${ORIGIN}/batches`)
    expect([...browser.jar.keys()]).toEqual(['flowstop_session'])
  })

  it('works once, and for ten minutes', async () => {
    const { browser, clock } = await open()
    const callback = await browser.goToPortal()
    await browser.goTo(callback)
    expect((await browser.goTo(callback)).location).toContain('/sign-in?reason=state')
    const late = await browser.goToPortal()
    await clock.advance(10 * 60_000)
    expect((await browser.goTo(late)).location).toContain('/sign-in?reason=state')
  })

  it('makes a session of its own: what a browser brought along as one does not count', async () => {
    const { browser } = await open()
    const fixed = 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.BBBB.CCCC'
    browser.jar.set('flowstop_session', fixed)
    expect(await browser.session()).toBeNull()
    browser.jar.set('flowstop_session', fixed)
    await browser.goTo(await browser.goToPortal())
    expect(browser.jar.get('flowstop_session')).not.toBe(fixed)
    expect((await browser.session())?.operator.name).toBe('Anna Ivanova')
  })

  it('puts nothing of the portal’s answer into an address or a header', async () => {
    const { browser } = await open()
    const { searchParams } = new URL(await browser.goToPortal())
    const refused = new URLSearchParams({
      state: searchParams.get('state') ?? '',
      error: '\r\nX-Evil: 1<script>',
    })
    const { location, answer } = await browser.goTo(`${paths.oauthCallback}?${refused}`)
    expect(location).toBe(`${ORIGIN}/sign-in?reason=refused&return_to=%2F`)
    expect(answer.headers.get('X-Evil')).toBeNull()
  })
})

describe('the cookies of sign-in', () => {
  const lines = async (gateway: StoryOptions['gateway'] = {}) => {
    const portal = await createStoryPortal({
      gateway,
      sandbox: { redirectUris: [`${gateway.publicUrl ?? ORIGIN}/v1/oauth/callback`] },
    })
    onTestFinished(() => portal.close())
    const browser = createBrowser(portal, new URL(gateway.publicUrl ?? ORIGIN).host)
    const { set, location } = await browser.goTo(paths.authorize('/'))
    const home = await browser.goTo(portal.sandbox.answerConsent(location, { userId: ANNA.id }))
    return {
      state: set.join('\n'),
      session: home.set.find((line) => line.includes('flowstop_session')) ?? '',
    }
  }

  it('are read by no script, go to no other site, and say nothing of what they hold', async () => {
    const { state, session } = await lines()
    expect(session).toMatch(/^flowstop_session=[\w.-]+; .*Path=\/; .*HttpOnly; .*SameSite=Strict$/)
    // The portal sends the browser back from another site: it would not carry a strict one.
    expect(state).toMatch(
      /^flowstop_state_[0-9a-f]{16}=[\w.-]+; Max-Age=600; Path=\/v1\/oauth; HttpOnly; SameSite=Lax$/m,
    )
    expect(state).toMatch(/^flowstop_trip_[0-9a-f]{16}=1; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/m)
    for (const line of [state, session]) {
      expect(line).not.toMatch(/domain=/i)
      expect(Buffer.from(line, 'base64url').toString('latin1')).not.toContain('vibe_')
    }
  })

  it('go over https only where the console is opened so, the session to this host alone', async () => {
    const { state, session } = await lines({ publicUrl: HTTPS })
    expect(state).toMatch(/^flowstop_state_\w+=[^\n]+; Secure/m)
    expect(state).toMatch(/^__Host-flowstop_trip_\w+=1; Max-Age=600; Path=\/; HttpOnly; Secure/m)
    expect(session).toMatch(/^__Host-flowstop_session=/)
    expect(session).toMatch(/; Secure/)
  })

  it('are five at most, so that no trip fills up the header', async () => {
    const { browser } = await open()
    for (let trip = 0; trip < 9; trip += 1) await browser.goTo(paths.authorize('/'))
    expect([...browser.jar.keys()].filter((name) => name.startsWith('flowstop_state_'))).toHaveLength(5)
    expect(browser.jar.size).toBe(10)
  })
})

it('signing out forgets the token at the gateway, too', async () => {
  const { browser, browse, sandbox, asked } = await open()
  await browser.goTo(await browser.goToPortal())
  const token = (await browser.session())?.token ?? ''
  const Authorization = `Bearer ${token}`
  expect((await browse(paths.journal, { headers: { Authorization } })).status).toBe(200)
  const Cookie = `flowstop_session=${browser.jar.get('flowstop_session')}`
  const ended = await browse(paths.sessionEnd, { method: 'POST', headers: { Cookie } })
  expect(ended.status).toBe(204)
  expect(ended.headers.getSetCookie().join()).toMatch(/^flowstop_session=; Max-Age=0/)
  sandbox.expireSessions()
  const before = asked.length
  expect((await browse(paths.journal, { headers: { Authorization } })).status).toBe(401)
  expect(asked.length).toBeGreaterThan(before)
})
