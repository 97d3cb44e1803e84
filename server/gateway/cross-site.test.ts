import { describe, expect, it, onTestFinished } from 'vitest'

import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { ANNA } from '#server/sandbox/access/people.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeSessionAnswer } from '#src/contract/session.ts'
import { createStoryPortal, type StoryOptions } from '#src/testing/story-portal.ts'

const URL_OF_API = 'http://127.0.0.1:4010'
const GATE = { header: 'X-Remote-User', operators: ['anna'] }
const PROXY = '10.0.0.1'
const BATCH_ID = 'a-batch-of-another-site'
const MINUTE_MS = 60_000

/** The ways to run the console, and what the operator's browser adds to every call by itself. */
const MODES: Record<
  string,
  { gateway: NonNullable<StoryOptions['gateway']>; carried: Record<string, string> }
> = {
  'an operator who has signed in': { gateway: {}, carried: {} },
  'a personal key': {
    gateway: { api: { kind: 'personal', url: URL_OF_API, apiKey: SANDBOX_KEYS.personal, gate: null } },
    carried: {},
  },
  'a personal key behind an SSO proxy': {
    gateway: {
      api: { kind: 'personal', url: URL_OF_API, apiKey: SANDBOX_KEYS.personal, gate: GATE },
      trustedProxies: ['10.0.0.0/8'],
    },
    carried: { 'X-Remote-User': 'anna' },
  },
}

/** What a browser says of a call that a page of another site has made it send. */
const FOREIGN: Record<string, Record<string, string>> = {
  'from another site': { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
  'from another port of this machine': { 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost:8080' },
  'from a browser that knows no Sec-Fetch-Site': { Origin: 'https://evil.example' },
  'from a sandboxed frame': { Origin: 'null' },
  'by typing or a bookmark': { 'Sec-Fetch-Site': 'none' },
  'with nothing said': {},
  'with an origin that begins like ours': { Origin: 'http://localhost:3000.evil.example' },
  'with our origin in another scheme': { Origin: 'https://localhost:3000' },
}

const WRITES: readonly { method: string; path: string; body?: unknown }[] = [
  { method: 'DELETE', path: `${paths.workflow(FEW_IDS.dealIdle)}?force=true` },
  {
    method: 'POST',
    path: paths.batches,
    body: { id: BATCH_ID, mode: 'force', reason: 'x', workflowIds: [FEW_IDS.quote], confirmedCount: 1 },
  },
  ...(['pause', 'resume', 'stop', 'withdraw'] as const).map((move) => ({
    method: 'POST',
    path: paths.batchMove(BATCH_ID, move),
  })),
  { method: 'POST', path: paths.sessionEnd },
]

async function open(mode: string) {
  const { gateway = {}, carried = {} } = MODES[mode] ?? {}
  const portal = await createStoryPortal({ gateway })
  onTestFinished(() => portal.close())
  const cookies = mode === 'an operator who has signed in' ? await signIn(portal) : ''
  const carries = { ...carried, ...(cookies === '' ? {} : { Cookie: cookies }) }
  return {
    ...portal,
    /** A call as the operator's browser sends it for whoever made it. */
    send: (path: string, said: Record<string, string>, init: { method?: string; body?: unknown } = {}) =>
      portal.callFrom(
        PROXY,
        path,
        { ...carries, ...said, 'Content-Type': 'text/plain' },
        {
          method: init.method ?? 'GET',
          ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
        },
      ),
  }
}

/** Goes to sign-in and back. The cookies that the browser holds then. */
async function signIn({ browse, sandbox }: Awaited<ReturnType<typeof createStoryPortal>>): Promise<string> {
  const toPortal = await browse(paths.authorize('/'))
  const back = new URL(sandbox.answerConsent(toPortal.headers.get('Location') ?? '', { userId: ANNA.id }))
  const home = await browse(back.pathname + back.search)
  return home.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

it('the routes that change something are all tried here', async () => {
  const { routes } = await open('a personal key')
  const writes = routes().filter(({ method }) => !['GET', 'HEAD', 'ALL'].includes(method))
  const tried = WRITES.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`)
  const matches = ({ method, path }: { method: string; path: string }) =>
    tried.some((call) => new RegExp(`^${method} ${path.replaceAll(/:\w+/g, '[^/]+')}$`).test(call))
  expect(writes.length).toBeGreaterThan(3)
  expect(writes.filter((route) => !matches(route))).toEqual([])
})

describe.each(Object.keys(MODES))('a page of another site, with %s', (mode) => {
  it.each(Object.entries(FOREIGN))('changes nothing: %s', async (_how, said) => {
    const { send, sandbox, clock } = await open(mode)
    for (const { path, ...init } of WRITES) {
      const answer = await send(path, said, init)
      expect([path, [401, 403]]).toEqual([path, expect.arrayContaining([answer.status])])
    }
    await clock.advance(MINUTE_MS)
    expect(sandbox.record.deletes).toEqual([])
    // The operator is still signed in.
    const still = await send(paths.session, { 'Sec-Fetch-Site': 'same-origin' })
    expect(decodeSessionAnswer(await still.json()).session).not.toBeNull()
  })

  it('reads no session, by whatever way it asks', async () => {
    const { send } = await open(mode)
    for (const said of Object.values(FOREIGN).filter((headers) => Object.keys(headers).length > 0)) {
      const answer = await send(paths.session, said)
      expect(answer.status).toBe(403)
      expect(await answer.text()).not.toContain('vibe_session')
    }
  })
})

it('a write with a personal key comes from the console’s own page, by either sign of it', async () => {
  const { send, sandbox } = await open('a personal key')
  const end = (id: string, said: Record<string, string>) =>
    send(paths.workflow(id), said, { method: 'DELETE' })
  expect((await end(FEW_IDS.quote, { 'Sec-Fetch-Site': 'same-origin' })).status).toBe(204)
  expect((await end(FEW_IDS.dealIdle, { Origin: 'http://localhost:3000' })).status).toBe(204)
  expect(sandbox.record.deletes).toHaveLength(2)
})

it('the cookie of a session opens nothing but the session: every other call needs the token itself', async () => {
  const { send, routes } = await open('an operator who has signed in')
  const own = { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://localhost:3000' }
  const others = routes().filter(
    ({ method, path }) => method !== 'ALL' && /^\/(api|v1)\//.test(path) && !/session|oauth/.test(path),
  )
  expect(others.length).toBeGreaterThan(8)
  for (const { method, path } of others) {
    const answer = await send(path.replace(':move', 'stop').replaceAll(/:\w+/g, FEW_IDS.dealIdle), own, {
      method,
    })
    expect([method, path, answer.status]).toEqual([method, path, 401])
  }
})
