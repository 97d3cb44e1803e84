import { expect, it, onTestFinished } from 'vitest'

import { createStoryPortal, type StoryOptions } from '#src/testing/story-portal.ts'

const TOKEN = 'a-token-for-metrics-of-32-letters'
const OUTSIDE = '203.0.113.9'
const GATE = {
  api: {
    kind: 'personal',
    url: 'http://127.0.0.1:4010',
    apiKey: 'vibe_api_1',
    gate: { header: 'X-Remote-User', operators: ['anna'] },
  },
  trustedProxies: ['10.0.0.0/8'],
} as const satisfies StoryOptions['gateway']

type Ask = { peer?: string; headers?: Record<string, string> }

async function open(gateway: StoryOptions['gateway'] = {}) {
  const portal = await createStoryPortal({ gateway })
  onTestFinished(() => portal.close())
  return {
    portal,
    read: async ({ peer = '127.0.0.1', headers = {} }: Ask = {}, path = '/metrics') =>
      (await portal.callFrom(peer, path, headers)).status,
  }
}

it.each(['127.0.0.1', '127.8.0.1', '::1', '::ffff:127.0.0.1'])('answers this machine (%s)', async (peer) => {
  const { read } = await open()
  expect(await read({ peer })).toBe(200)
})

it.each<[string, Ask]>([
  ['another machine', { peer: OUTSIDE }],
  [
    'another machine that says it is this one',
    { peer: OUTSIDE, headers: { 'X-Forwarded-For': '127.0.0.1' } },
  ],
  ['a proxy on this machine', { headers: { 'X-Forwarded-For': OUTSIDE } }],
  ['a proxy that forwards in the standard’s words', { headers: { Forwarded: `for=${OUTSIDE}` } }],
  ['a proxy that names itself only', { headers: { Via: '1.1 proxy' } }],
  ['a proxy that hides the visitor', { headers: { 'X-Forwarded-For': '127.0.0.1' } }],
  ['a page whose name was made to point here', { headers: { Host: 'evil.example:3000' } }],
  ['a token where none is set', { peer: OUTSIDE, headers: { Authorization: `Bearer ${TOKEN}` } }],
])('tells nothing to %s', async (_who, ask) => {
  const { read, portal } = await open()
  expect(await read(ask)).toBe(404)
  expect(
    await (await portal.callFrom(ask.peer ?? '127.0.0.1', '/metrics', ask.headers)).text(),
  ).not.toContain('flowstop_')
})

it('tells nothing without a token once the console is for others: a proxy need not say for whom it asks', async () => {
  const { read } = await open({ publicUrl: 'https://flowstop.example.com' })
  expect(await read()).toBe(404)
})

it('answers the token from anywhere, by any name, and then nobody without it', async () => {
  const { read } = await open({ publicUrl: 'https://flowstop.example.com', metricsToken: TOKEN })
  const headers = { Authorization: `Bearer ${TOKEN}`, Host: '10.2.3.4:3000' }
  expect(await read({ peer: OUTSIDE, headers })).toBe(200)
  expect(await read()).toBe(404)
  expect(await read({ headers: { Authorization: `Bearer ${TOKEN}x` } })).toBe(404)
  expect(await read({ headers: { Authorization: TOKEN } })).toBe(404)
})

it('asks for no operator where an SSO proxy names them, and takes none for a token', async () => {
  const named = { 'X-Remote-User': 'anna' }
  const closed = await open({ ...GATE, publicUrl: 'https://flowstop.example.com' })
  expect(await closed.read({ peer: '10.0.0.1', headers: named })).toBe(404)
  expect(await closed.read()).toBe(404)
  const withToken = await open({ ...GATE, metricsToken: TOKEN })
  expect(await withToken.read({ peer: OUTSIDE, headers: { Authorization: `Bearer ${TOKEN}` } })).toBe(200)
  expect(await withToken.read({ peer: OUTSIDE }, '/api/session')).toBe(401)
})

it('tells probes of any address whether it lives and is ready', async () => {
  const { read } = await open({ ...GATE, publicUrl: 'https://flowstop.example.com' })
  const probe = { peer: OUTSIDE, headers: { Host: '10.2.3.4:3000' } }
  expect([await read(probe, '/healthz'), await read(probe, '/readyz')]).toEqual([200, 200])
})

it('writes the token into no log and no answer', async () => {
  const { read, portal } = await open({ metricsToken: TOKEN })
  await read({ headers: { Authorization: `Bearer ${TOKEN}` } })
  await read({ headers: { Authorization: `Bearer ${TOKEN}x` } })
  const answer = await portal.callFrom('127.0.0.1', '/metrics', { Authorization: `Bearer ${TOKEN}` })
  expect(await answer.text()).not.toContain(TOKEN)
  expect(portal.logLines().join('')).not.toContain(TOKEN)
})
