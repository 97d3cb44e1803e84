import type { BrowserContext } from '@playwright/test'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import type { Console } from './console.ts'
import { expect, test } from './fixture.ts'
import { openForeignSite } from './foreign-site.ts'
import { row, signIn } from './operator.ts'
import { sendBytes, sendRaw } from './raw-request.ts'

const { dealIdle } = FEW_IDS
const DELETE_IDLE = { method: 'DELETE', path: `/v1/workflows/${dealIdle}?force=true` }
const EVIL = 'https://evil.example'

/** What the sandbox is asked for by signing in and looking at the list. */
const ROUTES_OF_THE_PAGE = [
  'GET /v1/oauth/authorize',
  'POST /v1/oauth/authorize',
  'POST /v1/oauth/token',
  'GET /v1/me',
  'GET /v1/workflows',
  'GET /v1/bizproc-templates',
  'POST /v1/batch',
]

/** The cookies of the console as one header. */
async function readCookies(context: BrowserContext, { url }: Console): Promise<string> {
  const cookies = await context.cookies(url)
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}

test('a DELETE without the bearer reaches nothing, whatever else it carries', async ({
  page,
  context,
  flowstop,
  sandbox,
  secrets,
}) => {
  await signIn(page)
  const own = { Host: new URL(flowstop.url).host }
  const cookie = await readCookies(context, flowstop)
  expect(cookie).not.toBe('')
  const attempts: Record<string, string>[] = [
    {},
    { Cookie: cookie },
    { Cookie: cookie, Origin: EVIL, 'Sec-Fetch-Site': 'cross-site' },
    { Cookie: cookie, Origin: flowstop.url, 'Sec-Fetch-Site': 'same-origin' },
    { Authorization: 'Bearer ' },
    { Authorization: 'Basic dmliZTp2aWJl' },
    { 'X-Api-Key': 'nonsense', 'X-Vibe-Authorization': 'Bearer nonsense', 'X-Vibe-User-Id': '1' },
  ]
  for (const headers of attempts) {
    const answer = await sendRaw(flowstop.port, { ...DELETE_IDLE, headers: { ...own, ...headers } })
    expect(answer.status, JSON.stringify(Object.keys(headers))).toBe(401)
    secrets.add({ where: 'answer to an attack', text: JSON.stringify(answer) })
  }
  expect(await sandbox.deletes()).toEqual([])
  await page.reload()
  await expect(row(page, dealIdle)).toBeVisible()
})

test('a page of another site can neither terminate, nor read, nor sign out', async ({
  page,
  context,
  flowstop,
  sandbox,
}) => {
  await signIn(page)
  const site = await openForeignSite()
  const evil = await context.newPage()
  await evil.goto(site.url)
  const calls: [string, { method?: string; mode?: 'no-cors'; credentials: 'include' }][] = [
    [`/v1/workflows/${dealIdle}`, { method: 'DELETE', credentials: 'include' }],
    ['/api/session/end', { method: 'POST', mode: 'no-cors', credentials: 'include' }],
    ['/api/session', { mode: 'no-cors', credentials: 'include' }],
    ['/api/session', { credentials: 'include' }],
    ['/v1/workflows', { credentials: 'include' }],
  ]
  const read = await evil.evaluate(
    ([url, all]) =>
      Promise.all(
        all.map(([path, init]) =>
          fetch(url + path, init).then(
            (answer) => answer.text(),
            () => 'no answer',
          ),
        ),
      ),
    [flowstop.url, calls] as const,
  )
  expect(new Set(read)).toEqual(new Set(['no answer']))
  // It was the console that refused, not the way to it. Its log comes by another pipe than its answers.
  await expect.poll(() => flowstop.logs()).toMatch(/"method":"POST".*"\/api\/session\/end".*"status":403/)
  await evil.close()
  await site.close()
  expect(await sandbox.deletes()).toEqual([])
  await page.reload()
  await expect(row(page, dealIdle)).toBeVisible()
})

test('sign-in leads back to this console, wherever it is asked to lead', async ({ page, flowstop }) => {
  await signIn(page)
  const places = [
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    EVIL,
    '/\t/evil.example',
    'javascript:0',
  ]
  for (const place of places) {
    await page.goto(`/v1/oauth/authorize?${new URLSearchParams({ return_to: place })}`)
    await expect(row(page, dealIdle), place).toBeVisible()
    expect(new URL(page.url()).origin, place).toBe(flowstop.url)
  }
  await page.goto(`/sign-in?${new URLSearchParams({ reason: 'signed_out', return_to: '//evil.example' })}`)
  await page.getByRole('button', { name: 'Sign in with Bitrix24' }).click()
  await expect(row(page, dealIdle)).toBeVisible()
  expect(new URL(page.url()).origin).toBe(flowstop.url)
})

