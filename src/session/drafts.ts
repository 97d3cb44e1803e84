import { readCount, readObject } from '#src/contract/read.ts'
import type { Session } from '#src/contract/session.ts'
import { readStored, storedKeys, writeStored } from '#src/lib/storage.ts'

const PREFIX = 'flowstop.draft.'
const TAB_KEY = 'flowstop.tab'
const DAY_MS = 86_400_000

/** What one operator typed in one tab, for 24 hours. Never holds a token. */
export type Drafts = {
  read: (name: string) => unknown
  write: (name: string, value: unknown) => void
  drop: (name: string) => void
}

/** Drafts are kept by portal, operator and tab, so that nobody finds another's words. */
export function createDrafts({ portal, operator }: Session, now = Date.now): Drafts {
  const prefix = `${PREFIX}${portal}.${operator.id ?? operator.name ?? ''}.${tabId()}.`
  dropStale(now())
  return {
    read: (name) => readObject(readStored(localStorage, prefix + name)).value ?? null,
    write: (name, value) => {
      const isKept = writeStored(localStorage, prefix + name, { at: now(), value })
      // What cannot be kept must not come back as what it was before.
      if (!isKept) writeStored(localStorage, prefix + name, null)
    },
    drop: (name) => writeStored(localStorage, prefix + name, null),
  }
}

/** On sign-out: nothing typed stays in this browser. */
export function dropAllDrafts(): void {
  for (const key of storedKeys(localStorage, PREFIX)) writeStored(localStorage, key, null)
}

function dropStale(now: number): void {
  for (const key of storedKeys(localStorage, PREFIX)) {
    const at = readCount(readObject(readStored(localStorage, key)).at)
    if (at === null || now - at > DAY_MS) writeStored(localStorage, key, null)
  }
}

/** Names this tab; it survives sign-in and reload, and ends with the tab. */
function tabId(): string {
  const known = readStored(sessionStorage, TAB_KEY)
  if (typeof known === 'string') return known
  const fresh = crypto.randomUUID()
  writeStored(sessionStorage, TAB_KEY, fresh)
  return fresh
}
