import type { Context } from 'hono'
import { Hono } from 'hono'

import { LOCALES, type PageLocale } from '#src/contract/locales.ts'

import { readHost } from './own-origin.ts'
import { pageLocale } from './page-locale.ts'
import { ENCODINGS, type Encoding, type StaticFile } from './static-files.ts'

/** Where the page's router takes over: each of these is the page in the visitor's language. */
const PAGE_PATHS = [
  '/',
  '/sign-in',
  '/workflows',
  '/workflows/:id',
  '/workflows/:id/terminate',
  '/batches',
  '/batches/:id',
  '/journal',
  '/overview',
  '/settings',
  '/help',
]

/** The page is built once for each language (decision 0017). */
const indexOf = (locale: PageLocale) => `/index.${locale}.html`

type PageOptions = {
  files: readonly StaticFile[]
  publicUrl: string
  /** Whether pages are to be opened under PUBLIC_URL only: the sign-in cookie lives there. */
  isTiedToPublicUrl: boolean
}

/** The built page: each of its files is a route of its own, and there is no other way to a file. */
export function createStaticPage({ files, publicUrl, isTiedToPublicUrl }: PageOptions): Hono {
  const app = new Hono()
  const indexes = new Map(
    LOCALES.map((locale) => [locale, files.find((file) => file.path === indexOf(locale))]),
  )
  const others = new Set(files).difference(new Set(indexes.values()))
  for (const file of others) app.get(file.path, (c) => serve(c, file))

  const publicHost = new URL(publicUrl).host
  for (const path of PAGE_PATHS)
    app.get(path, (c) => {
      if (isTiedToPublicUrl && readHost(c) !== publicHost) {
        const { pathname, search } = new URL(c.req.url)
        return c.redirect(publicUrl + pathname + search, 302)
      }
      const locale = pageLocale(c)
      const index = indexes.get(locale)
      if (!index) return c.text('The page is not built yet: run npm run build.', 503)
      c.header('Content-Language', locale)
      c.header('Vary', 'Accept-Language, Cookie')
      return serve(c, index)
    })
  return app
}

function serve(c: Context, file: StaticFile): Response {
  const encoding = chooseEncoding(c.req.header('Accept-Encoding') ?? '', file)
  const tag = `"${file.hash}${encoding === null ? '' : `-${encoding}`}"`
  c.header('ETag', tag)
  c.header('Vary', 'Accept-Encoding', { append: true })
  c.header('Cache-Control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (isUnchanged(c.req.header('If-None-Match'), tag)) return c.body(null, 304)
  c.header('Content-Type', file.type)
  if (encoding !== null) c.header('Content-Encoding', encoding)
  const body = (encoding && file.encoded[encoding]) ?? file.body
  c.header('Content-Length', String(body.byteLength))
  return c.body(body)
}

/** The first encoding there is a file for that the browser takes (RFC 9110 section 12.5.3, `q=0` = not that one). */
function chooseEncoding(accepted: string, file: StaticFile): Encoding | null {
  const taken = new Set(
    accepted
      .toLowerCase()
      .split(',')
      .map((item) => item.trim().split(/\s*;\s*/))
      .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ''))
      .map(([name]) => name),
  )
  return ENCODINGS.find(([name]) => taken.has(name) && file.encoded[name])?.[0] ?? null
}

/** `If-None-Match` compares weakly: a proxy may have marked the tag so. */
function isUnchanged(header: string | undefined, tag: string): boolean {
  return (header ?? '').split(',').some((given) => {
    const known = given.trim().replace(/^W\//, '')
    return known === tag || known === '*'
  })
}
