import type { Context, MiddlewareHandler } from 'hono'
import { html } from 'hono/html'

import type { PageLocale } from '#src/contract/locales.ts'

import { pageLocale } from './page-locale.ts'

/** What a browser calls the places where a page stands inside another (`Sec-Fetch-Dest`). */
const FRAMES: readonly (string | undefined)[] = ['iframe', 'frame', 'embed', 'object', 'fencedframe']

const WORDS: Record<PageLocale, string> = {
  en: 'Open Flowstop in its own tab',
  ru: 'Открыть Flowstop в отдельной вкладке',
}

const FRAMED = 'framed'
const STYLE =
  ':root{color-scheme:light dark}body{font:14px/20px system-ui,sans-serif;padding:16px}a{color:light-dark(#1f5fbf,#7fb0f5)}'

/**
 * In a frame of another site nobody could sign in: there a page is one link to itself in a tab of its own, and nothing to
 * press that does anything. So this alone may be framed by everybody. A browser that does not say where it shows a page is
 * held off by the headers.
 */
export function createFramedPage(publicUrl: string): MiddlewareHandler {
  return async (c, next) => {
    const { pathname, search } = new URL(c.req.url)
    const isPage = c.req.method === 'GET' && !/^\/(v1|api)\//.test(pathname)
    if (!isPage || !FRAMES.includes(c.req.header('Sec-Fetch-Dest'))) return next()
    c.set(FRAMED, true)
    c.header('Cache-Control', 'no-store')
    return c.html(renderLink(publicUrl + pathname + search, pageLocale(c)))
  }
}

function renderLink(address: string, locale: PageLocale) {
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Flowstop</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <a href="${address}" target="_blank" rel="noopener noreferrer">${WORDS[locale]}</a>
      </body>
    </html>`
}

/** What this page may do: show its own style, and be framed. `null` for every other answer. */
export function framedPolicy(c: Context): string | null {
  return c.get(FRAMED) === true
    ? "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors *"
    : null
}