test('a callback with the state of another browser gives no session', async ({
  page,
  openBrowser,
  flowstop,
}) => {
  // The attacker signs in up to the callback, and sends its address to the victim.
  const stay = { maxRedirects: 0 }
  const toPortal = await page.request.get('/v1/oauth/authorize', stay)
  const consent = await page.request.get(toPortal.headers().location ?? '')
  const asked = Object.fromEntries(new URL(consent.url()).searchParams)
  const allowed = await page.request.post(consent.url(), {
    ...stay,
    form: { ...asked, user: 1, decision: 'allow' },
  })
  const callback = allowed.headers().location ?? ''
  expect(callback).toContain('code=')

  const victim = await (await openBrowser()).newPage()
  await victim.goto(callback)
  await expect(victim.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(victim.getByText('This sign-in did not begin in this browser')).toBeVisible()
  const answer = await victim.request.get(`${flowstop.url}/api/session`)
  expect(await answer.json()).toMatchObject({ data: { session: null } })

  for (const query of ['', '?code=made-up', '?state=made-up&code=made-up', '?error=access_denied']) {
    const refused = await sendRaw(flowstop.port, {
      path: `/v1/oauth/callback${query}`,
      headers: { Host: new URL(flowstop.url).host },
    })
    expect(refused.headers.location, query).toContain(`${flowstop.url}/sign-in?reason=state`)
    expect(refused.headers['set-cookie'] ?? [], query).toEqual([])
  }
})

test('a name that was made to point here is refused', async ({ page, flowstop }) => {
  await signIn(page)
  for (const host of [
    'evil.example',
    `evil.example:${flowstop.port}`,
    'localhost.evil.example',
    '127.0.0.1.nip.io',
  ]) {
    for (const path of ['/', '/api/session', '/v1/workflows', '/v1/oauth/authorize']) {
      const answer = await sendRaw(flowstop.port, { path, headers: { Host: host } })
      expect(answer.status, `${host} ${path}`).toBe(421)
      expect(answer.body).not.toContain('<html')
    }
  }
})

test('an ID that would lead to another address is refused before anything leaves', async ({
  page,
  flowstop,
  sandbox,
}) => {
  await signIn(page)
  // The token that the page holds: these calls are an operator's own, but for the address.
  const answer = await page.request.get('/api/session')
  const body = (await answer.json()) as { data: { session: { token: string } } }
  const headers = {
    Host: new URL(flowstop.url).host,
    Authorization: `Bearer ${body.data.session.token}`,
  }
  const ids = [
    '..%2f..',
    '%2e%2e',
    '..',
    '..%2fusers%2f1',
    '..%5c..',
    '%2e%2e%2fme',
    `${dealIdle}%2f..%2fother`,
    `${dealIdle}%3fforce=true`,
    `${dealIdle}%00`,
    '%',
    'a'.repeat(65),
    '',
  ]
  for (const id of ids) {
    const refused = await sendRaw(flowstop.port, { method: 'DELETE', path: `/v1/workflows/${id}`, headers })
    expect(refused.status, id).toBeGreaterThanOrEqual(400)
    expect(refused.status, id).toBeLessThan(500)
  }
  const reached = Object.keys((await sandbox.record()).requests)
  expect(reached.filter((route) => !ROUTES_OF_THE_PAGE.includes(route))).toEqual([])
  expect(await sandbox.deletes()).toEqual([])
})

test('a request that two readers would read differently is refused', async ({ flowstop, sandbox }) => {
  const head = `Host: ${new URL(flowstop.url).host}\r\nConnection: close\r\n`
  const inner = `DELETE /v1/workflows/${dealIdle} HTTP/1.1\r\n${head}\r\n`
  const post = (headers: string, body = '') =>
    `POST /api/session/end HTTP/1.1\r\n${head}${headers}\r\n\r\n${body}`
  const requests: Record<string, string> = {
    'two lengths': post('Content-Length: 4\r\nContent-Length: 5', 'abcde'),
    'a length and chunks': post('Content-Length: 4\r\nTransfer-Encoding: chunked', `0\r\n\r\n${inner}`),
    'chunks by another name': post('Transfer-Encoding: xchunked', `0\r\n\r\n${inner}`),
    'a length below zero': post('Content-Length: -1', inner),
    'a blank before the colon': `GET / HTTP/1.1\r\nHost : ${new URL(flowstop.url).host}\r\n\r\n`,
    'a header over two lines': `GET / HTTP/1.1\r\n${head}X-A: 1\r\n 2\r\n\r\n`,
    'a line without its end': `GET / HTTP/1.1\nHost: ${new URL(flowstop.url).host}\n\n`,
    'no host': 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
    'a host with a name before it': `GET / HTTP/1.1\r\nHost: evil.example@localhost\r\nConnection: close\r\n\r\n`,
    'a NUL in a header': `GET / HTTP/1.1\r\n${head}X-A: 1\0\r\n\r\n`,
    'a header of 60 KB': `GET / HTTP/1.1\r\n${head}Cookie: ${'a'.repeat(60_000)}\r\n\r\n`,
    'an upgrade to another protocol': `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`,
  }
  const answers = await Promise.all(
    Object.entries(requests).map(
      async ([name, text]) => [name, await sendBytes(flowstop.port, text)] as const,
    ),
  )
  for (const [name, answer] of answers) {
    expect(answer.split('\r\n')[0], name).toMatch(/^(HTTP\/1\.1 4(00|31) .*)?$/)
    // Once: what was hidden in the body was not read as a request of its own.
    expect(answer.match(/HTTP\/1\.1 /g)?.length ?? 0, name).toBeLessThan(2)
  }
  expect(await sandbox.deletes()).toEqual([])
})
