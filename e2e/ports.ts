import { createServer } from 'node:net'

/** Below the range from which systems take the ports of outgoing connections. */
const BEGIN = 20_000
const COUNT = 3000
/** Tests run beside each other in several processes (Playwright numbers them), and none sees what another has found free. */
const OWN_SHARE = Number(process.env.TEST_PARALLEL_INDEX ?? 3) % 4
const FIRST = BEGIN + OWN_SHARE * COUNT

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
