import { readFileSync } from 'node:fs'

/** Builds the page in one language: no word of another is in it. Without a locale, as in development, all are. */
export function inLocale(locale) {
  return {
    name: 'flowstop-in-locale',
    config: () =>
      locale === undefined
        ? {}
        : { define: { 'globalThis.__PARAGLIDE_STATIC_LOCALE__': JSON.stringify(locale) } },
    transformIndexHtml(html) {
      if (locale === undefined) return html
      const m = JSON.parse(readFileSync(`messages/${locale}.json`, 'utf8'))
      return html
        .replace('<html lang="en">', `<html lang="${locale}">`)
        .replace(/(?<=<noscript>)[^<]*/, m.needs_javascript)
    },
  }
}
