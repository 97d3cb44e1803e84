import { randomUUID } from 'node:crypto'

import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'

import { readPlatformVisit } from './platform-gate.ts'

/**
 * Gives every answer an `X-Request-Id` (the API's where it was asked, else ours) and writes one line about it. Routes are
 * logged as patterns: addresses may carry codes and reasons.
 */
export function createRequestLog(logger: Logger, clock: Clock): MiddlewareHandler {
  return async (c, next) => {
    const startedAt = clock.now()
    await next()
    const requestId = c.res.headers.get('X-Request-Id') ?? randomUUID()
    c.res.headers.set('X-Request-Id', requestId)
    const platformRequestId = readPlatformVisit(c)?.requestId ?? null
    const line = {
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      ms: clock.now() - startedAt,
      requestId,
      // By which the platform's own log is searched.
      ...(platformRequestId === null ? {} : { platformRequestId }),
    }
    if (c.res.status >= 500) logger.warn(line, 'answered')
    else logger.info(line, 'answered')
  }
}
