import type { DestinationStream, Logger } from 'pino'
import { pino } from 'pino'

import type { LogLevel } from '#server/config.ts'

/** What must never stand in a log, should it ever be handed to one. */
const SECRETS = ['token', 'apiKey', 'appKey', 'code', 'authorization', 'cookie', 'sessionSecret', 'headers']

/** JSON lines to stdout, or to a test's stream. */
export function createLogger(level: LogLevel, stream?: DestinationStream): Logger {
  const redact = { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' }
  const options = { level, redact, base: undefined }
  return stream ? pino(options, stream) : pino(options)
}
