import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'

import { paths } from '#src/contract/addresses.ts'

import { errorResponse } from './answers.ts'

/** No route takes more than a few words, */
const MOST_BODY_BYTES = 64 * 1024
/** but for the ids of a batch. */
const MOST_BATCH_BYTES = 1024 * 1024

const usual = limitBody(MOST_BODY_BYTES)
const batch = limitBody(MOST_BATCH_BYTES)

/** Refuses a body that is larger than any route of its kind reads: 413. */
export const limitBodies: MiddlewareHandler = (c, next) => {
  // Nobody reads the body of a GET, and looking whether there is one builds the whole request anew.
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  return (c.req.path === paths.batches ? batch : usual)(c, next)
}

function limitBody(maxSize: number): MiddlewareHandler {
  const message = 'The request is too large'
  return bodyLimit({ maxSize, onError: (c) => errorResponse(c, 413, { code: 'VALIDATION_ERROR', message }) })
}
