import { decodeErrorEnvelope } from '#src/contract/errors.ts'
import { paths } from '#src/contract/addresses.ts'
import { decodeJournalAnswer } from '#src/contract/journal.ts'

import type { Check } from './checks.ts'
import type { Rig } from './rig.ts'

/** One named fault: breaks something, and tells whether the gateway behaved as it should. */
export type Fault = { name: string; run: () => Promise<Check[]> }

/** The pacer open: what is measured is not the pace. */
export const OPEN = { VIBE_CONCURRENCY: '50', VIBE_RATE: '1000', VIBE_BURST: '10000' }

export function expectation(measure: string, value: unknown, wanted: string, isOk: boolean): Check {
  return { measure, value: String(value), wanted, isOk }
}

export function equal(measure: string, value: unknown, wanted: unknown): Check {
  return expectation(measure, value, String(wanted), value === wanted)
}

/** An answer that has to be `200`, and in time. */
export function comesWithin(measure: string, { told, ms }: Told, seconds: number): Check {
  const isOk = told === '200' && ms < seconds * 1000
  return expectation(measure, `${told} in ${ms.toFixed(0)} ms`, `200 in ${seconds} s`, isOk)
}

export type Told = { told: string; ms: number; retryAfter: string | null }

/** Status and code of an answer such as `503 GATEWAY_BUSY`, and how long it took; `no answer` when the connection broke. */
export async function tell(answer: Promise<Response>): Promise<Told> {
  const startedAt = performance.now()
  try {
    const response = await answer
    const body = await response.json().catch(() => null)
    const code = decodeErrorEnvelope(body)?.code
    const told = code === undefined ? String(response.status) : `${response.status} ${code}`
    return { told, ms: performance.now() - startedAt, retryAfter: response.headers.get('Retry-After') }
  } catch {
    return { told: 'no answer', ms: performance.now() - startedAt, retryAfter: null }
  }
}

/** `3 of 200, 5 of 503 GATEWAY_BUSY`. */
export function summarise(tolds: readonly Told[]): string {
  const groups = Map.groupBy(tolds, ({ told }) => told)
  return [...groups].map(([told, all]) => `${all.length} x ${told}`).join(', ')
}

export function terminate(rig: Rig, token: string, id: string, operationId: string): Promise<Response> {
  return rig.call(`${paths.workflow(id)}?force=true`, {
    method: 'DELETE',
    token,
    headers: { 'Idempotency-Key': operationId },
  })
}

/** The state of a termination in the journal; `absent` = it is not on record. */
export async function stateOf(rig: Rig, token: string, operationId: string): Promise<string> {
  const response = await rig.call(paths.journalEntry(operationId), { token })
  if (response.status === 404) return 'absent'
  return decodeJournalAnswer(await response.json()).state
}

/** Workflows that more than one DELETE was sent for. */
export function doubled(rig: Rig): string[] {
  const sent = Map.groupBy(rig.sandbox.record.deletes, ({ id }) => id)
  return [...sent].flatMap(([id, all]) =>
    all.slice(0, -1).some(({ outcome }) => outcome === 'cut' || outcome?.status !== 429) && all.length > 1
      ? id
      : [],
  )
}
