import { describe, expect, it, onTestFinished } from 'vitest'

import { ANNA } from '#server/sandbox/access/people.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeErrorEnvelope } from '#src/contract/errors.ts'
import { createStoryPortal, type StoryOptions } from '#src/testing/story-portal.ts'

import { routeOf } from './monitoring/labels.ts'

const API = 'http://127.0.0.1:4010'
const { dealIdle } = FEW_IDS

async function open(options: StoryOptions = {}) {
  const portal = await createStoryPortal(options)
  onTestFinished(() => portal.close())
  const Authorization = `Bearer ${portal.sandbox.issueSession({ userId: ANNA.id })}`
  const call = (
    path: string,
    init: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ) =>
    portal.callFrom(
      '127.0.0.1',
      path,
      { Authorization, ...init.headers },
      {
        method: init.method ?? 'GET',
        ...(init.body === undefined ? {} : { body: init.body }),
      },
    )
  const outcome = async (answer: Promise<Response>) => {
    const response = await answer
    const code = decodeErrorEnvelope(await response.json().catch(() => null))?.code
    return `${response.status} ${code}`
  }
  return {
    ...portal,
    call,
    outcome,
    end: (path: string, headers = {}) => call(path, { method: 'DELETE', headers }),
  }
}

describe('an address that is meant to lead elsewhere', () => {
  it.each([
    '..%2f..',
    '..%2fusers%2f1',
    '%2e%2e%2fme',
    '..%5c..',
    `${dealIdle}%2f..%2fother`,
    `${dealIdle}%3fforce=true`,
    `${dealIdle}%23`,
    `${dealIdle}%00`,
    `${dealIdle}%0d%0aX-Api-Key:x`,
    `${dealIdle}%20`,
    `${dealIdle};v=1`,
    'http:%2f%2fevil.example',
    '@evil.example',
    '...',
    '%25%32%65%25%32%65',
    '%D0%B0',
    'a'.repeat(65),
  ])('is refused as an ID before anything leaves: %s', async (id) => {
    const { end, outcome, sandbox, asked } = await open()
    expect(await outcome(end(`/v1/workflows/${id}?force=true`))).toBe('400 INVALID_WORKFLOW_ID')
    expect(sandbox.record.deletes).toEqual([])
    expect(asked).toEqual([])
  })

  it.each([
    '/v1/workflows/',
    '/v1/workflows/..',
    '/v1/workflows/%2e%2e',
    `/v1/workflows/${dealIdle}/x`,
    '/v1//workflows/x',
  ])('is no route: DELETE %s', async (path) => {
    const { end, asked } = await open()
    expect([404, 405]).toContain((await end(path)).status)
    expect(asked).toEqual([])
  })

  it('reaches no other route of the API through the names of users, templates and documents', async () => {
    const { call, asked, sandbox } = await open()
    // Without the batch each user is read by an address of its own.
    sandbox.failNext({ path: '/v1/batch', code: 'NOT_FOUND', times: 9 })
    const ids = ['1/../../me', '..', '%2e%2e/me', '1?x=1', '1#', '-1', '1e3', '٣', '7']
    const documents = ['DEAL_5/../../me', '__proto___1', 'constructor_1', 'DEAL_-1', `DEAL_${'9'.repeat(10)}`]
    const query = new URLSearchParams({
      users: ids.join(),
      templates: ids.join(),
      documents: documents.join(),
    })
    expect((await call(`${paths.names}?${query}`)).status).toBe(200)
    const users = asked.map((url) => new URL(url).pathname).filter((path) => path.startsWith('/v1/users'))
    expect(users).toEqual(['/v1/users/7'])
  })

  it('never changes where the gateway asks: no call of a client reaches another host or route', async () => {
    const { call, routes, asked } = await open()
    const elsewhere = {
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'gopher',
      Forwarded: 'host=evil.example',
      'X-Original-URL': '/v1/users',
      'X-Rewrite-URL': '/v1/users',
      Referer: 'http://evil.example/',
      Origin: 'http://evil.example',
    }
    const values = [
      'http://evil.example/',
      '//evil.example',
      '@evil.example',
      '169.254.169.254',
      'file:///etc/passwd',
    ]
    for (const { method, path } of routes().filter((route) => route.method !== 'ALL'))
      for (const value of values) {
        const query = new URLSearchParams(
          [
            'url',
            'host',
            'base',
            'offset',
            'templateId',
            'users',
            'list',
            'return_to',
            'code',
            'state',
            'q',
          ].map((name) => [name, value]),
        )
        const target = path.replaceAll(/:\w+/g, encodeURIComponent(value))
        await call(`${target}?${query}`, { method, headers: elsewhere })
      }
    await call(`${paths.workflows}?offset=50`, { headers: elsewhere })
    expect(asked.length).toBeGreaterThan(2)
    expect(new Set(asked.map((url) => new URL(url).origin))).toEqual(new Set([API]))
    expect(asked.map((url) => routeOf(new URL(url).pathname)).filter((route) => route === 'other')).toEqual(
      [],
    )
  })
})

