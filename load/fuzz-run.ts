import { createFuzzRequest } from './fuzz-requests.ts'
import { judge } from './judge.ts'
import { exchangeRaw } from './raw-exchange.ts'

/** An answer is waited for so long: above the gateway's own 10 s for half a head. */
const PATIENCE_MS = 20_000

export type FuzzOptions = {
  port: number
  seed: number
  token: string
  /** Numbers of the first request and of the one after the last. */
  from?: number
  to: number
  /** Connections at once. */
  atOnce: number
}

export type FuzzReport = {
  /** How many were answered with each status; `closed` = by closing. */
  answers: Record<string, number>
  failures: { index: number; why: string; request: string }[]
}

const SHOWN = 300

/** Sends the requests of a seed and judges the answers. Never throws for what the server does. */
export async function runFuzz({ port, seed, token, from = 0, to, atOnce }: FuzzOptions): Promise<FuzzReport> {
  const report: FuzzReport = { answers: {}, failures: [] }
  let next = from
  const work = async () => {
    for (let index = next++; index < to; index = next++) {
      const request = createFuzzRequest(index, { seed, port, token })
      const result = await exchangeRaw(request.bytes, {
        port,
        splitAt: request.splitAt,
        staysOpen: request.isWellFormed,
        patienceMs: PATIENCE_MS,
      })
      const answer = result.kind === 'answered' ? String(result.response.status) : result.kind
      report.answers[answer] = (report.answers[answer] ?? 0) + 1
      const why = judge(request, result)
      if (why === null) continue
      const shown = JSON.stringify(request.bytes.toString('latin1').slice(0, SHOWN)).replaceAll(
        token,
        '<token>',
      )
      report.failures.push({ index, why, request: shown })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return report
}
