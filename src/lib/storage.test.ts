import { afterEach, describe, expect, it, vi } from 'vitest'

import { hasStorage, readStored, storedKeys, writeStored } from './storage.ts'

afterEach(() => vi.unstubAllGlobals())

/** A frame of another site in a browser that blocks its storage. */
function block() {
  const blocked = {
    get localStorage(): Storage {
      throw new DOMException('Access is denied for this document.', 'SecurityError')
    },
    get sessionStorage(): Storage {
      throw new DOMException('Access is denied for this document.', 'SecurityError')
    },
  }
  vi.stubGlobal('window', blocked)
}

describe('a storage that is blocked', () => {
  it.each(['local', 'session'] as const)(
    'holds for the page, and says that it does not outlive it: %s',
    (name) => {
      block()
      expect(hasStorage(name)).toBe(false)
      expect(readStored(name, 'a.1')).toBeNull()
      expect(writeStored(name, 'a.1', { theme: 'dark' })).toBe(false)
      expect(readStored(name, 'a.1')).toEqual({ theme: 'dark' })
      expect(storedKeys(name, 'a.')).toEqual(['a.1'])
      writeStored(name, 'a.1', null)
      expect(storedKeys(name, '')).toEqual([])
    },
  )
})
