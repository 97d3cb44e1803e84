/** The languages of the console; the first is spoken where none of a browser's languages is among them. */
export const LOCALES = ['en', 'ru'] as const
export type PageLocale = (typeof LOCALES)[number]

/** Keeps what an operator chose. A cookie and not the storage: the gateway has to know it before the page's code has loaded. */
export const LOCALE_COOKIE = 'flowstop.locale'

export function findLocale(tag: string): PageLocale | null {
  const language = tag.trim().toLowerCase().split('-')[0]
  return LOCALES.find((known) => known === language) ?? null
}

/** The language for a browser: what was chosen, else the first of its own that there is, by `Accept-Language` order. */
export function pickLocale(chosen: string, tags: readonly string[]): PageLocale {
  const [usual] = LOCALES
  return findLocale(chosen) ?? tags.map(findLocale).find((locale) => locale !== null) ?? usual
}
