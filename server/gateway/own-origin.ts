import type { Context } from 'hono'

/** Host and port a request was sent to, as the browser named them. */
export function readHost(c: Context): string {
  return (c.req.header('Host') ?? new URL(c.req.url).host).toLowerCase()
}

/**
 * Whether the console's own page asks: the browser says so (`Sec-Fetch-Site`), or the `Origin` is ours. Without either
 * header it does not count as ours. The `Host` was checked before, so an origin that equals it is no stranger's.
 */
export function isOwnOrigin(c: Context, publicUrl: string): boolean {
  const site = c.req.header('Sec-Fetch-Site')
  if (site !== undefined) return site === 'same-origin'
  const origin = c.req.header('Origin')
  if (origin === undefined) return false
  return origin === publicUrl || origin === `${new URL(publicUrl).protocol}//${readHost(c)}`
}

/** The same for reads that a browser may send without an `Origin`: only a sign of someone else refuses. */
export function isForeignOrigin(c: Context, publicUrl: string): boolean {
  const isSilent = c.req.header('Sec-Fetch-Site') === undefined && c.req.header('Origin') === undefined
  return !isSilent && !isOwnOrigin(c, publicUrl)
}
