import type { Server, ServerOptions } from 'node:http'

/**
 * What a client may cost the server before any route has seen it. Behind a proxy the proxy's own limits come first; these
 * hold where there is none, or where it lets everything through.
 */
export const SERVER_LIMITS = {
  /** The head of a request comes in one piece from any browser; a connection that dribbles it is let go. */
  headersTimeout: 10_000,
  /** The largest body is a batch of 1 MB: 30 s are 35 kB/s. */
  requestTimeout: 30_000,
  /** How often the two above are looked at. */
  connectionsCheckingInterval: 2000,
  /** A reason of 4,000 characters takes up to 36 kB in the address of a DELETE; cookies and a token take 6 more. */
  maxHeaderSize: 48 * 1024,
} as const satisfies ServerOptions

/** Six connections each of 300 browsers; each costs about 10 kB while it rests. */
const MOST_CONNECTIONS = 2000
/** No browser sends more than thirty. */
const MOST_HEADERS = 100
/** A connection on which nothing moves for longer than the slowest answer takes (DELETE: 10 s of waiting and 40 s upstream). */
const SILENT_MS = 120_000

/** Sets what a server's options have no place for. */
export function limitServer(server: Server): void {
  server.maxConnections = MOST_CONNECTIONS
  server.maxHeadersCount = MOST_HEADERS
  server.timeout = SILENT_MS
}
