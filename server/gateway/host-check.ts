import type { Context, MiddlewareHandler } from 'hono'

import { Refused } from './answers.ts'
import { isOpenPath } from './monitoring/open-paths.ts'
import { readHost } from './own-origin.ts'
import { isLoopback } from './peers.ts'

/**
 * Refuses a `Host` that is neither PUBLIC_URL's nor this machine: a stranger's name that was made to point here (DNS
 * rebinding) would otherwise be the page's own origin. Health and metrics stay open for those who know the address only.
 */
export function createHostCheck(publicUrl: string): MiddlewareHandler {
  return async (c, next) => {
    if (!isOpenPath(c.req.path) && !isKnownHost(c, publicUrl))
      throw new Refused(421, {
        code: 'HOST_NOT_ALLOWED',
        message: `This console is opened as ${publicUrl}`,
      })
    await next()
  }
}

/** Whether a request was sent to a name of this console. */
export function isKnownHost(c: Context, publicUrl: string): boolean {
  const own = new URL(publicUrl).hostname
  // A request line may name a host as well, and counts for more than the header (RFC 9112 section 3.2.2).
  const names = [URL.parse(`http://${readHost(c)}`)?.hostname, URL.parse(c.req.url)?.hostname]
  return names.every((name) => name !== undefined && (name === own || isLoopback(name)))
}
