import { setTimeout as pause } from 'node:timers/promises'
import { brotliDecompressSync } from 'node:zlib'

import { decodeMirrorChanges, type MirrorChanges } from '#src/contract/mirror.ts'

import { callOnce, type Target } from './http-load.ts'

const AGAIN_MS = 200
const MOST_TURNS = 2000

/**
 * Reads the mirror from its beginning until it is whole and all of it has come, as a page does. Bytes as they came, and
 * milliseconds including the time to decode; waits for a walk that is not over.
 */
export async function readWholeMirror(mirror: Target): Promise<{ bytes: number; ms: number }> {
  const startedAt = performance.now()
  let bytes = 0
  let since: string | null = null
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const path: string = since === null ? mirror.path : `${mirror.path}?since=${encodeURIComponent(since)}`
    const { status, body } = await callOnce({ ...mirror, path })
    if (status !== 200) throw new Error(`The mirror was answered ${status}`)
    bytes += body.byteLength
    const changes = decode(body)
    since = changes.since
    if (changes.isComplete && !changes.hasMore) return { bytes, ms: performance.now() - startedAt }
    if (!changes.hasMore) await pause(AGAIN_MS)
  }
  throw new Error('The mirror is never whole')
}

function decode(body: Buffer): MirrorChanges {
  // What is too short to be worth it comes as it is.
  const text = body[0] === '{'.charCodeAt(0) ? body : brotliDecompressSync(body)
  return decodeMirrorChanges(JSON.parse(text.toString('utf8')))
}
