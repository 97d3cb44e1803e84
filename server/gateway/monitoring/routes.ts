import { Hono, type Context } from 'hono'

import { Refused } from '#server/gateway/answers.ts'

import { openPaths } from './open-paths.ts'
import type { Readiness } from './readiness.ts'

type MonitoringRoutesDeps = {
  readiness: Pick<Readiness, 'findFailing'>
  mayReadMetrics: (c: Context) => boolean
  /** The text of a scrape. */
  scrape: () => Promise<string>
  contentType: string
}

/** `/healthz` (it lives), `/readyz` (it can do its work) and `/metrics`. */
export function createMonitoringRoutes(deps: MonitoringRoutesDeps): Hono {
  const { readiness, mayReadMetrics, scrape, contentType } = deps
  const app = new Hono()
  app.use(openPaths.ready, noStore)
  app.use(openPaths.metrics, noStore)

  app.get(openPaths.lives, (c) => c.json({ status: 'ok' }))

  app.get(openPaths.ready, async (c) => {
    const failing = await readiness.findFailing()
    return failing.length === 0 ? c.json({ status: 'ready' }) : c.json({ status: 'not_ready', failing }, 503)
  })

  app.get(openPaths.metrics, async (c) => {
    if (!mayReadMetrics(c))
      throw new Refused(404, {
        code: 'ROUTE_NOT_FOUND',
        message:
          'Metrics are for METRICS_TOKEN or, while the console is for this machine only, for this machine',
      })
    return c.body(await scrape(), 200, { 'Content-Type': contentType })
  })

  return app
}

async function noStore(c: Context, next: () => Promise<void>): Promise<void> {
  await next()
  c.res.headers.set('Cache-Control', 'no-store')
}
