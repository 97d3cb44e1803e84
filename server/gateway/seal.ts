import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { CompactEncrypt, compactDecrypt } from 'jose'

import type { Clock } from '#server/clock.ts'
import { readCount, readObject } from '#src/contract/read.ts'

/** What a sealed text is for: one kind never opens as another. */
type Purpose = 'session' | 'state'

export type Seal = {
  /** Encrypts `data` (JWE, `dir`, A256GCM); it opens until `expiresAt`, epoch milliseconds. */
  close: (purpose: Purpose, data: Record<string, unknown>, expiresAt: number) => Promise<string>
  /** `null` for what was not sealed here, for another purpose, or has expired. */
  open: (
    purpose: Purpose,
    text: string,
  ) => Promise<{ data: Record<string, unknown>; expiresAt: number } | null>
}

/** Seals cookies with a key made of `secret`. */
export function createSeal(secret: string, clock: Clock): Seal {
  const key = createHash('sha256').update(`flowstop cookies\n${secret}`).digest()
  return {
    close: (purpose, data, expiresAt) =>
      new CompactEncrypt(Buffer.from(JSON.stringify({ purpose, data, expiresAt })))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key),

    open: async (purpose, text) => {
      const opened = readObject(await decrypt(text, key))
      const expiresAt = readCount(opened.expiresAt)
      if (opened.purpose !== purpose || expiresAt === null || expiresAt <= clock.now()) return null
      return { data: readObject(opened.data), expiresAt }
    },
  }
}

async function decrypt(text: string, key: Uint8Array): Promise<unknown> {
  try {
    const { plaintext } = await compactDecrypt(text, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    return JSON.parse(Buffer.from(plaintext).toString('utf8'))
  } catch {
    return null
  }
}

/** The secret of a data folder: made at the first start, readable by its owner only. Throws what the file system throws. */
export function readOrMakeSecret(folder: string): string {
  const file = join(folder, 'session-secret')
  mkdirSync(folder, { recursive: true })
  try {
    // Fails if it is there, so that two starts at once agree on one secret.
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const secret = readFileSync(file, 'utf8').trim()
  if (secret.length < 32) throw new Error(`${file} is damaged. Delete it: operators then sign in again.`)
  return secret
}
