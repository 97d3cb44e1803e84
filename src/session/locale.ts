import { locales, type Locale } from '#src/messages/runtime.js'

import { leave } from './leave.ts'

/** The languages of the console. */
export const LOCALES: readonly Locale[] = locales

/** A cookie and not the storage: the gateway has to know it before the page's code has loaded. */
const COOKIE = 'flowstop.locale'
const YEAR_S = 31_536_000

/** Keeps the language in this browser (`null`: the browser's own) and loads the page again in it; drafts stay. */
export function chooseLocale(locale: Locale | null): void {
  const age = locale === null ? 0 : YEAR_S
  document.cookie = `${COOKIE}=${locale ?? ''}; Path=/; Max-Age=${age}; SameSite=Lax`
  leave(window.location.href)
}

/** The language that was chosen in this browser; `null`: the browser's own. */
export function chosenLocale(): Locale | null {
  const value = document.cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1)
  return locales.find((known) => known === value) ?? null
}
