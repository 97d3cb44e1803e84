import { createServer } from 'node:http'

import { expect, it, onTestFinished } from 'vitest'

import { limitServer, SERVER_LIMITS } from './server-limits.ts'

async function open(): Promise<string> {
  const server = createServer({ ...SERVER_LIMITS }, (_request, response) => response.end())
  limitServer(server)
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await listening
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return `http://127.0.0.1:${address.port}`
}

it('takes the longest reason in the widest letters, beside cookies and a token', async () => {
  const url = new URL('/v1/workflows/69f0c2d5ade389.22457798', await open())
  url.searchParams.set('status', '漢'.repeat(4000))
  const headers = { Cookie: `a=${'c'.repeat(4000)}`, Authorization: `Bearer ${'t'.repeat(1000)}` }
  expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(200)
})

it('refuses a head that no browser sends', async () => {
  const response = await fetch(await open(), { headers: { 'X-Long': 'x'.repeat(60_000) } })
  expect(response.status).toBe(431)
})
