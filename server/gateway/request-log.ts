import { randomUUID } from 'node:crypto'

import type { Context, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'

import { describeCaller } from './caller-note.ts'
import { isOpenPath } from './monitoring/open-paths.ts'
import { readPlatformVisit } from './platform-gate.ts'

const REQUEST_ID = 'requestId'

/** The gateway's own id of a request, for what is logged before the answer. */
export function readRequestId(c: Context): string {
  return c.get(REQUEST_ID) as string
}

/**
 * Gives every answer an `X-Request-Id` (the API's where it was asked, else ours) and writes one line about it. Routes are
 * logged as patterns: addresses may carry codes and reasons.
 */
export function createRequestLog(logger: Logger, clock: Clock): MiddlewareHandler {
  return async (c, next) => {
    const startedAt = clock.now()
    const ownId = randomUUID()
    c.set(REQUEST_ID, ownId)
    await next()
    const requestId = c.res.headers.get('X-Request-Id') ?? ownId
    c.res.headers.set('X-Request-Id', requestId)
    const platformRequestId = readPlatformVisit(c)?.requestId ?? null
    const { status } = c.res
    const line = {
      method: c.req.method,
      route: routePath(c, -1),
      status,
      ms: clock.now() - startedAt,
      requestId,
      // By which the platform's own log is searched.
      ...(platformRequestId === null ? {} : { platformRequestId }),
      ...describeCaller(c),
    }
    // Probes ask every few seconds: what they ask is no news unless it fails.
    const level = status >= 500 ? 'warn' : isOpenPath(c.req.path) ? 'debug' : 'info'
    logger[level](line, 'answered')
  }
}
