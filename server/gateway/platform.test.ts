import { describe, expect, it, onTestFinished } from 'vitest'

import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import { ANNA, BORIS, fullName, PYOTR } from '#server/sandbox/access/people.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { GRACE_MS } from '#src/contract/batch.ts'
import { decodeErrorEnvelope } from '#src/contract/errors.ts'
import { decodeJournalPage } from '#src/contract/journal.ts'
import { decodeSessionAnswer } from '#src/contract/session.ts'
import { MANY, openBatchGateway } from '#src/testing/batch-gateway.ts'
import { createStoryPortal, IN_PORTAL, ORIGIN, PEER, type StoryOptions } from '#src/testing/story-portal.ts'

const STRANGER = '203.0.113.9'
const OWN_PAGE = { 'Sec-Fetch-Site': 'same-origin' }
const WORKFLOW = paths.workflow(FEW_IDS.dealIdle)

type Headers = Record<string, string>
type Ask = { from?: string; headers?: Headers; method?: string }

/** The gateway inside the platform, called as the platform calls it, or as somebody else does. */
async function open(options: StoryOptions = {}) {
  const portal = await createStoryPortal({ gateway: { api: IN_PORTAL }, ...options })
  onTestFinished(() => portal.close())
  const { sandbox } = portal
  const ask = (path: string, { from = PEER, headers = {}, method = 'GET' }: Ask = {}) =>
    portal.callFrom(from, path, headers, { method })
  return {
    ...portal,
    ask,
    outcome: async (path: string, asked?: Ask) => {
      const answer = await ask(path, asked)
      const code = decodeErrorEnvelope(await answer.json().catch(() => null))?.code
      return code === undefined ? String(answer.status) : `${answer.status} ${code}`
    },
    /** What the platform adds for somebody: a session of their own each time. */
    vibe: ({ id } = ANNA, more: Headers = {}): Headers => ({
      'X-Vibe-Authorization': `Bearer ${sandbox.issueSession({ userId: id, appKey: SANDBOX_KEYS.app })}`,
      'X-Vibe-User-Id': String(id),
      ...more,
    }),
    journal: async (headers: Headers) =>
      decodeJournalPage(await (await ask(paths.journal, { headers })).json()).entries,
  }
}

