import type { MiddlewareHandler } from 'hono'

import type { Readiness } from './readiness.ts'

/** While the process is about to end, each answer closes its connection: the next request goes to whoever stays. */
export function createLeaving({ isClosing }: Pick<Readiness, 'isClosing'>): MiddlewareHandler {
  return async (c, next) => {
    await next()
    if (isClosing()) c.res.headers.set('Connection', 'close')
  }
}
