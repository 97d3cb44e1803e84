import { Hono } from 'hono'
import { describe, expect, it, onTestFinished } from 'vitest'

import { createStoryPortal, IN_PORTAL, type StoryOptions } from '#src/testing/story-portal.ts'

import { createSecurityHeaders } from './security-headers.ts'

async function open(gateway: StoryOptions['gateway'] = {}) {
  const portal = await createStoryPortal({ gateway })
  onTestFinished(() => portal.close())
  return portal
}

/** Every route with something in the place of its parameters, and addresses that are no route. */
async function calls() {
  const portal = await open()
  const routes = portal.routes().filter(({ method }) => method !== 'ALL')
  expect(routes.length).toBeGreaterThan(20)
  const known = routes.map(({ method, path }) => ({ method, path: path.replaceAll(/:\w+/g, 'x1234567') }))
  const unknown = ['/nothing', '/v1/nothing', '/api/nothing'].map((path) => ({ method: 'GET', path }))
  const wrong = { method: 'TRACE', path: '/v1/workflows/x' }
  // Fetch knows no TRACE.
  return { portal, all: [...known, ...unknown, { ...wrong, method: 'PUT' }] }
}

it('every answer, of each route and of none, says what a page may load and what a browser must not guess', async () => {
  const { portal, all } = await calls()
  for (const { method, path } of all) {
    const { headers } = await portal.callFrom('127.0.0.1', path, {}, { method })
    expect([path, headers.get('Content-Security-Policy')]).toEqual([
      path,
      expect.stringMatching(/^default-src 'none'; script-src 'self'; /),
    ])
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin')
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
    expect(headers.get('Permissions-Policy')).toContain('camera=()')
    // Whoever could read an answer from another origin would need one of these.
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})

it('nothing of the API or of a session is kept by a cache, refusals included', async () => {
  const { portal, all } = await calls()
  const own = all.filter(({ path }) => /^\/(v1|api)\//.test(path))
  expect(own.length).toBeGreaterThan(12)
  for (const { method, path } of own) {
    const { headers } = await portal.callFrom('127.0.0.1', path, {}, { method })
    expect([path, headers.get('Cache-Control')]).toEqual([path, 'no-store'])
  }
  await portal.browse('/v1/oauth/authorize')
  expect((await portal.browse('/api/session')).headers.get('Cache-Control')).toBe('no-store')
})

describe('the policy', () => {
  const policyOf = async (gateway: StoryOptions['gateway'] = {}) => {
    const { headers } = await (await open(gateway)).callFrom('127.0.0.1', '/healthz')
    const directives = (headers.get('Content-Security-Policy') ?? '').split('; ')
    return { headers, policy: new Map(directives.map((line) => [line.split(' ')[0], line])) }
  }

  it('lets no code in but files of this origin, and sends nothing anywhere else', async () => {
    const { policy } = await policyOf()
    expect(policy.get('script-src')).toBe("script-src 'self'")
    expect(policy.get('connect-src')).toBe("connect-src 'self'")
    expect(policy.get('form-action')).toBe("form-action 'self'")
    expect(policy.get('base-uri')).toBe("base-uri 'none'")
    // What is not named falls back on nothing: objects, frames, workers.
    expect(policy.get('default-src')).toBe("default-src 'none'")
    expect([...policy.keys()].filter((name) => /object|frame-src|child|worker/.test(name ?? ''))).toEqual([])
    // Styles alone may stand in the page: Radix needs one.
    expect([...policy.values()].filter((line) => /unsafe|\*|https?:/.test(line))).toEqual([
      "style-src 'self' 'unsafe-inline'",
    ])
  })

  it('lets nobody frame the page, by the new word and the old one', async () => {
    const { policy, headers } = await policyOf()
    expect(policy.get('frame-ancestors')).toBe("frame-ancestors 'none'")
    expect(headers.get('X-Frame-Options')).toBe('DENY')
  })

  it('names who may frame it, and only them', async () => {
    const { policy, headers } = await policyOf({ api: IN_PORTAL })
    expect(policy.get('frame-ancestors')).toBe(`frame-ancestors ${IN_PORTAL.frameAncestors.join(' ')}`)
    expect(headers.get('X-Frame-Options')).toBeNull()
  })

  it('holds a browser to https where the console has it', async () => {
    const published = await policyOf({ publicUrl: 'https://flowstop.example.com' })
    expect(published.headers.get('Strict-Transport-Security') ?? '').toMatch(/^max-age=\d{8}/)
    expect((await policyOf()).headers.get('Strict-Transport-Security')).toBeNull()
  })
})

it('the address of the callback, which carries a code, is told to no page that follows it', async () => {
  const portal = await open()
  const refused = await portal.callFrom('127.0.0.1', '/v1/oauth/callback?state=x&code=y')
  expect(refused.headers.get('Referrer-Policy')).toBe('no-referrer')
  const page = await portal.callFrom('127.0.0.1', '/healthz')
  expect(page.headers.get('Referrer-Policy')).toBe('same-origin')
})

it('a route that sets such a header itself cannot weaken it', async () => {
  const app = new Hono().use(
    createSecurityHeaders({
      publicUrl: 'http://localhost:3000',
      api: { kind: 'oauth', url: 'https://vibe.example', appKey: 'vibe_app_x' },
    }),
  )
  app.get('/api/x', (c) => {
    c.header('Cache-Control', 'public, max-age=60')
    c.header('Content-Security-Policy', 'default-src *')
    return c.text('x')
  })
  const { headers } = await app.request('/api/x')
  expect(headers.get('Cache-Control')).toBe('no-store')
  expect(headers.get('Content-Security-Policy')).not.toContain('*')
})
