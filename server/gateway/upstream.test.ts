import { describe, expect, it } from 'vitest'

import { createManualClock, sleep } from '#server/clock.ts'

import { createLogger } from './logger.ts'
import { createPacer } from './pacer.ts'
import { createUpstream, type UpstreamRequest } from './upstream.ts'

type Step = (request: Request) => Response | Promise<Response>

const READ: UpstreamRequest = { priority: 'page', token: 'vibe_session_secret' }
const WRITE: UpstreamRequest = { method: 'DELETE', priority: 'termination', token: null }

/** An API that answers by a script, one step a call; the last step goes on for ever. */
function setUp(...script: Step[]) {
  const clock = createManualClock()
  const requests: Request[] = []
  const logs: string[] = []
  const pacer = createPacer({ clock, random: () => 0, concurrency: 2, ratePerSecond: 2, burst: 40 })
  const upstream = createUpstream({
    baseUrl: 'https://api.example/base/',
    apiKey: 'vibe_app_secret',
    pacer,
    clock,
    logger: createLogger('trace', { write: (line) => void logs.push(line) }),
    fetch: async (request) => {
      requests.push(request)
      const step = script[Math.min(requests.length, script.length) - 1]
      return step ? step(request) : new Response(null, { status: 204 })
    },
  })
  return { clock, pacer, requests, logs, upstream }
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Step =>
  () =>
    Response.json(body, { status, headers })
const failed = (status: number, code: string, retryAfter?: number): Step =>
  json(status, { success: false, error: { code, message: 'no', retryAfter } })
const limited = (retryAfter?: number) => failed(429, 'RATE_LIMITED', retryAfter)
const cut: Step = () => Promise.reject(new TypeError('fetch failed'))
const listed = json(200, { success: true, data: [] })

/** Lets all timers of a call come, and tells how it ended. */
async function settle<T>({ clock }: ReturnType<typeof setUp>, call: Promise<T>, ms = 120_000): Promise<T> {
  call.catch(() => {})
  await clock.advance(ms)
  return call
}

describe('the way to the API', () => {
  it('adds key and token, and follows no redirect', async () => {
    const bench = setUp(listed)
    await settle(
      bench,
      bench.upstream('/v1/workflows', { ...READ, query: { offset: 50, templateId: undefined } }),
    )
    const [request] = bench.requests
    expect(request?.url).toBe('https://api.example/base/v1/workflows?offset=50')
    expect(Object.fromEntries(request?.headers ?? [])).toEqual({
      accept: 'application/json',
      authorization: 'Bearer vibe_session_secret',
      'x-api-key': 'vibe_app_secret',
    })
    expect(request?.redirect).toBe('error')
  })

  it('reads the known headers, and no others', async () => {
    const bench = setUp(
      json(502, 'x', {
        'X-Request-Id': 'r-1',
        'Retry-After': '7',
        Date: 'Tue, 31 Mar 2026 10:30:00 GMT',
      }),
    )
    const answer = await settle(bench, bench.upstream('/v1/me', READ))
    expect(answer).toEqual({
      status: 502,
      body: 'x',
      requestId: 'r-1',
      retryAfter: 7,
      now: Date.parse('2026-03-31T10:30:00Z'),
      attempts: 1,
    })
  })

  it('takes neither a made-up request id nor a page of a proxy for more than it is', async () => {
    const page: Step = () =>
      new Response('<html>Bad gateway</html>', { status: 500, headers: { 'X-Request-Id': '<script>' } })
    const bench = setUp(page)
    const answer = await settle(bench, bench.upstream('/v1/me', READ))
    expect(answer).toMatchObject({ status: 500, body: undefined, requestId: null })
  })

  it('takes key and token out of an answer that repeats them', async () => {
    const message = 'No rights for vibe_app_secret with "vibe_session_secret"'
    const bench = setUp(json(403, { success: false, error: { code: 'SCOPE_DENIED', message } }))
    const answer = await settle(bench, bench.upstream('/v1/me', READ))
    expect(answer.body).toMatchObject({ error: { message: 'No rights for [secret] with "[secret]"' } })
  })

  it('reads no body over its bound', async () => {
    const bench = setUp(() => new Response(`"${'x'.repeat(9 * 1024 * 1024)}"`))
    await expect(settle(bench, bench.upstream('/v1/me', READ))).resolves.toMatchObject({ body: undefined })
  })

  it('sends again after a 429, and tells how often', async () => {
    const bench = setUp(limited(2), limited(1), () => new Response(null, { status: 204 }))
    const claims: string[] = []
    const call = bench.upstream('/v1/workflows/1.2', {
      ...WRITE,
      claim: () => void claims.push(`claim ${bench.requests.length}`),
      release: () => void claims.push(`release ${bench.requests.length}`),
    })
    await expect(settle(bench, call)).resolves.toMatchObject({ status: 204, attempts: 3 })
    expect(claims).toEqual(['claim 0', 'release 1', 'claim 1', 'release 2', 'claim 2'])
  })

  it('sends three times more at most', async () => {
    const bench = setUp(limited())
    await expect(settle(bench, bench.upstream('/v1/workflows/1.2', WRITE))).resolves.toMatchObject({
      status: 429,
      attempts: 4,
    })
  })

  it('leaves a long wait to the operator', async () => {
    const bench = setUp(limited(6))
    const answer = await settle(bench, bench.upstream('/v1/workflows/1.2', WRITE))
    expect(answer).toMatchObject({ status: 429, attempts: 1, retryAfter: 6 })
  })

  it('answers at once when the wait would outlast the patience of the caller', async () => {
    const bench = setUp(limited(4))
    const answer = await settle(bench, bench.upstream('/v1/workflows/1.2', { ...WRITE, maxWaitMs: 3000 }), 0)
    expect(answer).toMatchObject({ status: 429, attempts: 1 })
  })

  it('stops the whole queue for a limit, but not for a guard that blocks one method', async () => {
    const bench = setUp(failed(429, 'ERROR_LOOP_DETECTED', 60), limited(30))
    await settle(bench, bench.upstream('/v1/workflows/1.2', WRITE), 0)
    expect(bench.pacer.stats().stoppedForMs).toBe(0)
    await settle(bench, bench.upstream('/v1/workflows', READ), 0)
    expect(bench.pacer.stats().stoppedForMs).toBe(30_000)
  })

  it('reads again after a 502, a 504 or a cut connection', async () => {
    for (const trouble of [failed(502, 'BITRIX_UNAVAILABLE'), failed(504, 'QUEUE_TIMEOUT'), cut]) {
      const bench = setUp(trouble, trouble, listed)
      await expect(settle(bench, bench.upstream('/v1/workflows', READ))).resolves.toMatchObject({
        status: 200,
        attempts: 3,
      })
    }
  })

  it('gives up a read after two more tries', async () => {
    const bench = setUp(failed(502, 'BITRIX_UNAVAILABLE'))
    const answer = await settle(bench, bench.upstream('/v1/workflows', READ))
    expect(answer).toMatchObject({ status: 502, attempts: 3 })
  })

  it('never sends a DELETE again when nobody knows what the first one did', async () => {
    for (const trouble of [failed(502, 'BITRIX_UNAVAILABLE'), failed(504, 'QUEUE_TIMEOUT')]) {
      const bench = setUp(trouble)
      await settle(bench, bench.upstream('/v1/workflows/1.2', WRITE))
      expect(bench.requests).toHaveLength(1)
    }
    const bench = setUp(cut)
    const call = settle(bench, bench.upstream('/v1/workflows/1.2', WRITE))
    await expect(call).rejects.toMatchObject({ kind: 'no_answer' })
    expect(bench.requests).toHaveLength(1)
  })

  it('gives up after 15 s of a read and 40 s of a DELETE, also in the middle of a body', async () => {
    const silent: Step = () => new Promise(() => {})
    const endless: Step = () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))
    for (const [step, call, ms] of [
      [silent, READ, 15_000],
      [endless, READ, 15_000],
      [silent, WRITE, 40_000],
      [endless, WRITE, 40_000],
    ] as const) {
      const bench = setUp(step)
      const ended: number[] = []
      const began = bench.clock.now()
      const done = bench.upstream('/v1/workflows', call).catch((error: unknown) => {
        ended.push(bench.clock.now() - began)
        return error
      })
      await bench.clock.advance(100_000)
      await expect(done).resolves.toMatchObject({ kind: 'no_answer' })
      expect(ended).toEqual([ms])
    }
  })

  it('sends nothing when the claim fails, and passes its error on', async () => {
    const bench = setUp(listed)
    const call = bench.upstream('/v1/workflows/1.2', {
      ...WRITE,
      claim: () => Promise.reject(new Error('the journal is full')),
    })
    await expect(settle(bench, call)).rejects.toThrow('the journal is full')
    expect(bench.requests).toHaveLength(0)
  })

  it('does not abort a call that has left when its caller goes', async () => {
    const caller = new AbortController()
    const slow: Step = async (request) => {
      await sleep(bench.clock, 5000)
      return new Response(null, { status: request.signal.aborted ? 500 : 204 })
    }
    const bench = setUp(slow)
    const call = bench.upstream('/v1/workflows/1.2', { ...WRITE, signal: caller.signal })
    await bench.clock.advance(100)
    caller.abort()
    await expect(settle(bench, call)).resolves.toMatchObject({ status: 204 })
  })

  it('writes neither key nor token nor address to the log', async () => {
    const bench = setUp(() =>
      Promise.reject(new TypeError('vibe_app_secret', { cause: new Error('vibe_session_secret') })),
    )
    await settle(
      bench,
      bench.upstream('/v1/me', READ).catch(() => {}),
    )
    expect(bench.logs.join('')).toContain('The connection to the API was cut')
    expect(bench.logs.join('')).not.toMatch(/secret|api\.example/)
  })
})
