import { readCount } from '#src/contract/read.ts'
import type { Session } from '#src/contract/session.ts'
import { readStored, storedKeys, writeStored } from '#src/lib/storage.ts'

import { DAY_MS, draftsOf } from './drafts.ts'

const TAB_KEY = 'flowstop.tab'
const LOCK = 'flowstop.tab.'
const AWAY = 'flowstop.away.'
/** A page that is being left holds its lock a moment longer than the next page needs to begin. */
const LEFT_MS = 1000
/** Who signs in is away and not dead. Longer than this nobody signs in. */
const SIGN_IN_MS = 900_000

/** The part of the browser's Web Locks that tells a living tab from a dead one. */
export type TabLocks = Pick<LockManager, 'query' | 'request'>

/** Whose drafts this tab has. `isAdopted`: they are those of a tab that died. */
export type Tab = { id: string; isAdopted: boolean }

/**
 * Begins to find out which tab this is, before anybody has signed in. A tab holds a lock as long as it lives, so that
 * drafts without a holder are those of a tab that died: a new tab takes over the newest of them, once.
 */
export function beginTab(locks: TabLocks | null = browserLocks(), now = Date.now) {
  const known = readStored('session', TAB_KEY)
  // Copied by the browser with a tab that was duplicated: then somebody else holds it.
  const isMine =
    typeof known === 'string' ? take(locks, known, { signal: AbortSignal.timeout(LEFT_MS) }) : null
  const living = isMine === null ? readLiving(locks) : null

  return async (session: Session, mayAdopt: boolean): Promise<Tab> => {
    if (typeof known === 'string' && (await isMine)) return enter(known, false)
    const dead = living && mayAdopt ? findDead(session, await living, now()) : []
    for (const id of dead) {
      // Two tabs that begin together may both have found it.
      if (await take(locks, id, { ifAvailable: true })) return enter(id, true)
    }
    const fresh = crypto.randomUUID()
    void take(locks, fresh, { ifAvailable: true })
    return enter(fresh, false)
  }
}

/** This tab leaves for sign-in: its lock goes with the page, and its drafts stay its own. */
export function keepTabAway(now = Date.now()): void {
  const id = readStored('session', TAB_KEY)
  if (typeof id === 'string') writeStored('local', AWAY + id, now)
}

function enter(id: string, isAdopted: boolean): Tab {
  writeStored('session', TAB_KEY, id)
  writeStored('local', AWAY + id, null)
  return { id, isAdopted }
}

/** Tabs of this operator that have left drafts and hold no lock, the newest first. */
function findDead(session: Session, living: ReadonlySet<string> | null, now: number): string[] {
  if (living === null) return []
  dropStaleMarks(now)
  return [...draftsOf(session)]
    .filter(([id, at]) => now - at <= DAY_MS && !living.has(id) && !isAway(id))
    .toSorted(([, a], [, b]) => b - a)
    .map(([id]) => id)
}

function isAway(id: string): boolean {
  return readStored('local', AWAY + id) !== null
}

function dropStaleMarks(now: number): void {
  for (const key of storedKeys('local', AWAY)) {
    const at = readCount(readStored('local', key))
    if (at === null || now - at > SIGN_IN_MS) writeStored('local', key, null)
  }
}

/** `null`: the browser cannot tell, and nobody is taken for dead. */
async function readLiving(locks: TabLocks | null): Promise<ReadonlySet<string> | null> {
  const state = await locks?.query().catch(() => null)
  const held = state?.held?.flatMap(({ name }) => (name?.startsWith(LOCK) ? name.slice(LOCK.length) : []))
  return held ? new Set(held) : null
}

/** Holds the lock of a tab for as long as this page lives. Without locks every tab is its own. */
function take(locks: TabLocks | null, id: string, options: LockOptions): Promise<boolean> {
  if (locks === null) return Promise.resolve(true)
  return new Promise((resolve) => {
    locks
      .request(LOCK + id, options, (lock) => {
        resolve(lock !== null)
        return lock === null ? undefined : new Promise<never>(() => {})
      })
      .catch(() => resolve(false))
  })
}

function browserLocks(): TabLocks | null {
  return 'locks' in navigator ? navigator.locks : null
}
