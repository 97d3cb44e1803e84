import { connect, createServer, type Server, type Socket } from 'node:net'

import { findFreePort } from './ports.ts'

/** A network between browser and console that can be cut, or made slow, at one DELETE. */
export type CuttingProxy = {
  /** What operators open. */
  url: string
  /** Where the console has to listen. */
  targetPort: number
  /** How many DELETEs the browser has sent. */
  deletes: () => number
  /** Cuts the connection that carried the last DELETE; what was sent stays sent. */
  cut: () => void
  /** Keeps back what the console answers to DELETEs from now on, until `letGo`. */
  holdAnswers: () => void
  /** How many answers are kept back. */
  heldAnswers: () => number
  letGo: () => void
  close: () => Promise<void>
}

type Connection = { client: Socket; upstream: Socket; carriesDelete: boolean; held: Buffer[] }

/** Forwards bytes as they come: it reads no more of HTTP than whether a request is a DELETE. */
export async function createCuttingProxy(): Promise<CuttingProxy> {
  const [port, targetPort] = [await findFreePort(), await findFreePort()]
  const connections = new Set<Connection>()
  let deletes = 0
  let lastDelete: Connection | null = null
  let isHolding = false

  const server: Server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1')
    const connection: Connection = { client, upstream, carriesDelete: false, held: [] }
    connections.add(connection)
    client.on('data', (chunk) => {
      // Browsers do not pipeline: a request begins a chunk.
      const method = /^([A-Z]+) \//.exec(chunk.toString('latin1', 0, 16))?.[1]
      if (method !== undefined) connection.carriesDelete = method === 'DELETE'
      if (method === 'DELETE') {
        deletes += 1
        lastDelete = connection
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (isHolding && connection.carriesDelete) connection.held.push(chunk)
      else client.write(chunk)
    })
    const end = () => {
      connections.delete(connection)
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      socket.on('close', end)
      socket.on('error', end)
    }
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  server.listen(port, '127.0.0.1', resolve)
  await listening

  return {
    url: `http://localhost:${port}`,
    targetPort,
    deletes: () => deletes,
    cut: () => {
      lastDelete?.client.destroy()
      lastDelete?.upstream.destroy()
    },
    holdAnswers: () => {
      isHolding = true
    },
    heldAnswers: () => [...connections].filter(({ held }) => held.length > 0).length,
    letGo: () => {
      isHolding = false
      for (const { client, held } of connections) for (const chunk of held.splice(0)) client.write(chunk)
    },
    close: async () => {
      for (const { client } of connections) client.destroy()
      const { promise: closed, resolve: done } = Promise.withResolvers<void>()
      server.close(() => done())
      await closed
    },
  }
}
