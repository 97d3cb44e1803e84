import { readdirSync, readFileSync } from 'node:fs'

import { describe, expect, it, onTestFinished } from 'vitest'

import { ANNA } from '#server/sandbox/access/people.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { findSecrets } from '#src/testing/find-secrets.ts'
import { createStoryPortal, type StoryOptions } from '#src/testing/story-portal.ts'

import { createLogger } from './logger.ts'
import { createSecretCheck } from './same-secret.ts'

const REASON = 'Reason-that-is-nobody-else’s'
const KEY = 'vibe_app_sandbox'

async function open(options: StoryOptions = {}) {
  const portal = await createStoryPortal(options)
  onTestFinished(() => portal.close())
  const token = portal.sandbox.issueSession({ userId: ANNA.id })
  const call = (path: string, init: RequestInit = {}) =>
    portal.browse(path, { ...init, headers: { Authorization: `Bearer ${token}` } })
  return { ...portal, token, call }
}

describe('the log', () => {
  it('holds neither key, token, code, state nor cookie, and no reason, whatever is asked', async () => {
    const { browse, call, sandbox, logLines, exchanges } = await open()
    const toPortal = await browse(paths.authorize(`/workflows?q=${REASON}`))
    const back = new URL(sandbox.answerConsent(toPortal.headers.get('Location') ?? '', { userId: ANNA.id }))
    await browse(back.pathname + back.search)
    await browse(back.pathname + back.search)
    await browse(paths.session)
    const status = new URLSearchParams({ status: REASON })
    await call(`${paths.workflow(FEW_IDS.dealIdle)}?${status}`, { method: 'DELETE' })
    sandbox.setReachable(false, 'cut')
    const lost = call(`${paths.workflow(FEW_IDS.quote)}?${status}`, { method: 'DELETE' })
    await lost
    await call(`/nothing?token=${sandbox.issueSession({ userId: ANNA.id })}`)
    const lines = logLines()
    expect(lines.length).toBeGreaterThan(6)
    expect(findSecrets({ log: lines })).toEqual([])
    // The mark beside the cookie of a trip is no secret: it says 1.
    const cookies = exchanges
      .flatMap(({ headers }) => (headers.get('Cookie') ?? '').split('; ').filter(Boolean))
      .filter((cookie) => !cookie.endsWith('=1'))
    expect(cookies.length).toBeGreaterThan(0)
    const secrets = [
      ...['code', 'state'].map((name) => back.searchParams.get(name) ?? ''),
      ...cookies.map((cookie) => cookie.slice(cookie.indexOf('=') + 1)),
      REASON,
      encodeURIComponent(REASON),
    ]
    expect(secrets.filter((secret) => secret === '' || lines.join('\n').includes(secret))).toEqual([])
  })

  it('names a route by its pattern, and nothing that a client has chosen', async () => {
    const { browse, logLines } = await open()
    await browse('/api/journal/chosen-by-a-client?q=chosen-by-a-client', {
      headers: { 'X-Request-Id': 'chosen-by-a-client', 'User-Agent': 'chosen-by-a-client' },
    })
    expect(logLines().join('')).toContain('"/api/journal/:id"')
    expect(logLines().join('')).not.toContain('chosen-by-a-client')
  })

  it('takes out what must not stand there, should it ever be handed to it', () => {
    const lines: string[] = []
    const logger = createLogger('trace', { write: (line) => void lines.push(line) })
    const secret = 'vibe_session_1'
    const names = ['token', 'apiKey', 'appKey', 'code', 'authorization', 'cookie', 'sessionSecret', 'headers']
    for (const name of names) {
      logger.info({ [name]: secret }, 'told')
      logger.info({ request: { [name]: secret } }, 'told within')
    }
    expect(lines).toHaveLength(names.length * 2)
    expect(lines.join('')).not.toContain(secret)
  })

  it('keeps a line for a line, whatever stands in it', () => {
    const lines: string[] = []
    const logger = createLogger('info', { write: (line) => void lines.push(line) })
    logger.info({ name: 'a\n{"level":30,"msg":"forged"}\r\n\u2028' }, 'b\nc')
    expect(lines).toHaveLength(1)
    expect(lines[0]?.trimEnd()).not.toMatch(/[\r\n]/)
  })
})

