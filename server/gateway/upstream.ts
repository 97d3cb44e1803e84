/** Whose turn comes first (design.md section 8). */
export const PRIORITIES = ['termination', 'page', 'batch', 'look_up', 'mirror'] as const
export type Priority = (typeof PRIORITIES)[number]

export type UpstreamRequest = {
  method?: 'GET' | 'POST' | 'DELETE'
  /** Parameters that are `undefined` are left out. */
  query?: Record<string, string | number | undefined>
  /** Sent as JSON. */
  body?: unknown
  priority: Priority
  /** The operator's session token; `null` = the key alone. */
  token: string | null
  /** Longest wait for a slot, milliseconds. Past it the call is withdrawn: nothing was sent. */
  maxWaitMs?: number
  /** Withdraws the call while it waits. Once it has left, nothing aborts it. */
  signal?: AbortSignal
  /** Runs inside the slot, directly before each attempt leaves. If it throws, nothing is sent and the error is passed on. */
  claim?: () => Promise<void> | void
  /** Runs after a 429 that will be sent again, before the call goes back into the queue. */
  release?: () => Promise<void> | void
}

export type UpstreamAnswer = {
  status: number
  /** Parsed JSON; `undefined` when the body was empty or no JSON. */
  body: unknown
  requestId: string | null
  /** Seconds, from the header or the body. */
  retryAfter: number | null
  /** The API's clock (`Date` header), epoch milliseconds. */
  now: number | null
  /** How often it was sent: more than 1 after a 429. */
  attempts: number
}

/**
 * `withdrawn`: nothing was sent. `no_answer`: it was sent and no answer came (timeout, cut connection), so a write may
 * have acted.
 */
export class UpstreamFailure extends Error {
  readonly kind: 'withdrawn' | 'no_answer'

  constructor(kind: 'withdrawn' | 'no_answer', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UpstreamFailure'
    this.kind = kind
  }
}

/** Calls the API through the pacer, with the key. `path` begins with `/v1/`. Throws `UpstreamFailure`. */
export type Upstream = (path: string, request: UpstreamRequest) => Promise<UpstreamAnswer>
