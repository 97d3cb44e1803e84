import type { Logger } from 'pino'

import { systemClock } from '#server/clock.ts'
import type { DatabaseConfig } from '#server/config.ts'
import { createGateway, type Gateway } from '#server/gateway/gateway.ts'
import { openDatabase } from '#server/gateway/journal/database.ts'
import { SANDBOX_KEYS } from '#server/sandbox/access/keys.ts'
import type { Sandbox } from '#server/sandbox/sandbox.ts'

type OpenGatewayOptions = {
  sandbox: Sandbox
  database: DatabaseConfig
  publicUrl: string
  pacer: { concurrency: number; ratePerSecond: number; burst: number }
  logger: Logger
}

/** A gateway without a page in front of the sandbox, joined at `fetch`, in this process. */
export function openGateway(options: OpenGatewayOptions): Promise<Gateway> {
  const { sandbox, database, publicUrl, pacer, logger } = options
  return createGateway({
    database: openDatabase(database),
    config: {
      api: { kind: 'oauth', url: sandbox.origin, appKey: SANDBOX_KEYS.app },
      isSandbox: true,
      publicUrl,
      sessionSecret: 'x'.repeat(32),
      pacer,
      trustedProxies: [],
      requireReason: 'never',
      protectedTemplates: [],
      protectedStarters: [],
      metricsToken: null,
    },
    files: [],
    fetch: (request) => sandbox.fetch(request),
    clock: systemClock,
    random: Math.random,
    logger,
  })
}
