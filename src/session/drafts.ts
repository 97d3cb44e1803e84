import { readCount, readObject } from '#src/contract/read.ts'
import type { Session } from '#src/contract/session.ts'
import { readStored, storedKeys, writeStored } from '#src/lib/storage.ts'

const PREFIX = 'flowstop.draft.'
const TAB_ID = /^[0-9a-f-]{36}$/

/** Older drafts are nobody's. */
export const DAY_MS = 86_400_000

/** What one operator typed in one tab, for 24 hours. Never holds a token. */
export type Drafts = {
  read: (name: string) => unknown
  write: (name: string, value: unknown) => void
  drop: (name: string) => void
  /** What is kept of this tab now. */
  names: () => string[]
  /** On sign-out: nothing typed stays in this browser, of no tab, and nothing is written on the way out. */
  end: () => void
}

/** Drafts are kept by portal, operator and tab, so that nobody finds another's words. */
export function createDrafts(session: Session, tabId: string, now = Date.now): Drafts {
  const prefix = `${prefixOf(session)}${tabId}.`
  let hasEnded = false
  dropStale(now())
  return {
    read: (name) => readObject(readStored('local', prefix + name)).value ?? null,
    write: (name, value) => {
      const isKept = !hasEnded && writeStored('local', prefix + name, { at: now(), value })
      // What cannot be kept must not come back as what it was before.
      if (!isKept) writeStored('local', prefix + name, null)
    },
    drop: (name) => writeStored('local', prefix + name, null),
    names: () => storedKeys('local', prefix).map((key) => key.slice(prefix.length)),
    end: () => {
      hasEnded = true
      for (const key of storedKeys('local', PREFIX)) writeStored('local', key, null)
    },
  }
}

/** The tabs this operator has left drafts in, each with when something was last kept in it. */
export function draftsOf(session: Session): Map<string, number> {
  const prefix = prefixOf(session)
  const tabs = new Map<string, number>()
  for (const key of storedKeys('local', prefix)) {
    const [id = ''] = key.slice(prefix.length).split('.')
    const at = readCount(readObject(readStored('local', key)).at)
    if (TAB_ID.test(id) && at !== null) tabs.set(id, Math.max(at, tabs.get(id) ?? 0))
  }
  return tabs
}

function prefixOf({ portal, operator }: Session): string {
  return `${PREFIX}${portal}.${operator.id ?? operator.name ?? ''}.`
}

function dropStale(now: number): void {
  for (const key of storedKeys('local', PREFIX)) {
    const at = readCount(readObject(readStored('local', key)).at)
    if (at === null || now - at > DAY_MS) writeStored('local', key, null)
  }
}
