import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

export type Target = { port: number; path: string; headers?: Record<string, string>; method?: string }

const agent = new Agent({ keepAlive: true, maxSockets: 200 })

/** One call on a kept connection: its status, its bytes as they came, and how long it took, milliseconds. */
export function callOnce({ port, path, headers = {}, method = 'GET' }: Target) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: Buffer; ms: number }>()
  const startedAt = performance.now()
  const call = request({ agent, host: '127.0.0.1', port, path, method, headers }, (answer) => {
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => void chunks.push(chunk))
    answer.on('end', () => {
      const ms = performance.now() - startedAt
      resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks), ms })
    })
    answer.on('error', reject)
  })
  call.on('error', reject)
  call.end()
  return promise
}

/**
 * So many calls a second for so long, whether or not the ones before have been answered, to each of the targets by turns:
 * so all feel the same noise of the machine. Milliseconds of each call, by target. Throws for any answer but 200.
 */
export async function callAtRate(targets: readonly Target[], rate: number, ms: number): Promise<number[][]> {
  const times = targets.map((): number[] => [])
  const calls: Promise<void>[] = []
  const startedAt = performance.now()
  const total = Math.round((rate * ms) / 1000)
  for (let index = 0; index < total; index += 1)
    for (const [place, target] of targets.entries()) {
      const at = startedAt + ((index + place / targets.length) * 1000) / rate
      const wait = at - performance.now()
      if (wait > 0) await pause(wait)
      calls.push(
        callOnce(target).then(({ status, ms: took }) => {
          if (status !== 200) throw new Error(`${target.path} was answered ${status}`)
          times[place]?.push(took)
        }),
      )
    }
  await Promise.all(calls)
  return times
}

/** As many calls as go through with so many at once; calls a second. Throws for any answer that is not wanted. */
export async function callFlatOut(
  next: () => Target | null,
  { atOnce, wanted = 200 }: { atOnce: number; wanted?: number },
): Promise<number> {
  const startedAt = performance.now()
  let count = 0
  const work = async () => {
    for (let target = next(); target !== null; target = next()) {
      const { status } = await callOnce(target)
      if (status !== wanted) throw new Error(`${target.path} was answered ${status}`)
      count += 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return count / ((performance.now() - startedAt) / 1000)
}

/** The same target for so long. */
export function repeatFor(target: Target, ms: number): () => Target | null {
  const endsAt = performance.now() + ms
  return () => (performance.now() < endsAt ? target : null)
}
