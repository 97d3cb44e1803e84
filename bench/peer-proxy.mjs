// What one would write in an afternoon instead of a gateway: Express with http-proxy-middleware in front of the API, adding
// the key. The limit that the pass-through of the list is held against.
import { Agent } from 'node:http'

import express from 'express'
import { createProxyMiddleware } from 'http-proxy-middleware'

const [port, target, key] = process.argv.slice(2)
const app = express()
app.use(
  createProxyMiddleware({
    target,
    // Without it each call opens a connection of its own: the gateway keeps its connections, too.
    agent: new Agent({ keepAlive: true }),
    headers: { 'X-Api-Key': key },
  }),
)
app.listen(Number(port), '127.0.0.1', () => console.log('Ready in no time'))
