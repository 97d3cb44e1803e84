import type { Context } from 'hono'

import { isKnownHost } from '#server/gateway/host-check.ts'
import { isLoopback, readPeer } from '#server/gateway/peers.ts'
import { createSecretCheck } from '#server/gateway/same-secret.ts'

/** Headers by which proxies say that somebody else asks. */
const FORWARDED = [
  'Forwarded',
  'Via',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Real-IP',
]

type MetricsReadersOptions = { publicUrl: string; metricsToken: string | null }

/**
 * Who may read `/metrics` (decision 0013): whoever brings METRICS_TOKEN. Without one only programs on this machine, and
 * only while the console is for this machine: behind a proxy strangers come from here as well, and not every proxy says so.
 */
export function createMetricsReaders({ publicUrl, metricsToken }: MetricsReadersOptions) {
  if (metricsToken !== null) {
    const isToken = createSecretCheck(`Bearer ${metricsToken}`)
    return (c: Context) => isToken(c.req.header('Authorization') ?? '')
  }
  const isForThisMachine = isLoopback(new URL(publicUrl).hostname)
  return (c: Context) =>
    isForThisMachine &&
    isLoopback(readPeer(c) ?? '') &&
    FORWARDED.every((name) => c.req.header(name) === undefined) &&
    // A stranger's page in a browser of this machine, by a name that was made to point here.
    isKnownHost(c, publicUrl)
}
