import { chmodSync, chownSync, closeSync, fsyncSync, linkSync, openSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

import { BackupError } from './journal-file.ts'

/**
 * Gives a finished file its name, in one step that never replaces what stands there, and waits until both are on disk.
 * It belongs to `owner`, who alone may read it. Throws `BackupError` when the name is taken.
 */
export function putInPlace(finished: string, file: string, owner: { uid: number; gid: number }): void {
  chmodSync(finished, 0o600)
  // Root restores for the user that the gateway runs as.
  if (process.getuid?.() === 0) chownSync(finished, owner.uid, owner.gid)
  sync(finished)
  try {
    linkSync(finished, file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw taken(file)
    throw error
  }
  rmSync(finished)
  // Windows opens no folder, and keeps names by itself.
  if (process.platform !== 'win32') sync(dirname(file))
}

export function taken(file: string): BackupError {
  return new BackupError(`${file} is there already. Nothing is overwritten: name another file.`)
}

/** Who owns a file or folder. */
export function ownerOf(path: string): { uid: number; gid: number } {
  const { uid, gid } = statSync(path)
  return { uid, gid }
}

function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
