import { beforeEach, describe, expect, it } from 'vitest'

import type { Session } from '#src/contract/session.ts'
import { createFakeLocks } from '#src/testing/fake-locks.ts'

import { createDrafts, DAY_MS } from './drafts.ts'
import { beginTab, keepTabAway, type TabLocks } from './tab.ts'

const ANNA: Session = {
  token: 'vibe_session_secret',
  portal: 'portal.bitrix24.com',
  operator: { id: '1', name: 'Anna' },
  expiresAt: null,
}
const BORIS: Session = { ...ANNA, operator: { id: '2', name: 'Boris' } }
const NOON = 1_800_000_000_000

let browser = createFakeLocks()
beforeEach(() => {
  browser = createFakeLocks()
})

/** A new tab: its own session storage is empty. */
async function openTab({ session = ANNA, at = NOON, mayAdopt = true } = {}) {
  sessionStorage.clear()
  return reload({ session, at, mayAdopt })
}

async function reload({ session = ANNA, at = NOON, mayAdopt = true } = {}) {
  const page = browser.openPage()
  const tab = await beginTab(page.locks, () => at)(session, mayAdopt)
  return { ...tab, kill: page.kill, drafts: createDrafts(session, tab.id, () => at) }
}

describe('a tab that died', () => {
  it('leaves its drafts to the next new tab, and to one only', async () => {
    const dead = await openTab()
    dead.drafts.write('termination', { reason: 'Half a sen' })
    dead.kill()
    const next = await openTab()
    expect(next).toMatchObject({ id: dead.id, isAdopted: true })
    expect(next.drafts.read('termination')).toEqual({ reason: 'Half a sen' })
    const second = await openTab()
    expect(second.isAdopted).toBe(false)
    expect(second.drafts.names()).toEqual([])
  })

  it('is found once by two tabs that begin together', async () => {
    const dead = await openTab()
    dead.drafts.write('selection', {})
    dead.kill()
    sessionStorage.clear()
    const enters = [
      beginTab(browser.openPage().locks, () => NOON),
      beginTab(browser.openPage().locks, () => NOON),
    ]
    const tabs = await Promise.all(enters.map((enter) => enter(ANNA, true)))
    expect(tabs.filter(({ isAdopted }) => isAdopted)).toHaveLength(1)
  })

  it('of several, the one that was used last is taken over first', async () => {
    const early = await openTab({ at: NOON - 2000 })
    early.drafts.write('termination', {})
    const late = await openTab({ at: NOON - 1000 })
    late.drafts.write('termination', {})
    early.kill()
    late.kill()
    expect((await openTab()).id).toBe(late.id)
    expect((await openTab()).id).toBe(early.id)
  })

  it('leaves nothing after 24 hours, to another operator, or on another portal', async () => {
    const dead = await openTab()
    dead.drafts.write('termination', { reason: 'Mine' })
    dead.kill()
    expect((await openTab({ session: BORIS })).isAdopted).toBe(false)
    expect((await openTab({ session: { ...ANNA, portal: 'other.bitrix24.com' } })).isAdopted).toBe(false)
    const late = await openTab({ at: NOON + DAY_MS + 1 })
    expect(late.isAdopted).toBe(false)
    expect(localStorage.length).toBe(0)
  })

  it('leaves nothing after signing out, not even what is written on the way out', async () => {
    const dead = await openTab()
    dead.drafts.write('termination', {})
    dead.kill()
    const living = await openTab({ mayAdopt: false })
    living.drafts.write('selection', {})
    living.drafts.end()
    living.drafts.write('selection', {})
    expect(localStorage.length).toBe(0)
    living.kill()
    expect((await openTab()).isAdopted).toBe(false)
  })

  it('does not come back over a link to a dialog of its own', async () => {
    const dead = await openTab()
    dead.drafts.write('termination', {})
    dead.kill()
    expect((await openTab({ mayAdopt: false })).isAdopted).toBe(false)
    expect((await openTab()).isAdopted).toBe(true)
  })
})

describe('a living tab', () => {
  it('keeps its drafts to itself', async () => {
    const first = await openTab()
    first.drafts.write('termination', { reason: 'Still typing' })
    const second = await openTab()
    expect(second).toMatchObject({ isAdopted: false })
    expect(second.id).not.toBe(first.id)
  })

  it('finds its own again after a reload', async () => {
    const before = await openTab()
    before.kill()
    expect(await reload()).toMatchObject({ id: before.id, isAdopted: false })
  })

  it('shares its id with no copy of itself', async () => {
    const first = await openTab()
    first.drafts.write('termination', {})
    const copy = await reload()
    expect(copy.id).not.toBe(first.id)
    expect(copy.isAdopted).toBe(false)
  })

  it('is not taken for dead while it is away for sign-in', async () => {
    const away = await openTab()
    away.drafts.write('termination', {})
    keepTabAway(NOON)
    away.kill()
    expect((await openTab({ at: NOON + 60_000 })).isAdopted).toBe(false)
    expect((await openTab({ at: NOON + 3_600_000 })).id).toBe(away.id)
  })
})

it('without locks, or where they cannot be asked, every new tab is its own', async () => {
  const dead = await openTab()
  dead.drafts.write('termination', {})
  dead.kill()
  const mute: TabLocks = {
    ...browser.openPage().locks,
    query: () => Promise.reject(new DOMException('No', 'SecurityError')),
  }
  for (const locks of [null, mute]) {
    sessionStorage.clear()
    expect((await beginTab(locks)(ANNA, true)).isAdopted).toBe(false)
  }
})

it('keeps no token', async () => {
  const tab = await openTab()
  tab.drafts.write('termination', {})
  expect([...Object.values(localStorage), ...Object.values(sessionStorage)].join()).not.toContain(
    'vibe_session',
  )
})