describe('a parameter', () => {
  it.each([
    '?force=TRUE',
    '?force=1',
    '?force=',
    '?force=true&force=false',
    '?force=false&force=true',
    '?status=a&status=b',
    '?Force=true',
    '?force[]=true',
    '?force=true%20',
    '?_method=DELETE',
    '?id=other',
    '?constructor=x',
    '?status=a%00b',
    `?status=${'x'.repeat(4001)}`,
  ])('that the API does not document ends nothing: DELETE %s', async (query) => {
    const { end, outcome, sandbox } = await open()
    expect(await outcome(end(paths.workflow(dealIdle) + query))).toBe('400 VALIDATION_ERROR')
    expect(sandbox.record.deletes).toEqual([])
  })

  it.each([
    '?offset=-50',
    '?offset=1e3',
    '?offset=50,100',
    '?offset=0x32',
    '?templateId=1;DROP',
    '?startedBy=%00',
  ])('of the list has to be a number: %s', async (query) => {
    const { call, outcome, asked } = await open()
    expect(await outcome(call(paths.workflows + query))).toBe('400 VALIDATION_ERROR')
    expect(asked).toEqual([])
  })

  it('nobody knows does not go on to the API', async () => {
    const { call, asked } = await open()
    await call(`${paths.workflows}?offset=50&limit=1&order=x&app_key=y&__proto__=z&constructor=1`)
    const lists = asked.map((url) => new URL(url)).filter(({ pathname }) => pathname === paths.workflows)
    expect(lists.map(({ search }) => search)).toEqual(['?offset=50'])
  })

  it('holds a text of any kind, and it arrives as that text and nothing else', async () => {
    const { end, sandbox, asked } = await open()
    const reason = 'a&force=true#?\r\nX-Api-Key: x\r\n\r\nDELETE /v1/workflows/1 %0d%0a +"\'<b>`;\u2028😀'
    const query = new URLSearchParams({ status: reason })
    expect((await end(`${paths.workflow(dealIdle)}?${query}`)).status).toBe(204)
    expect(sandbox.record.deletes).toMatchObject([{ id: dealIdle, force: false, status: reason }])
    expect(asked.join('\n')).not.toMatch(/[\r"<>` ]/)
  })
})

describe('a header', () => {
  it.each([
    'short',
    'a'.repeat(65),
    'with blanks in it',
    'semi;colon=1',
    '../../../../etc',
    '<script>x</script>',
  ])('that names an operation is an id or refused: %j', async (key) => {
    const { end, outcome, sandbox } = await open()
    const answer = end(paths.workflow(dealIdle), { 'Idempotency-Key': key })
    expect(await outcome(answer)).toBe('400 INVALID_OPERATION_ID')
    expect(sandbox.record.deletes).toEqual([])
  })

  it('of the API is passed on only where it is named, and only if it looks like what it is', async () => {
    const { call } = await open({
      distort: (_request, answer) => {
        const headers = new Headers(answer.headers)
        for (const [name, value] of Object.entries({
          'Set-Cookie': 'flowstop_session=evil',
          Location: 'https://evil.example',
          'Access-Control-Allow-Origin': '*',
          'Content-Security-Policy': 'default-src *',
          'X-Request-Id': 'r"><script>alert(1)</script>',
          'X-Evil': '1',
        }))
          headers.set(name, value)
        return new Response(answer.body, { status: answer.status, headers })
      },
    })
    const { headers, status } = await call(paths.workflows)
    expect(status).toBe(200)
    expect(headers.getSetCookie()).toEqual([])
    for (const name of ['Location', 'Access-Control-Allow-Origin', 'X-Evil'])
      expect(headers.get(name)).toBeNull()
    expect(headers.get('Content-Security-Policy')).not.toContain('*')
    expect(headers.get('X-Request-Id')).toMatch(/^[\w-]{36}$/)
  })

  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    '%s makes no other method of a call',
    async (name) => {
      const { call, sandbox } = await open()
      for (const method of ['POST', 'PUT', 'PATCH', 'GET'])
        expect(
          (
            await call(`${paths.workflow(dealIdle)}?_method=DELETE`, {
              method,
              headers: { [name]: 'DELETE' },
            })
          ).status,
        ).toBe(405)
      expect(sandbox.record.deletes).toEqual([])
    },
  )
})

describe('a body', () => {
  const body = {
    id: 'batch-of-a-test',
    mode: 'soft',
    reason: 'x',
    workflowIds: [dealIdle],
    confirmedCount: 1,
  }
  const post = (text: string) => ({ method: 'POST', body: text })

  it.each([
    ['no JSON', '{"id":'],
    ['no object', '[]'],
    ['nothing', ''],
    ['a field that nobody knows', JSON.stringify({ ...body, isAdmin: true })],
    ['a prototype', `{"__proto__":{"confirmedCount":1},${JSON.stringify(body).slice(1)}`],
    ['a constructor', JSON.stringify({ ...body, constructor: { prototype: { polluted: 1 } } })],
    ['an ID that is none', JSON.stringify({ ...body, workflowIds: [dealIdle, '../me'] })],
    ['IDs that are objects', JSON.stringify({ ...body, workflowIds: [{ toString: 'x' }] })],
    ['a mode by nature', JSON.stringify({ ...body, mode: 'toString' })],
    ['a reason that is no text', JSON.stringify({ ...body, reason: { x: 1 } })],
    ['a reason that no database takes', JSON.stringify({ ...body, reason: 'a\0b' })],
    ['a long nest', '['.repeat(50_000)],
  ])('with %s begins nothing', async (_what, text) => {
    const { call, clock, sandbox } = await open()
    expect((await call(paths.batches, post(text))).status).toBe(400)
    await clock.advance(60_000)
    expect(sandbox.record.deletes).toEqual([])
  })

  it('over its bound is not read: 1 MB for the IDs of a batch, 64 KB elsewhere', async () => {
    const { call, outcome } = await open()
    const filled = (bytes: number) => post(JSON.stringify({ ...body, reason: 'x'.repeat(bytes) }))
    expect(await outcome(call(paths.batches, filled(1024 * 1024)))).toBe('413 VALIDATION_ERROR')
    const move = paths.batchMove('batch-of-a-test', 'stop')
    expect(await outcome(call(move, filled(64 * 1024)))).toBe('413 VALIDATION_ERROR')
    expect(await outcome(call(move, filled(1024)))).toBe('404 NOT_FOUND')
  })
})

it('keys of JSON and of queries that every object has by nature reach no object', async () => {
  const natural = Object.getOwnPropertyNames(Object.prototype).toSorted()
  const poison = (text: string) =>
    text.replaceAll(/\{/g, '{"__proto__":{"polluted":1},"constructor":{"polluted":1},').replaceAll(',}', '}')
  const { call } = await open({
    distort: async (_request, answer) => new Response(poison(await answer.text()), answer),
  })
  const query =
    '?__proto__=1&constructor=1&__proto__[polluted]=1&users=1,__proto__&documents=DEAL_5141,__proto___1'
  for (const path of [paths.workflows, paths.names, paths.mirror, paths.session])
    expect([path, (await call(path + query)).status]).toEqual([path, 200])
  expect((await call(paths.journal + query)).status).toBe(400)
  expect('polluted' in {}).toBe(false)
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(natural)
})

it('an ID that no database takes is simply not there', async () => {
  const { call } = await open()
  for (const path of ['/api/journal/a%00bcdefgh', '/api/journal/%ff', '/api/batches/a%00bcdefgh'])
    expect([path, (await call(path)).status]).toEqual([path, 404])
})
