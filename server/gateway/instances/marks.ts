import { createHmac } from 'node:crypto'

import type { ApiConfig } from '#server/config.ts'

/** Short enough to guess nothing from, long enough that two differ when what they stand for does. */
const MARK_CHARACTERS = 12

export type Marks = { secret: string; api: string }

type Marked = { sessionSecret: string; api: Exclude<ApiConfig, { kind: 'sandbox' }> }

/** By what two gateways on one database see whether they have the same `SESSION_SECRET` and ask the same API. */
export function createMarks({ sessionSecret, api }: Marked): Marks {
  const mark = (text: string) =>
    createHmac('sha256', sessionSecret).update(text).digest('hex').slice(0, MARK_CHARACTERS)
  const key = api.kind === 'personal' ? api.apiKey : api.appKey
  return { secret: mark('flowstop secret'), api: mark(`flowstop api\n${api.kind}\n${api.url}\n${key}`) }
}
