import { Hono } from 'hono'

import { readCount, readObject, readOneOf, readText } from '#src/contract/read.ts'

import { Refusal, answerFailure } from './answers/errors.ts'
import type { FaultMatch } from './answers/faults.ts'
import type { SandboxRecord } from './answers/record.ts'
import type { Knobs } from './knobs.ts'
import type { NewWorkflow } from './portal/portal.ts'
import { LOCKS } from './portal/portal.ts'
import { SEEDS } from './portal/seeds.ts'

const OUTAGES = ['html', 'cut'] as const

type Body = Record<string, unknown>

/** What each `POST /_control/<name>` does with its JSON; what it returns stands under `data`. */
function createCommands(knobs: Knobs): Record<string, (body: Body) => unknown> {
  return {
    'fail-next': (body) =>
      knobs.failNext({
        ...readMatch(body),
        code: requireText(body, 'code'),
        status: readCount(body.status) ?? undefined,
        message: readText(body.message) ?? undefined,
        times: readCount(body.times) ?? undefined,
        retryAfter: readCount(body.retryAfter),
        html: body.html === true,
        applied: body.applied === true,
      }),
    'lose-next-answer': (body) =>
      knobs.loseNextAnswer({
        ...readMatch(body),
        times: readCount(body.times) ?? undefined,
        applied: body.applied !== false,
      }),
    'delay-next': (body) => knobs.delayNext(requireCount(body, 'ms'), readMatch(body)),
    'hold-next': (body) => void knobs.holdNext({ ...readMatch(body), applied: body.applied === true }),
    release: () => knobs.releaseAll(),
    'clear-faults': () => knobs.clearFaults(),
    'set-reachable': (body) =>
      knobs.setReachable(body.reachable !== false, readOneOf(OUTAGES, body.how) ?? 'html'),
    'set-limits': (body) =>
      knobs.setLimits(typeof body.limits === 'boolean' ? body.limits : readObject(body.limits)),
    'set-latency': (body) => knobs.setLatency(requireCount(body, 'ms')),
    advance: (body) => knobs.advance(requireCount(body, 'ms')),
    'hold-clock': (body) => knobs.holdClock(requireCount(body, 'at')),
    'expire-sessions': () => knobs.expireSessions(),
    'end-portal-sessions': () => knobs.endPortalSessions(),
    'remember-consent': (body) => knobs.setConsentRemembered(body.remember !== false),
    'set-admin': (body) => knobs.setAdmin(requireCount(body, 'userId'), body.isAdmin !== false),
    'issue-session': (body) => ({
      token: knobs.issueSession({
        userId: readCount(body.userId) ?? undefined,
        appKey: readText(body.appKey) ?? undefined,
      }),
    }),
    'add-workflow': (body) => ({ id: knobs.addWorkflow(readNewWorkflow(body)) }),
    'end-workflow': (body) => knobs.endWorkflow(requireText(body, 'id')),
    'touch-workflow': (body) => knobs.touchWorkflow(requireText(body, 'id')),
    'finish-step': (body) => knobs.finishStep(requireText(body, 'id')),
    'set-lock': (body) =>
      knobs.setLock(
        requireText(body, 'id'),
        readOneOf(LOCKS, body.lock) ?? refuse(`lock must be one of ${LOCKS.join(', ')}`),
        readCount(body.stepMs) ?? undefined,
      ),
    'set-written-back': (body) => knobs.setWrittenBack(requireText(body, 'id'), body.isWrittenBack !== false),
    'clear-record': () => knobs.clearRecord(),
    reset: (body) => knobs.reset(readReset(body)),
  }
}

/**
 * The knobs over HTTP, for tests in a browser. A page of another site cannot set the header without asking first, and nobody
 * answers that question; one that had its own name pointed here (DNS rebinding) fails on the host.
 */
export function createControl(knobs: Knobs, record: SandboxRecord, origin: string): Hono {
  const app = new Hono()
  const commands = createCommands(knobs)

  app.use('/_control/*', async (c, next) => {
    if (c.req.header('X-Sandbox-Control') !== '1' || !isOwnHost(new URL(c.req.url), origin))
      return c.notFound()
    await next()
    return undefined
  })

  app.get('/_control/record', (c) => c.json({ success: true, data: record }))

  app.post('/_control/:command', async (c) => {
    const name = c.req.param('command')
    if (!Object.hasOwn(commands, name)) return c.notFound()
    const body = readObject(await c.req.json().catch(() => null))
    return c.json({ success: true, data: commands[name]?.(body) ?? null })
  })

  app.notFound(() => answerFailure({ code: 'NOT_FOUND' }))
  app.onError((error) =>
    answerFailure(
      error instanceof Refusal ? error.failure : { code: 'INVALID_PARAMS', message: error.message },
    ),
  )
  return app
}

function isOwnHost(url: URL, origin: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]', new URL(origin).hostname].includes(url.hostname)
}

function refuse(message: string): never {
  throw new Refusal('INVALID_PARAMS', message)
}

function requireText(body: Body, name: string): string {
  return readText(body[name]) ?? refuse(`${name} is required`)
}

function requireCount(body: Body, name: string): number {
  return readCount(body[name]) ?? refuse(`${name} must be a number`)
}

function readMatch(body: Body): FaultMatch {
  const text = (name: keyof FaultMatch) => readText(body[name]) ?? undefined
  return { method: text('method'), path: text('path'), query: text('query') }
}

function readNewWorkflow(body: Body): NewWorkflow {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : undefined)
  return {
    ID: text('ID'),
    MODIFIED: text('MODIFIED'),
    STARTED: text('STARTED'),
    OWNED_UNTIL: text('OWNED_UNTIL'),
    MODULE_ID: text('MODULE_ID'),
    ENTITY: text('ENTITY'),
    DOCUMENT_ID: text('DOCUMENT_ID'),
    STARTED_BY: text('STARTED_BY'),
    TEMPLATE_ID: text('TEMPLATE_ID'),
    lock: readOneOf(LOCKS, body.lock) ?? undefined,
    stepMs: readCount(body.stepMs) ?? undefined,
    isWrittenBack: body.isWrittenBack === true,
  }
}

function readReset(body: Body) {
  const seed = readOneOf(SEEDS, body.seed)
  const workflowCount = readCount(body.workflowCount)
  return {
    ...(seed === null ? {} : { seed }),
    ...(workflowCount === null ? {} : { workflowCount }),
    ...(typeof body.life === 'boolean' ? { life: body.life } : {}),
    ...(typeof body.writtenBackStays === 'boolean' ? { writtenBackStays: body.writtenBackStays } : {}),
    ...(typeof body.speed === 'number' ? { speed: body.speed } : {}),
    ...(typeof body.random === 'number' ? { random: body.random } : {}),
  }
}