describe('inside the platform', () => {
  it('an operator acts with the session that comes along, and the page never gets it', async () => {
    const { ask, vibe } = await open()
    const headers = vibe(ANNA)
    const answer = await ask(`${paths.session}?list=/workflows`, { headers })
    const text = await answer.text()
    const { mode, session, errorCode, firstPage } = decodeSessionAnswer(JSON.parse(text))
    expect({ mode, session, errorCode }).toEqual({
      mode: 'platform',
      errorCode: null,
      session: {
        token: null,
        expiresAt: null,
        portal: 'sandbox.bitrix24.example',
        operator: { id: String(ANNA.id), name: fullName(ANNA) },
      },
    })
    expect(firstPage).not.toBeNull()
    expect(text).not.toContain('vibe_session')
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it('shows itself in the frames that are named, and in no other', async () => {
    const { ask } = await open()
    const inside = (await ask('/')).headers
    expect(inside.get('Content-Security-Policy')).toContain(`frame-ancestors ${IN_PORTAL.frameAncestors[0]}`)
    expect(inside.get('X-Frame-Options')).toBeNull()
    const elsewhere = (await (await open({ gateway: {} })).ask('/')).headers
    expect(elsewhere.get('Content-Security-Policy')).toContain("frame-ancestors 'none'")
    expect(elsewhere.get('X-Frame-Options')).toBe('DENY')
  })

  it.each(['iframe', 'frame', 'embed', 'object'])(
    'elsewhere in an %s there is one link to the page in its own tab, and nothing else',
    async (place) => {
      const { ask } = await open({ gateway: {} })
      const headers = { 'Sec-Fetch-Dest': place, 'Accept-Language': 'ru' }
      const answer = await ask('/workflows/1?q="><script>', { headers })
      expect(answer.headers.get('Content-Security-Policy')).toBe(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors *",
      )
      expect(answer.headers.get('X-Frame-Options')).toBeNull()
      expect(answer.headers.get('Cache-Control')).toBe('no-store')
      expect([...(await answer.text()).matchAll(/<a [^>]*>[^<]*|<script|<form/g)].flat()).toEqual([
        `<a href="${ORIGIN}/workflows/1?q=%22%3E%3Cscript%3E" target="_blank" rel="noopener noreferrer">Открыть Flowstop в отдельной вкладке`,
      ])
      const api = await ask(paths.session, { headers })
      expect(api.headers.get('X-Frame-Options')).toBe('DENY')
    },
  )

  it.each(['/', paths.session, paths.workflows, paths.journal])(
    '%s gives nothing to a peer that is not the platform, whatever it brings',
    async (path) => {
      const { outcome, vibe, sandbox, logLines } = await open()
      expect(await outcome(path, { from: STRANGER, headers: { ...vibe(), ...OWN_PAGE } })).toBe(
        '401 OPERATOR_NOT_ALLOWED',
      )
      expect(sandbox.record.requests).toEqual({})
      expect(logLines().join('')).toContain(`"peer":"${STRANGER}"`)
    },
  )

  it('nothing but the header of the platform makes a session', async () => {
    const { outcome, sandbox, vibe } = await open()
    const token = sandbox.issueSession()
    const attempts: Headers[] = [
      {},
      { Authorization: `Bearer ${token}` },
      { Cookie: `flowstop_session=${token}` },
      { 'X-Vibe-Authorization': token },
      { 'X-Vibe-Authorization': `Bearer ${token}, Bearer ${token}` },
      { 'X-Vibe-User-Id': '1' },
    ]
    for (const headers of attempts) {
      expect(await outcome(paths.workflows, { headers })).toBe('401 TOKEN_MISSING')
      expect(await outcome(WORKFLOW, { headers: { ...headers, ...OWN_PAGE }, method: 'DELETE' })).toBe(
        '401 TOKEN_MISSING',
      )
    }
    expect(sandbox.record.requests).toEqual({})
    expect(await outcome(paths.workflows, { headers: vibe() })).toBe('200')
  })

  it('a page of another site writes nothing', async () => {
    const { outcome, vibe, sandbox } = await open()
    const headers = vibe()
    const strangers: Headers[] = [{}, { Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }]
    for (const origin of strangers)
      expect(await outcome(WORKFLOW, { headers: { ...headers, ...origin }, method: 'DELETE' })).toBe(
        '403 ORIGIN_NOT_ALLOWED',
      )
    expect(sandbox.record.deletes).toEqual([])
    expect(await outcome(WORKFLOW, { headers: { ...headers, Origin: ORIGIN }, method: 'DELETE' })).toBe('204')
  })

  it('signing in ends on the page, and signing out ends nothing', async () => {
    const { ask, vibe, outcome } = await open()
    const headers = vibe()
    expect((await ask('/v1/oauth/authorize?return_to=/journal', { headers })).headers.get('Location')).toBe(
      '/',
    )
    const end = await ask(paths.sessionEnd, { headers: { ...headers, ...OWN_PAGE }, method: 'POST' })
    expect([end.status, end.headers.getSetCookie()]).toEqual([204, []])
    expect(await outcome(paths.workflows, { headers })).toBe('200')
  })

  it('a session that has ended is told as such, without an end to the page', async () => {
    const { ask, vibe, sandbox } = await open()
    const headers = vibe()
    sandbox.expireSessions()
    const answer = decodeSessionAnswer(await (await ask(paths.session, { headers })).json())
    expect(answer).toMatchObject({ mode: 'platform', session: null, errorCode: 'TOKEN_EXPIRED' })
  })

  it('each token shows its own right to read', async () => {
    const { outcome, vibe, sandbox } = await open()
    expect(await outcome(paths.journal, { headers: vibe(ANNA) })).toBe('200')
    expect(await outcome(paths.journal, { headers: vibe(BORIS) })).toBe('403 BITRIX_ACCESS_DENIED')
    expect(sandbox.record.requests['GET /v1/workflows']).toBe(2)
  })
})

describe('the operator on the record', () => {
  const terminate = (headers: Headers) => ({ headers: { ...headers, ...OWN_PAGE }, method: 'DELETE' })

  it('is whom the API names, whatever else the header says', async () => {
    const { outcome, vibe, journal } = await open()
    const headers = vibe(ANNA, { 'X-Vibe-User-Id': '7', 'X-Vibe-User-Name-Encoded': 'Mallory' })
    expect(await outcome(WORKFLOW, terminate(headers))).toBe('204')
    expect((await journal(headers))[0]?.operator).toMatchObject({ id: String(ANNA.id), name: fullName(ANNA) })
  })

  it.each<[string, string, string | null]>([
    ['a name', encodeURIComponent('Пётр Смирнов'), 'Пётр Смирнов'],
    ['a name as forms encode it', 'Anna+Ivanova', 'Anna Ivanova'],
    ['markup', encodeURIComponent('<img src=x onerror=alert(1)>'), '<img src=x onerror=alert(1)>'],
    ['lines of a log', 'Anna%0d%0aSet-Cookie:%20a%00b', 'Anna Set-Cookie: a b'],
    ['words that turn round', encodeURIComponent('Anna \u202egnihton'), 'Anna  gnihton'],
    ['half a letter', '%D0%9F%D', null],
    ['nothing', '%20', null],
    ['too much', 'a'.repeat(1000), 'a'.repeat(200)],
  ])('is whom the platform names where the API names nobody: %s', async (_, encoded, name) => {
    const { outcome, vibe, journal } = await open({ sandbox: { namesUser: false } })
    const headers = vibe(PYOTR, { 'X-Vibe-User-Name-Encoded': encoded })
    expect(await outcome(WORKFLOW, terminate(headers))).toBe('204')
    expect((await journal(headers))[0]?.operator).toMatchObject({ id: String(PYOTR.id), name })
  })

  it('is nobody where the id is none', async () => {
    const { outcome, vibe, journal } = await open({ sandbox: { namesUser: false } })
    const headers = vibe(PYOTR, { 'X-Vibe-User-Id': '1 OR 1', 'X-Vibe-User-Name-Encoded': 'Anna' })
    expect(await outcome(WORKFLOW, terminate(headers))).toBe('204')
    expect((await journal(headers))[0]?.operator).toMatchObject({ id: null, name: null })
  })

  it('is not whom a client names where the platform does not stand in front', async () => {
    const { outcome, vibe, sandbox, journal, logLines } = await open({ gateway: {} })
    const forged = vibe(PYOTR, { 'X-Vibe-User-Name-Encoded': 'Mallory', 'X-Vibe-Request-Id': 'forged-1' })
    expect(await outcome(paths.workflows, { headers: forged })).toBe('401 TOKEN_MISSING')
    const headers = { ...forged, Authorization: `Bearer ${sandbox.issueSession({ userId: ANNA.id })}` }
    expect(await outcome(WORKFLOW, terminate(headers))).toBe('204')
    expect((await journal(headers))[0]?.operator).toMatchObject({ id: String(ANNA.id), name: fullName(ANNA) })
    expect(logLines().join('')).not.toContain('forged-1')
  })

  it('is found in the platform’s log by its own request id', async () => {
    const { ask, vibe, logLines } = await open()
    await ask(paths.workflows, { headers: vibe(ANNA, { 'X-Vibe-Request-Id': 'platform-42' }) })
    await ask(paths.workflows, { headers: vibe(ANNA, { 'X-Vibe-Request-Id': 'no id"}' }) })
    const ids = logLines().flatMap((line) => /"platformRequestId":"([^"]*)"/.exec(line)?.[1] ?? [])
    expect(ids).toEqual(['platform-42'])
  })
})

describe('sessions that change from request to request', () => {
  const openWithPlatform = () => openBatchGateway({ ...MANY, isInPortal: true })

  it('a batch goes on with the newer session of its operator, when the first has ended', async () => {
    const { begin, call, callFrom, sandbox, clock, platform, progress, sent } = await openWithPlatform()
    const first = sandbox.issueSession({ userId: ANNA.id })
    const asFirst = { 'X-Vibe-Authorization': `Bearer ${first}`, ...OWN_PAGE }
    platform.open(ANNA.id, first)
    const ids = sandbox.ids().slice(0, 6)
    const { id } = await begin(ids)
    sandbox.expireSessions()
    platform.open(ANNA.id)
    expect((await call(paths.journal)).status).toBe(200)
    expect((await callFrom(PEER, paths.workflows, asFirst)).status).toBe(401)
    await clock.advance(GRACE_MS + 10_000)
    expect(sent()).toEqual(ids)
    expect((await progress(id)).batch.state).toBe('done')
  })

  it('what the first session was refused is sent again with the newer one', async () => {
    const { begin, call, sandbox, clock, platform, progress } = await openWithPlatform()
    platform.open(ANNA.id)
    const { id } = await begin(sandbox.ids().slice(0, 1))
    sandbox.delayNext(3000, { method: 'DELETE' })
    await clock.advance(GRACE_MS + 1000)
    sandbox.expireSessions()
    platform.open(ANNA.id)
    expect((await call(paths.journal)).status).toBe(200)
    await clock.advance(10_000)
    expect(sandbox.record.deletes.map(({ outcome }) => outcome)).toEqual([
      { status: 401, code: 'TOKEN_EXPIRED' },
      { status: 204, code: null },
    ])
    expect((await progress(id)).batch.state).toBe('done')
  })

  it('a batch rests when the session of its operator has ended, whoever else is there', async () => {
    const { begin, call, sandbox, clock, platform, progress, move, sent } = await openWithPlatform()
    platform.open(ANNA.id)
    const { id } = await begin(sandbox.ids().slice(0, 6))
    sandbox.expireSessions()
    platform.open(PYOTR.id)
    expect((await call(paths.journal)).status).toBe(200)
    await clock.advance(GRACE_MS + 10_000)
    expect((await progress(id)).batch).toMatchObject({ state: 'paused', pause: { why: 'session_ended' } })
    const refused = sandbox.record.deletes.map(({ outcome }) => outcome)
    expect(new Set(refused.map((answer) => answer !== 'cut' && answer?.code))).toEqual(
      new Set(['TOKEN_EXPIRED']),
    )
    const before = sent().length
    expect((await move(id, 'resume')).status).toBe(200)
    await clock.advance(10_000)
    expect((await progress(id)).batch.state).toBe('done')
    expect(sent().length).toBe(before + 6)
  })

  it('what was terminated is followed with the session of a later request', async () => {
    const { call, sandbox, clock, platform } = await openWithPlatform()
    platform.open(ANNA.id)
    const [id = ''] = sandbox.ids()
    expect((await call(`${paths.workflow(id)}?force=true`, { method: 'DELETE' })).status).toBe(204)
    sandbox.expireSessions()
    platform.open(ANNA.id)
    expect((await call(paths.journal)).status).toBe(200)
    await clock.advance(5000)
    const { entries } = decodeJournalPage(await (await call(paths.journal)).json())
    expect(entries[0]).toMatchObject({ workflowId: id, state: 'gone' })
  })
})
