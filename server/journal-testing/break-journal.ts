import { createConnection, createServer, type Socket } from 'node:net'

import { sql } from 'kysely'
import { onTestFinished } from 'vitest'

import type { DatabaseConfig } from '#server/config.ts'
import type { JournalConnection } from '#server/gateway/journal/database.ts'

import { makeDatabase } from './open-journal.ts'

/** A database that can be taken away and given back while a gateway works on it. */
export async function makeBreakableDatabase() {
  const config = await makeDatabase()
  return config.kind === 'sqlite' ? makeReadOnly(config) : makeUnreachable(config.url)
}

/** For an open connection as if the file had become read-only. */
function makeReadOnly(config: DatabaseConfig) {
  const setReadOnly = async ({ db }: JournalConnection, isReadOnly: boolean) => {
    await sql.raw(`PRAGMA query_only = ${isReadOnly ? 'ON' : 'OFF'}`).execute(db)
  }
  return {
    config,
    takeAway: (journal: JournalConnection) => setReadOnly(journal, true),
    giveBack: (journal: JournalConnection) => setReadOnly(journal, false),
  }
}

/** A server that dies: its connections are cut, and new ones refused. */
async function makeUnreachable(address: string) {
  const target = new URL(address)
  const sockets = new Set<Socket>()
  let isAway = false
  const proxy = createServer((client) => {
    if (isAway) return void client.destroy()
    const server = createConnection(Number(target.port), target.hostname)
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        client.destroy()
        server.destroy()
      })
    }
    client.pipe(server)
    server.pipe(client)
  })
  const port = await new Promise<number>((resolve, reject) => {
    proxy.listen(0, '127.0.0.1', () => {
      const at = proxy.address()
      if (at === null || typeof at === 'string') reject(new Error('There is no free port'))
      else resolve(at.port)
    })
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })
  const url = new URL(address)
  url.port = String(port)
  return {
    config: { kind: 'postgres' as const, url: url.href },
    takeAway: () => {
      isAway = true
      for (const socket of sockets) socket.destroy()
      return Promise.resolve()
    },
    giveBack: () => {
      isAway = false
      return Promise.resolve()
    },
  }
}
