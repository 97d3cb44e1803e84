import { findLocale, LOCALE_COOKIE, pickLocale, type PageLocale } from '#src/contract/locales.ts'

import { leave } from './leave.ts'

const YEAR_S = 31_536_000

/**
 * Keeps the language in this browser (`null`: the browser's own) and loads the page again in it; drafts stay. Returns false
 * where the browser keeps no cookies: nothing happens then.
 */
export function chooseLocale(locale: PageLocale | null): boolean {
  const age = locale === null ? 0 : YEAR_S
  // In a frame of another site a browser takes only what stays with that site.
  const place = window.parent === window ? 'SameSite=Lax' : 'SameSite=None; Secure; Partitioned'
  document.cookie = `${LOCALE_COOKIE}=${locale ?? ''}; Path=/; Max-Age=${age}; ${place}`
  if (chosenLocale() !== locale) return false
  // Without the part behind `#`, which would only scroll.
  const { pathname, search } = window.location
  leave(pathname + search)
  return true
}

/** The language that was chosen in this browser; `null`: the browser's own. */
export function chosenLocale(): PageLocale | null {
  return findLocale(readCookie())
}

/** What the gateway would choose: where it has not, as in development, this does. */
export function preferredLocale(): PageLocale {
  return pickLocale(readCookie(), navigator.languages)
}

function readCookie(): string {
  const start = `${LOCALE_COOKIE}=`
  const pair = document.cookie.split('; ').find((candidate) => candidate.startsWith(start))
  return pair?.slice(start.length) ?? ''
}
