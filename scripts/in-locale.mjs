import { readFileSync } from 'node:fs'

const MESSAGE = /\/src\/messages\/messages\/(?!_index)[^/]+\.js$/
/** What the compiler exports for each message: it looks for the language at every call, and warns of another. */
const EXPORT = /export const (\w+) = .*\(\(inputs.*, options = \{\}\) => \{[^]*?\n\}\);/g

/** Builds the page in one language: no word of another is in it. Without a locale, as in development, all are. */
export function inLocale(locale) {
  return {
    name: 'flowstop-in-locale',
    config: () =>
      locale === undefined
        ? {}
        : { define: { 'globalThis.__PARAGLIDE_STATIC_LOCALE__': JSON.stringify(locale) } },
    /** The message itself instead of the search for it: a quarter of the first download's code. */
    transform(code, id) {
      if (locale === undefined || !MESSAGE.test(id)) return null
      const own = new RegExp(`return (${locale}_\\w+)\\(`)
      const short = code.replace(EXPORT, (whole, name) => `export const ${name} = ${own.exec(whole)?.[1]};`)
      if (short === code || short.includes('= undefined;'))
        throw new Error(`${id} is not compiled as scripts/in-locale.mjs expects.`)
      return short
    },
    transformIndexHtml(html) {
      if (locale === undefined) return html
      const m = JSON.parse(readFileSync(`messages/${locale}.json`, 'utf8'))
      return html
        .replace('<html lang="en">', `<html lang="${locale}">`)
        .replace(/(?<=<noscript>)[^<]*/, m.needs_javascript)
    },
  }
}
