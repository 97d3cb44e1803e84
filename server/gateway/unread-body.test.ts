import { connect } from 'node:net'

import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { expect, it, onTestFinished } from 'vitest'

import { discardUnreadBody } from './unread-body.ts'

/** A real server, since what is left of a body is a matter of the connection. */
async function open() {
  const app = new Hono()
  app.use(discardUnreadBody)
  app.post('/limited', bodyLimit({ maxSize: 1000, onError: (c) => c.text('too large', 413) }), async (c) =>
    c.json(await c.req.json()),
  )
  app.post('/refused', (c) => c.text('who are you?', 401))
  app.get('/next', (c) => c.text('served'))
  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It does not listen')
  return address.port
}

const HOST = 'HTTP/1.1\r\nHost: localhost\r\n'
const NEXT = `GET /next ${HOST}Connection: close\r\n\r\n`

/** Everything that comes back on one connection until it closes. */
function say(port: number, words: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const socket = connect(port, '127.0.0.1', () => void socket.write(words))
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk.toString()
  })
  socket.on('error', () => {})
  socket.on('close', () => resolve(heard))
  return promise
}

const sized = (path: string, body: string) =>
  `POST ${path} ${HOST}Content-Length: ${body.length}\r\n\r\n${body}`

it.each([
  ['too large', sized('/limited', 'x'.repeat(300_000)), 413],
  ['refused', sized('/refused', 'x'.repeat(300_000)), 401],
  ['read', sized('/limited', '{}'), 200],
  ['empty', sized('/refused', ''), 401],
])(
  'after a request that was %s, the next one on its connection is served',
  async (_what, request, status) => {
    const heard = await say(await open(), request + NEXT)
    expect(heard.startsWith(`HTTP/1.1 ${status} `)).toBe(true)
    expect(heard.endsWith('served')).toBe(true)
  },
)

it('a body that does not end closes the connection, and so does one of unknown length that was too large', async () => {
  const port = await open()
  const heard = await say(
    port,
    `POST /refused ${HOST}Content-Length: 99999999\r\n\r\n${'x'.repeat(9_000_000)}`,
  )
  expect(heard).toMatch(/^HTTP\/1.1 401 [^]*connection: close/i)
  const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`
  const chunked = `POST /limited ${HOST}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(80)}0\r\n\r\n${NEXT}`
  expect(await say(port, chunked)).toMatch(/^HTTP\/1.1 413 [^]*connection: close/i)
})
