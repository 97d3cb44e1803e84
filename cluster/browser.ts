import { Agent, request } from 'node:http'

/** An address of loopback for each: nginx keeps an address with one gateway. */
const FIRST_ADDRESS = 10

export type Answer = { status: number; body: string }

/** `isReused`: the connection had carried other calls before. */
class Failed extends Error {
  readonly isReused: boolean

  constructor(cause: NodeJS.ErrnoException, isReused: boolean) {
    super(cause.message, { cause })
    this.isReused = isReused && cause.code === 'ECONNRESET'
  }
}

/**
 * What a browser does with a call, and nothing more: connections are kept, and a call on a kept connection that was closed
 * before anything came back is sent once more on a new one.
 */
export function createBrowser(port: number, index: number, token: string) {
  const agent = new Agent({
    keepAlive: true,
    localAddress: `127.0.0.${FIRST_ADDRESS + index}`,
    maxSockets: 6,
  })
  let resent = 0

  function once(path: string, { method = 'GET', body, headers }: Call): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const call = request(
      {
        port,
        path,
        method,
        agent,
        host: '127.0.0.1',
        headers: { Host: `localhost:${port}`, Authorization: `Bearer ${token}`, ...headers },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (piece: string) => {
          text += piece
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
        response.on('error', reject)
      },
    )
    call.on('error', (error) => reject(new Failed(error, call.reusedSocket)))
    call.end(body === undefined ? undefined : JSON.stringify(body))
    return promise
  }

  async function send(path: string, call: Call): Promise<Answer> {
    try {
      return await once(path, call)
    } catch (error) {
      if (!(error instanceof Failed && error.isReused)) throw error
      resent += 1
      return once(path, call)
    }
  }

  return {
    call: (path: string, call: Call = {}) => send(path, call),
    resentCount: () => resent,
    close: () => agent.destroy(),
  }
}

type Call = { method?: string; body?: unknown; headers?: Record<string, string> }
export type Browser = ReturnType<typeof createBrowser>
