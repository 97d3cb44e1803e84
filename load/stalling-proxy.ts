import { connect, createServer, type Socket } from 'node:net'

import { findFreePort } from '#e2e/ports.ts'

/** A way to a server of this machine that can stall: connections stay, and nothing passes. */
export async function createStallingProxy(targetPort: number) {
  const port = await findFreePort()
  const sockets = new Set<Socket>()
  let isStalled = false
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1')
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
    if (isStalled) for (const socket of [client, target]) socket.pause()
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return {
    port,
    stall: () => {
      isStalled = true
      for (const socket of sockets) socket.pause()
    },
    goOn: () => {
      isStalled = false
      for (const socket of sockets) socket.resume()
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
