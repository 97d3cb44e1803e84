import { expect, it, onTestFinished } from 'vitest'

import { createStoryPortal, type StoryOptions } from '#src/testing/story-portal.ts'

const PATHS = ['/', '/workflows', '/api/session', '/v1/workflows', '/v1/oauth/authorize', '/session-start.js']

async function open(gateway: StoryOptions['gateway'] = {}) {
  const portal = await createStoryPortal({ gateway })
  onTestFinished(() => portal.close())
  const ask = (path: string, Host: string) => portal.callFrom('127.0.0.1', path, { Host })
  return { ...portal, ask }
}

it.each([
  'evil.example',
  'evil.example:3000',
  'localhost.evil.example',
  '127.0.0.1.nip.io',
  'localhost.',
  '0.0.0.0:3000',
  '[::]:3000',
  '10.0.0.1',
  'evil.example#localhost',
  'evil.example/localhost',
  'localhost:3000, evil.example',
  '',
])('a page under the name %j, made to point here, gets nothing', async (host) => {
  const { ask, asked } = await open()
  for (const path of PATHS) {
    const answer = await ask(path, host)
    expect([path, answer.status]).toEqual([path, 421])
    expect(answer.headers.getSetCookie()).toEqual([])
  }
  expect(asked).toEqual([])
})

it('a request line that names another host counts for more than its Host header', async () => {
  const { callFrom } = await open()
  for (const path of PATHS)
    expect((await callFrom('127.0.0.1', `http://evil.example${path}`)).status).toBe(421)
  expect((await callFrom('127.0.0.1', 'http://127.0.0.1:3000/api/session')).status).toBe(200)
})

it('answers under PUBLIC_URL’s name and those of this machine, whatever proxies say of themselves', async () => {
  const { ask, callFrom } = await open({ publicUrl: 'https://flowstop.example.com' })
  for (const host of ['localhost:3000', '127.0.0.1', '[::1]:3000', 'LOCALHOST:3000'])
    expect((await ask('/api/session', host)).status).toBe(200)
  const behindProxy = { Host: 'flowstop.example.com', 'X-Forwarded-Host': 'evil.example' }
  const answer = await callFrom('10.0.0.1', 'https://flowstop.example.com/v1/oauth/authorize', behindProxy)
  expect(answer.status).toBe(302)
  expect(answer.headers.get('Location')).not.toContain('evil')
})

it('machines that know the address only may ask whether it lives, and nothing beside or below that', async () => {
  const { ask } = await open()
  expect((await ask('/healthz', 'evil.example')).status).toBe(200)
  for (const path of [
    '/healthz/',
    '/healthz/x',
    '/healthz%2f..%2fapi%2fsession',
    '/readyz/../api/session',
    '/metrics/',
  ])
    expect([path, (await ask(path, 'evil.example')).status]).toEqual([path, 421])
})
