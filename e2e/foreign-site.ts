import { createServer } from 'node:http'

import { findFreePort } from './ports.ts'

/** A page of another site that really exists, on the loopback like the console: nothing but the console refuses it. */
export async function openForeignSite(): Promise<{ url: string; close: () => Promise<void> }> {
  const port = await findFreePort()
  const server = createServer((_request, answer) => {
    answer.setHeader('Content-Type', 'text/html')
    answer.end('<!doctype html><title>Another site</title><link rel="icon" href="data:,">')
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return {
    // Another port of `localhost` would be the same site.
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
