import type { MiddlewareHandler } from 'hono'

import { Refused } from './answers.ts'
import { readHost } from './own-origin.ts'
import { isLoopback } from './peers.ts'

/**
 * Refuses a `Host` that is neither PUBLIC_URL's nor this machine: a stranger's name that was made to point here (DNS
 * rebinding) would otherwise be the page's own origin. Health stays open for probes that know the address only.
 */
export function createHostCheck(publicUrl: string): MiddlewareHandler {
  const own = new URL(publicUrl).hostname
  return async (c, next) => {
    const host = URL.parse(`http://${readHost(c)}`)
    const isKnown = host !== null && (host.hostname === own || isLoopback(host.hostname))
    if (!isKnown && c.req.path !== '/healthz')
      throw new Refused(421, {
        code: 'HOST_NOT_ALLOWED',
        message: `This console is opened as ${publicUrl}`,
      })
    await next()
  }
}
