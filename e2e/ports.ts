import { createServer } from 'node:net'

/** Below the range from which systems take the ports of outgoing connections. */
const FIRST = 20_000
const COUNT = 10_000

const handedOut = new Set<number>()

/** A port that nothing listens on, and that this process has not given away before. */
export async function findFreePort(): Promise<number> {
  const port = FIRST + Math.floor(Math.random() * COUNT)
  if (handedOut.has(port) || !(await isFree(port))) return findFreePort()
  handedOut.add(port)
  return port
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const server = createServer()
  server.once('error', () => resolve(false))
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  return promise
}
