import { createAdaptorServer } from '@hono/node-server'

import { readConfig } from '#server/config.ts'
import { createGateway } from '#server/gateway/gateway.ts'
import { openDatabase } from '#server/gateway/journal/database.ts'
import { createLogger } from '#server/gateway/logger.ts'

import { createFastClock } from './fast-clock.ts'

// The gateway as a process of its own, on a clock that runs fast: for tests that kill it.
const { api, database, ...config } = readConfig(process.env)
if (api.kind === 'sandbox') throw new Error('The sandbox of this test runs in another process')
const gateway = await createGateway({
  database: openDatabase(database),
  config: { ...config, api, isSandbox: true, sessionSecret: 'x'.repeat(32) },
  files: [],
  fetch: (request) => fetch(request),
  clock: createFastClock(Number(process.env.CLOCK_BASE), Number(process.env.CLOCK_FACTOR)),
  random: Math.random,
  logger: createLogger(config.logLevel),
})
createAdaptorServer({ fetch: gateway.app.fetch }).listen(config.port, config.host)