describe('an error', () => {
  it('of the API that repeats key and token is told without them', async () => {
    const { call, token, exchanges } = await open({
      distort: ({ headers }, answer) => {
        const message = `Refused: ${headers.get('X-Api-Key')} with ${headers.get('Authorization')}`
        const error = { code: 'BITRIX_ERROR', message, hint: message, userMessage: message }
        return answer.ok ? Response.json({ success: false, error }, { status: 422 }) : answer
      },
    })
    const answer = await call(paths.workflows)
    expect(answer.status).toBe(422)
    const text = await answer.text()
    expect(text).toContain('Refused: [secret] with Bearer [secret]')
    expect(text.includes(KEY) || text.includes(token)).toBe(false)
    expect(findSecrets({ exchanges })).toEqual([])
  })

  it('that nobody has foreseen says nothing of itself to the client', async () => {
    const { call, journal, logLines } = await open()
    await call(paths.workflows)
    await journal.db.destroy()
    const answer = await call(paths.journal)
    expect(answer.status).toBe(500)
    expect(await answer.json()).toEqual({
      success: false,
      error: { code: 'INTERNAL_ERROR', message: 'The gateway failed: its log says why' },
    })
    expect(logLines().join('')).toContain('A request failed unexpectedly')
  })

  it('of the way to the API names no address, key or token', async () => {
    const { call, token, logLines, clock } = await open({
      distort: ({ url }) => Promise.reject(new Error(`connect ${url} ${KEY} ${token}`)),
    })
    const asking = call(paths.workflow(FEW_IDS.quote), { method: 'DELETE' })
    // Reads are tried again.
    await clock.advance(60_000)
    const answer = await asking
    expect(answer.status).toBe(502)
    const told = (await answer.text()) + logLines().join('')
    expect(told).not.toMatch(/127\.0\.0\.1|vibe_/)
  })
})

describe('a secret that is compared', () => {
  it('is itself, and nothing that begins with it, lacks of it or is as long', () => {
    const isSame = createSecretCheck('Bearer 0123456789')
    expect(isSame('Bearer 0123456789')).toBe(true)
    for (const other of [
      '',
      'Bearer',
      'Bearer 012345678',
      'Bearer 01234567890',
      'bearer 0123456789',
      'Bearer 0123456780',
    ])
      expect([other, isSame(other)]).toEqual([other, false])
  })

  it('is compared in one place, by a comparison that takes as long for any other', () => {
    const root = 'server/gateway'
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(?<!\.test)\.ts$/.test(file),
    )
    expect(files.length).toBeGreaterThan(60)
    const read = (file: string) => readFileSync(`${root}/${file}`, 'utf8')
    expect(read('same-secret.ts')).toMatch(/timingSafeEqual\(digest\(given\), wanted\)/)
    // `=== null` is no comparison of a secret; a token is looked up by its hash.
    const compares =
      /\b(?:token|secret|sealed|apiKey|appKey|metricsToken|data\.state)\b\s*[!=]==\s*(?!null|undefined|'|")\w/i
    const found = files.flatMap((file) =>
      read(file)
        .split('\n')
        .filter((line) => compares.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    )
    // Ends what a session had begun, and opens nothing.
    expect(found).toEqual([
      'batches/batches.ts: if (entry.run.caller.token !== token || entry.abort.signal.aborted) continue',
    ])
  })
})

it('no secret of another run stands in the source', () => {
  const listed = readdirSync('.', { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(src|server|public|scripts|docs|e2e|bench)\/.*\.(ts|tsx|mjs|js|md|json)$/.test(file))
    .filter((file) => !file.startsWith('src/messages'))
  const places = listed.map((where) => ({ where, text: readFileSync(where, 'utf8') }))
  const real = /vibe_(?:api|app|live|session)_[A-Za-z0-9]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY/
  expect(places.filter(({ text }) => real.test(text)).map(({ where }) => where)).toEqual([
    'src/testing/find-secrets.test.ts',
  ])
})
