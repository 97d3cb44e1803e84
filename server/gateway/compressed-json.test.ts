import { brotliDecompressSync, gunzipSync } from 'node:zlib'

import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'

import { answerCompressed } from './compressed-json.ts'

const BODY = { rows: Array.from({ length: 500 }, (_, index) => `row ${index}`) }
const ask = (accepted: string, body: unknown = BODY) =>
  new Hono()
    .get('/', (c) => answerCompressed(c, body))
    .request('/', { headers: { 'Accept-Encoding': accepted } })

const OPEN: Record<string, (bytes: Buffer) => Buffer> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  none: (bytes) => bytes,
}

describe('a compressed answer', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, GZIP;q=0.5', 'gzip'],
    ['br; q=0.0', 'none'],
    ['', 'none'],
  ])('to a client that takes "%s" is %s', async (accepted, encoding) => {
    const answer = await ask(accepted)
    expect(answer.headers.get('Content-Encoding') ?? 'none').toBe(encoding)
    expect(answer.headers.get('Content-Type')).toBe('application/json')
    expect(answer.headers.get('Vary')).toBe('Accept-Encoding')
    const bytes = OPEN[encoding]?.(Buffer.from(await answer.arrayBuffer()))
    expect(JSON.parse(String(bytes))).toEqual(BODY)
  })

  it('is not made of a few bytes', async () => {
    const answer = await ask('br', { rows: [] })
    expect(answer.headers.get('Content-Encoding')).toBe(null)
    expect(await answer.json()).toEqual({ rows: [] })
  })
})
