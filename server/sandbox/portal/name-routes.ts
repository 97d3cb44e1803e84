import { Hono } from 'hono'

import { requireAccess } from '#server/sandbox/access/authenticate.ts'
import type { CallerEnv } from '#server/sandbox/access/caller-env.ts'
import type { Scope } from '#server/sandbox/access/keys.ts'
import type { Failure } from '#server/sandbox/answers/errors.ts'
import { ERROR_TABLE, Refusal } from '#server/sandbox/answers/errors.ts'
import { readObject, readOneOf, readText } from '#src/contract/read.ts'

import { listTemplates, listUsers, requireItem, requireUser, TITLED_ENTITIES } from './names.ts'

const MAX_CALLS = 50

/** Names and titles for the list: vibe-api.md section 7. */
export function createNameRoutes(): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()

  app.get('/v1/bizproc-templates', (c) => {
    requireAccess(c.get('caller'), { scope: 'bizproc', isOauthOnly: true, isAdminOnly: true })
    const data = listTemplates()
    return c.json({ success: true, data, meta: { total: data.length } })
  })

  app.get('/v1/users', (c) => {
    requireAccess(c.get('caller'), { scope: 'user' })
    const data = listUsers()
    return c.json({ success: true, data, meta: { total: data.length } })
  })

  app.get('/v1/users/:id', (c) => {
    requireAccess(c.get('caller'), { scope: 'user' })
    return c.json({ success: true, data: requireUser(c.req.param('id')) })
  })

  for (const entity of TITLED_ENTITIES.filter((word) => word !== 'items'))
    app.get(`/v1/${entity}/:id`, (c) => {
      requireAccess(c.get('caller'), { scope: 'crm' })
      return c.json({ success: true, data: requireItem(entity, c.req.param('id')) })
    })

  app.get('/v1/items/:entityTypeId/:id', (c) => {
    requireAccess(c.get('caller'), { scope: 'crm' })
    return c.json({
      success: true,
      data: requireItem('items', c.req.param('id'), c.req.param('entityTypeId')),
    })
  })

  app.post('/v1/batch', async (c) => {
    const caller = c.get('caller')
    const body: unknown = await c.req.json().catch(() => null)
    const calls = readCalls(body)
    const scopes = new Set<Scope>(calls.map((call) => (call.entity === 'users' ? 'user' : 'crm')))
    for (const scope of scopes) requireAccess(caller, { scope })
    return c.json({ success: true, data: runCalls(calls) })
  })

  return app
}

type Call = { id: string; entity: string; action: string; entityId: string; entityTypeId: string | undefined }

function readCalls(body: unknown): Call[] {
  const { calls } = readObject(body)
  if (!Array.isArray(calls) || calls.length === 0)
    throw new Refusal('VALIDATION_ERROR', 'calls must be a list that is not empty')
  if (calls.length > MAX_CALLS)
    throw new Refusal('VALIDATION_ERROR', `At most ${MAX_CALLS} calls in one batch`)
  return calls.map((value, index) => {
    const call = readObject(value)
    return {
      id: readText(call.id) ?? String(index),
      entity: readText(call.entity) ?? '',
      action: readText(call.action) ?? '',
      entityId: readText(call.entityId) ?? '',
      entityTypeId: readText(call.entityTypeId) ?? undefined,
    }
  })
}

/** Each call for itself: one that fails leaves the others alone. */
function runCalls(calls: Call[]) {
  const results: Record<string, unknown> = {}
  const errors: Record<string, { code: string; message: string }> = {}
  for (const call of calls)
    try {
      results[call.id] = runCall(call)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      errors[call.id] = describe(error.failure)
    }
  return { results, errors }
}

function runCall(call: Call): unknown {
  if (call.action !== 'get') throw new Refusal('VALIDATION_ERROR', `Unknown action ${call.action}`)
  if (call.entity === 'users') return requireUser(call.entityId)
  const entity = readOneOf(TITLED_ENTITIES, call.entity)
  // There is no entity `workflows`: terminations cannot be batched.
  if (entity === null) throw new Refusal('VALIDATION_ERROR', `Unknown entity ${call.entity}`)
  return requireItem(entity, call.entityId, call.entityTypeId)
}

function describe({ code, message }: Failure): { code: string; message: string } {
  const defaults: Record<string, { message: string }> = ERROR_TABLE
  return { code, message: message ?? defaults[code]?.message ?? code }
}
