import { findLocale, LOCALE_COOKIE, pickLocale, type PageLocale } from '#src/contract/locales.ts'

import { leave } from './leave.ts'

const YEAR_S = 31_536_000

/** Keeps the language in this browser (`null`: the browser's own) and loads the page again in it; drafts stay. */
export function chooseLocale(locale: PageLocale | null): void {
  const age = locale === null ? 0 : YEAR_S
  document.cookie = `${LOCALE_COOKIE}=${locale ?? ''}; Path=/; Max-Age=${age}; SameSite=Lax`
  // Without the part behind `#`, which would only scroll.
  const { pathname, search } = window.location
  leave(pathname + search)
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
