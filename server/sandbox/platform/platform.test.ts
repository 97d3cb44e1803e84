import { expect, it } from 'vitest'

import { ANNA, BORIS, PYOTR } from '#server/sandbox/access/people.ts'

import { createPlatform } from './platform.ts'

const APP = 'http://127.0.0.1:3000'
const PUBLIC = 'http://localhost:4020'
const PORTAL = 'http://127.0.0.1:4020'

/** The platform in front of an app that only notes what reaches it. */
function open() {
  const reached: Request[] = []
  let issued = 0
  const platform = createPlatform({
    appUrl: APP,
    publicUrl: PUBLIC,
    portalUrl: PORTAL,
    issueSession: ({ userId }) => {
      issued += 1
      return `session-${issued}-of-${userId}`
    },
    fetch: async (request) => {
      reached.push(request)
      return new Response('the app', { status: 418, headers: { 'X-App': '1' } })
    },
  })
  const ask = (url: string, init: RequestInit = {}) => platform.fetch(new Request(url, init))
  const last = () => {
    const headers = [...(reached.at(-1)?.headers ?? [])]
    return Object.fromEntries(headers.filter(([name]) => name.startsWith('x-vibe-')))
  }
  return { ask, last, reached, platform }
}

it('adds who has the portal open, whatever the client says, and passes the rest through', async () => {
  const { ask, last, reached } = open()
  await ask(`${PORTAL}/?user=${PYOTR.id}`)
  const answer = await ask(`${PUBLIC}/v1/workflows/1?force=true`, {
    method: 'DELETE',
    headers: {
      'X-Vibe-Authorization': 'Bearer forged',
      'x-vibe-user-id': '1',
      'X-Vibe-Made-Up': 'yes',
      'Idempotency-Key': 'an-operation',
      Connection: 'keep-alive',
    },
  })
  expect([answer.status, answer.headers.get('X-App'), await answer.text()]).toEqual([418, '1', 'the app'])
  expect(last()).toEqual({
    'x-vibe-authorization': `Bearer session-1-of-${PYOTR.id}`,
    'x-vibe-user-id': String(PYOTR.id),
    'x-vibe-user-name-encoded': encodeURIComponent('Пётр Смирнов'),
    'x-vibe-user-role': 'ADMIN',
    'x-vibe-portal-id': 'sandbox-portal',
    'x-vibe-request-id': expect.stringMatching(/^platform-[0-9a-f-]{36}$/),
  })
  const [request] = reached
  expect([request?.method, request?.url]).toEqual(['DELETE', `${APP}/v1/workflows/1?force=true`])
  expect(request?.headers.get('Idempotency-Key')).toBe('an-operation')
  expect(request?.headers.has('Connection')).toBe(false)
})

it('brings a new session with each load of the portal, and none for nobody', async () => {
  const { ask, last } = open()
  const session = async () => {
    await ask(`${PUBLIC}/api/session`)
    return last()['x-vibe-authorization']
  }
  expect(await session()).toBeUndefined()
  await ask(PORTAL)
  expect(await session()).toBe(`Bearer session-1-of-${ANNA.id}`)
  await ask(`${PORTAL}/?user=${BORIS.id}`)
  expect(await session()).toBe(`Bearer session-2-of-${BORIS.id}`)
  expect(last()['x-vibe-user-role']).toBe('MEMBER')
  await ask(PORTAL)
  expect(await session()).toBe(`Bearer session-3-of-${BORIS.id}`)
  await ask(`${PORTAL}/?user=`)
  expect(await session()).toBeUndefined()
})

it('shows the app in a frame, at a page of the app and nowhere else', async () => {
  const { ask } = open()
  const frame = async (path: string) => {
    const answer = await ask(`${PORTAL}/?path=${encodeURIComponent(path)}`)
    expect(answer.headers.get('Content-Security-Policy')).toContain(`frame-src ${PUBLIC};`)
    return /<iframe[^>]* src="([^"]*)"/.exec(await answer.text())?.[1]
  }
  expect(await frame('/journal?q=a')).toBe(`${PUBLIC}/journal?q=a`)
  expect(await frame('//evil.example')).toBe(`${PUBLIC}/`)
  expect(await frame('/"><script>')).toBe(`${PUBLIC}/%22%3E%3Cscript%3E`)
})

it('answers under its two names only', async () => {
  const { ask, reached } = open()
  expect((await ask('http://evil.example:4020/')).status).toBe(421)
  expect((await ask(`${PORTAL}/v1/workflows`)).status).toBe(404)
  expect(reached).toEqual([])
})
