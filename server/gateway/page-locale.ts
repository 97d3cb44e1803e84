import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { parseAccept } from 'hono/utils/accept'

import { LOCALE_COOKIE, pickLocale, type PageLocale } from '#src/contract/locales.ts'

/** The language of the page for a request: what the operator chose, else what the browser asks for (RFC 9110 section 12.5.4). */
export function pageLocale(c: Context): PageLocale {
  const accepted = parseAccept(c.req.header('Accept-Language') ?? '')
    .filter(({ q }) => q > 0)
    .toSorted((a, b) => b.q - a.q)
  return pickLocale(
    getCookie(c, LOCALE_COOKIE) ?? '',
    accepted.map(({ type }) => type),
  )
}
