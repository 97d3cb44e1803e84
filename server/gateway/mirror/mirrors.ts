import { Hono } from 'hono'
import type { Logger } from 'pino'

import type { Clock } from '#server/clock.ts'
import { Refused } from '#server/gateway/answers.ts'
import { answerCompressed } from '#server/gateway/compressed-json.ts'
import { readListPage } from '#server/gateway/journal/read-list-page.ts'
import type { ListObserver } from '#server/gateway/list-route.ts'
import type { Rights } from '#server/gateway/rights.ts'
import type { Upstream } from '#server/gateway/upstream.ts'
import { paths } from '#src/contract/addresses.ts'
import { encodeMirrorChanges } from '#src/contract/mirror.ts'
import type { WorkflowPage } from '#src/contract/workflow.ts'

import { createPortalMirror, type PortalMirror } from './portal-mirror.ts'

/** What nobody has asked for so long makes room; the next who asks begins anew. */
const KEPT_MS = 30 * 60_000
/** A first page that is older than this begins no walk. */
const FRESH_MS = 30_000
const SINCE = /^[0-9a-f-]{36}_\d{1,15}$/

export type MirrorsDeps = {
  clock: Clock
  logger: Logger
  upstream: Upstream
  rights: Pick<Rights, 'requireReader' | 'tokenFor'>
  /** Told about every page that the mirror reads. */
  observe: ListObserver
}

export type Mirrors = {
  /** `GET /api/workflows`. */
  routes: Hono
  /** Pages that operators read: the first one begins the walk. */
  onListPage: ListObserver
  views: () => PortalMirror[]
  close: () => void
}

/** The mirrors of all portals that somebody is signed in to (design.md section 7). */
export function createMirrors({ clock, logger, upstream, rights, observe }: MirrorsDeps): Mirrors {
  const mirrors = new Map<string, PortalMirror>()
  const firstPages = new Map<string, { page: WorkflowPage; at: number }>()

  function mirrorOf(portal: string): PortalMirror {
    dropUnused()
    const known = mirrors.get(portal)
    if (known) return known
    const mirror = createPortalMirror({
      portal,
      clock,
      logger,
      findReader: () => rights.tokenFor(portal),
      readPage: async (caller, offset) => {
        const page = await readListPage(upstream, caller, { offset }, 'mirror')
        observe({ portal, page, query: { offset: String(offset) } })
        return page
      },
    })
    mirrors.set(portal, mirror)
    const first = firstPages.get(portal)
    if (first && clock.now() - first.at < FRESH_MS) mirror.begin(first.page)
    firstPages.delete(portal)
    return mirror
  }

  function dropUnused() {
    for (const [portal, mirror] of mirrors) {
      if (clock.now() - mirror.askedAt() < KEPT_MS) continue
      mirror.close()
      mirrors.delete(portal)
    }
    for (const [portal, { at }] of firstPages) if (clock.now() - at >= FRESH_MS) firstPages.delete(portal)
  }

  const routes = new Hono()
  routes.get(paths.mirror, async (c) => {
    const since = c.req.query('since') ?? null
    if (since !== null && !SINCE.test(since))
      throw new Refused(400, {
        code: 'VALIDATION_ERROR',
        message: 'since has to be what an earlier answer gave, or be left out',
      })
    const { portal } = await rights.requireReader(c)
    const mirror = mirrorOf(portal)
    mirror.watch()
    return answerCompressed(c, { success: true, data: encodeMirrorChanges(mirror.changesSince(since)) })
  })

  return {
    routes,
    onListPage: ({ portal, page, query }) => {
      if (query.templateId !== undefined || query.startedBy !== undefined) return
      const offset = Number(query.offset ?? 0)
      const mirror = mirrors.get(portal)
      if (mirror) mirror.take(page, offset)
      else if (offset === 0) firstPages.set(portal, { page, at: clock.now() })
    },
    views: () => [...mirrors.values()],
    close: () => {
      for (const mirror of mirrors.values()) mirror.close()
    },
  }
}
