import { Hono } from 'hono'

import { requireAccess } from '#server/sandbox/access/authenticate.ts'
import type { CallerEnv } from '#server/sandbox/access/caller-env.ts'
import { Refusal } from '#server/sandbox/answers/errors.ts'
import { PAGE_SIZE } from '#src/contract/workflow.ts'

import { encodeRow } from './row.ts'
import type { LiveWorld } from './world.ts'

/** The list and the ending of workflows: vibe-api.md sections 1 to 3. */
export function createWorkflowRoutes(world: () => LiveWorld): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()

  app.get('/v1/workflows', (c) => {
    requireAccess(c.get('caller'), { scope: 'bizproc', isAdminOnly: true })
    const filter = {
      templateId: readNumber('templateId', c.req.query('templateId')),
      startedBy: readNumber('startedBy', c.req.query('startedBy')),
    }
    const offset = Number(readNumber('offset', c.req.query('offset')) ?? 0)
    // Bitrix24 pages by 50 and cannot begin in the middle of a page.
    const { rows, total } = world().page(filter, offset - (offset % PAGE_SIZE), PAGE_SIZE)
    return c.json({ success: true, data: rows.map(encodeRow), meta: { total } })
  })

  app.delete('/v1/workflows/:id', (c) => {
    requireAccess(c.get('caller'), { scope: 'bizproc', isWrite: true, isAdminOnly: true })
    const isForced = c.req.query('force') === 'true'
    const status = c.req.query('status') ?? null
    if (!world().terminate(c.req.param('id'), { isForced, status }))
      throw new Refusal('ENTITY_NOT_FOUND', 'Workflow not found')
    return c.body(null, 204)
  })

  return app
}

/** A parameter that has to be a number, without leading zeros; `undefined` when it was not sent. */
function readNumber(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,9}$/.test(text)) throw new Refusal('INVALID_PARAMS', `${name} must be a number`)
  return String(Number(text))
}
