import type { TestProject } from 'vitest/node'

import { startPostgresServer } from './postgres-server.ts'

declare module 'vitest' {
  // eslint-disable-next-line typescript/consistent-type-definitions -- merged into the one of vitest
  export interface ProvidedContext {
    /** Address of the server of this run, without a database; empty = the tests use SQLite. */
    postgresUrl: string
  }
}

let stop = () => Promise.resolve()

/** One server for one run of the tests. */
export async function setup(project: TestProject): Promise<void> {
  const server = await startPostgresServer()
  stop = server.stop
  project.provide('postgresUrl', server.url)
}

export async function teardown(): Promise<void> {
  await stop()
}
