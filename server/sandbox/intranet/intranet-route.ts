import { Hono } from 'hono'

import { PAGE_HEADERS } from '#server/sandbox/access/consent-page.ts'
import type { LiveWorld } from '#server/sandbox/portal/world.ts'

import { renderIntranet } from './intranet-page.ts'

export const INTRANET_PATH = '/intranet'

type IntranetDeps = { world: () => LiveWorld; redirectUris: readonly string[]; now: () => number }

/** `GET /intranet`: the page of an internal portal that links to the console, which is where sign-in returns to. */
export function createIntranetRoute({ world, redirectUris, now }: IntranetDeps): Hono {
  const app = new Hono()
  app.get(INTRANET_PATH, (c) => {
    const consoleUrl = URL.parse(redirectUris[0] ?? '')?.origin
    if (consoleUrl === undefined) return c.notFound()
    const today = new Date(now()).toISOString().slice(0, 10)
    const { rows } = world().page({}, 0, 50)
    return c.html(renderIntranet({ consoleUrl, rows, today }), 200, PAGE_HEADERS)
  })
  return app
}
