import { setTimeout as sleep } from 'node:timers/promises'

import { paths } from '#src/contract/addresses.ts'
import { decodeErrorEnvelope } from '#src/contract/errors.ts'
import { decodeMirrorChanges } from '#src/contract/mirror.ts'
import { readObject } from '#src/contract/read.ts'
import { decodeSessionAnswer } from '#src/contract/session.ts'
import { decodeWorkflowPage, type Workflow } from '#src/contract/workflow.ts'

import type { Rig } from './rig.ts'

/** What is asked again and again, and answered from what the gateway has. */
export const CACHED = ['session', 'mirror', 'journal', 'batches', 'names', 'page'] as const
/** What waits for the API. */
export const ASKED = ['first page', 'look-up', 'termination', 'batch'] as const
/** Asks for nothing: what it takes is the machine's doing. */
const CONTROL = 'control'
export type CallKind = (typeof CACHED)[number] | (typeof ASKED)[number] | typeof CONTROL

/** How the page polls (src/api). */
const MIRROR_MS = 5000
const JOURNAL_MS = 20_000
const BATCHES_MS = 15_000
const CONTROL_MS = 10_000
/** How often an operator opens the page anew, or another tab of it. */
const RELOAD_MS = 180_000
const ROWS_NAMED = 50

export type Heard = { kind: CallKind; ms: number; told: string; retryAfter: string | null }

type OperatorDeps = { rig: Rig; userId: number; hear: (heard: Heard) => void; isOver: () => boolean }

/** One operator with the list open: asks what the page asks, as often as the page does. */
export async function createOperator({ rig, userId, hear, isOver }: OperatorDeps) {
  const origin = `http://localhost:${rig.port}`
  const cookie = await signIn(rig, origin, userId)
  let token = ''
  let rows: Workflow[] = []
  let since: string | null = null

  async function ask<T>(
    kind: CallKind,
    path: string,
    decode: (body: unknown) => T,
    init: RequestInit = {},
  ): Promise<T | null> {
    const startedAt = performance.now()
    const headers = new Headers(init.headers)
    headers.set('Authorization', `Bearer ${token}`)
    headers.set('Accept-Encoding', 'br')
    try {
      const response = await fetch(origin + path, { ...init, headers, redirect: 'manual' })
      const body: unknown = await response.text().then(parse)
      const ms = performance.now() - startedAt
      const code = decodeErrorEnvelope(body)?.code
      const told = code === undefined ? String(response.status) : `${response.status} ${code}`
      hear({ kind, ms, told, retryAfter: response.headers.get('Retry-After') })
      return response.ok && response.status !== 204 ? decode(body) : null
    } catch (error) {
      hear({ kind, ms: performance.now() - startedAt, told: `no answer: ${String(error)}`, retryAfter: null })
      return null
    }
  }

  async function open(): Promise<void> {
    await ask('page', '/workflows', () => null)
    const answer = await ask('session', paths.session, decodeSessionAnswer, { headers: { Cookie: cookie } })
    token = answer?.session?.token ?? token
    const page = await ask('first page', paths.workflows, decodeWorkflowPage)
    rows = page?.workflows ?? rows
    const named = rows.slice(0, ROWS_NAMED)
    const query = new URLSearchParams({
      users: [...new Set(named.map(({ startedBy }) => startedBy))].join(','),
      templates: [...new Set(named.map(({ templateId }) => templateId))].join(','),
    })
    // Twice: the first time it may wait for the API, for names that nobody has read yet.
    await ask('first page', `${paths.names}?${query}`, () => null)
    await ask('names', `${paths.names}?${query}`, () => null)
  }

  async function readMirror(): Promise<void> {
    for (let more = true; more && !isOver();) {
      const first = since === null
      const path = since === null ? paths.mirror : `${paths.mirror}?since=${encodeURIComponent(since)}`
      // The first answers carry the whole list: what is repeated are the changes.
      const changes = await ask(first ? 'first page' : 'mirror', path, decodeMirrorChanges)
      since = changes?.since ?? since
      more = changes?.hasMore ?? false
    }
  }

  return {
    open,
    /** Polls until the soak is over. */
    work: async () => {
      const every = async (ms: number, task: () => Promise<unknown>) => {
        // Spread over the period: fifty pages were not opened in the same moment.
        await sleep(Math.random() * ms)
        while (!isOver()) {
          const startedAt = performance.now()
          await task()
          await sleep(Math.max(0, ms - (performance.now() - startedAt)))
        }
      }
      await Promise.all([
        every(MIRROR_MS, readMirror),
        every(JOURNAL_MS, () => ask('journal', `${paths.journal}?recent=true`, () => null)),
        every(JOURNAL_MS, () => ask('journal', paths.journal, () => null)),
        every(BATCHES_MS, () => ask('batches', `${paths.batches}?open=true`, () => null)),
        every(CONTROL_MS, () => ask(CONTROL, '/healthz', () => null)),
        every(RELOAD_MS, open),
      ])
    },
    /** Opens a dialog on a workflow, which looks it up, and terminates it. */
    terminate: async (id: string) => {
      await ask('look-up', paths.workflows, () => null)
      await ask('termination', `${paths.workflow(id)}?force=true&status=soak`, () => null, {
        method: 'DELETE',
        headers: { 'Idempotency-Key': crypto.randomUUID() },
      })
    },
    startBatch: (workflowIds: readonly string[]) =>
      ask('batch', paths.batches, () => null, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          id: crypto.randomUUID(),
          mode: 'force',
          reason: 'soak',
          workflowIds,
          confirmedCount: workflowIds.length,
          retryOf: null,
        }),
      }),
  }
}

export type Operator = Awaited<ReturnType<typeof createOperator>>

/** Through consent and back, as a browser goes. Returns the session cookie. */
async function signIn(rig: Rig, origin: string, userId: number): Promise<string> {
  const toPortal = await fetch(origin + paths.authorize('/workflows'), { redirect: 'manual' })
  const stateCookie = toPortal.headers.getSetCookie().map(toPair).join('; ')
  const back = rig.sandbox.answerConsent(toPortal.headers.get('Location') ?? '', { userId })
  const signedIn = await fetch(back, { redirect: 'manual', headers: { Cookie: stateCookie } })
  const cookies = signedIn.headers.getSetCookie().filter((line) => !/max-age=0/i.test(line))
  if (cookies.length === 0) throw new Error(`Signing in was answered ${signedIn.status}`)
  return cookies.map(toPair).join('; ')
}

const toPair = (line: string) => line.split(';')[0] ?? ''

function parse(text: string): unknown {
  try {
    return readObject(JSON.parse(text))
  } catch {
    return null
  }
}
