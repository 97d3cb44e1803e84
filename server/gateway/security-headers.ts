import type { MiddlewareHandler } from 'hono'

import type { ApiConfig } from '#server/config.ts'

import { framedPolicy } from './framed-page.ts'

const YEAR_S = 31_536_000

type HeaderOptions = { publicUrl: string; api: ApiConfig }

/** The headers of every answer: what the page may load, who may frame it, and what a browser must not guess. */
export function createSecurityHeaders({ publicUrl, api }: HeaderOptions): MiddlewareHandler {
  // In a frame of another site no cookie of ours is sent: only the platform makes use of one.
  const frameAncestors = api.kind === 'platform' ? api.frameAncestors : []
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    // Radix puts its scroll lock into a style element.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frameAncestors.length > 0 ? frameAncestors.join(' ') : "'none'"}`,
  ].join('; ')
  const headers: [string, string][] = [
    ['Content-Security-Policy', policy],
    ['X-Content-Type-Options', 'nosniff'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()'],
  ]
  if (frameAncestors.length === 0) headers.push(['X-Frame-Options', 'DENY'])
  if (publicUrl.startsWith('https:')) headers.push(['Strict-Transport-Security', `max-age=${YEAR_S}`])

  return async (c, next) => {
    await next()
    for (const [name, value] of headers) c.res.headers.set(name, value)
    const framed = framedPolicy(c)
    if (framed !== null) {
      c.res.headers.set('Content-Security-Policy', framed)
      c.res.headers.delete('X-Frame-Options')
    }
    const { path } = c.req
    // The callback's address carries a code.
    c.res.headers.set('Referrer-Policy', path.startsWith('/v1/oauth/') ? 'no-referrer' : 'same-origin')
    if (path.startsWith('/v1/') || path.startsWith('/api/')) c.res.headers.set('Cache-Control', 'no-store')
  }
}
