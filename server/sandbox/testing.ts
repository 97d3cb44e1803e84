import { createManualClock } from '#server/clock.ts'
import { readObject } from '#src/contract/read.ts'

import { SANDBOX_KEYS } from './access/keys.ts'
import type { SandboxOptions } from './options.ts'
import type { Sandbox } from './sandbox.ts'
import { createSandbox } from './sandbox.ts'

export const CALLBACK = 'http://localhost:3000/v1/oauth/callback'

/** A sandbox on a clock that stands still until it is told to move. */
export function createTestSandbox(options: Partial<SandboxOptions> = {}) {
  const clock = createManualClock()
  const sandbox = createSandbox({ clock, redirectUris: [CALLBACK], seed: 'few', ...options })
  return { clock, sandbox }
}

export type CallOptions = {
  method?: string
  /** `null` = no key. The personal key if not given. */
  key?: string | null
  token?: string
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** One request as a program sends it. `path` begins with `/`. */
export function call(sandbox: Sandbox, path: string, options: CallOptions = {}): Promise<Response> {
  const headers = new Headers(options.headers)
  const key = options.key === undefined ? SANDBOX_KEYS.personal : options.key
  if (key !== null) headers.set('X-Api-Key', key)
  if (options.token) headers.set('Authorization', `Bearer ${options.token}`)
  return sandbox.fetch(
    new Request(`${sandbox.origin}${path}`, {
      method: options.method ?? 'GET',
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
      redirect: 'manual',
    }),
  )
}

export function terminate(sandbox: Sandbox, id: string, query = '', options: CallOptions = {}) {
  return call(sandbox, `/v1/workflows/${encodeURIComponent(id)}${query}`, { method: 'DELETE', ...options })
}

/** Status and error code of an answer, such as `404 ENTITY_NOT_FOUND`; the status alone where there is no code. */
export async function outcome(answer: Promise<Response>): Promise<string> {
  const response = await answer
  const body: unknown = await response.json().catch(() => null)
  const { code } = readObject(readObject(body).error)
  return typeof code === 'string' ? `${response.status} ${code}` : String(response.status)
}

/** The ids of one page of the list, from the top. */
export async function listIds(sandbox: Sandbox, query = ''): Promise<string[]> {
  const body = readObject(await (await call(sandbox, `/v1/workflows${query}`)).json())
  return Array.isArray(body.data) ? body.data.map((row) => String(readObject(row).ID)) : []
}
