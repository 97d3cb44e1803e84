import { act, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { createFakeLocks } from '#src/testing/fake-locks.ts'
import { renderApp } from '#src/testing/render-app.tsx'

const RESTORED = /As you left it/
const TEN_MINUTES_MS = 600_000

type App = Awaited<ReturnType<typeof renderApp>>

const listShown = () => screen.findByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}`, hidden: true })
const reason = () => screen.findByRole('textbox', { name: 'Reason' })
const address = () => window.location.pathname + window.location.search

/** Sets a property that happy-dom lacks or fixes, for this test. */
function setNavigator(name: 'locks' | 'onLine', value: unknown): void {
  Object.defineProperty(navigator, name, { value, configurable: true })
  onTestFinished(() => {
    Reflect.deleteProperty(navigator, name)
  })
}

describe('a tab that died', () => {
  let browser = createFakeLocks()
  let page = browser.openPage()
  beforeEach(() => {
    browser = createFakeLocks()
    page = browser.openPage()
    setNavigator('locks', page.locks)
  })

  /** Kills the page, and opens a tab that knows nothing of it. */
  function openNewTab(app: App, path: string, { isDead = true } = {}) {
    if (isDead) page.kill()
    sessionStorage.clear()
    page = browser.openPage()
    setNavigator('locks', page.locks)
    app.open(path)
  }

  /** Types in a dialog over a filtered list, in the page that will die. */
  async function typeHalf(app: App) {
    app.open('/workflows?document=deal')
    const dialog = await app.openDialog(FEW_IDS.dealIdle)
    await app.user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Half a sen')
    await waitFor(() => expect(Object.values(localStorage).join()).toContain('document=deal'))
  }

  it('is continued by a new one: address, dialog and words, once', async () => {
    const app = await renderApp()
    await listShown()
    await typeHalf(app)
    openNewTab(app, '/')
    expect(await reason()).toHaveValue('Half a sen')
    expect(address()).toBe('/workflows?document=deal')
    expect(within(screen.getByRole('dialog')).getByText(RESTORED)).toBeVisible()
    openNewTab(app, '/', { isDead: false })
    await listShown()
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    expect(address()).toBe('/workflows')
    expect(screen.queryByText(RESTORED)).not.toBeInTheDocument()
    expect(app.sandbox.record.deletes).toEqual([])
  })

  it('with a termination under way is told by what came of it, and sends nothing again', async () => {
    const app = await renderApp()
    const dialog = await app.openDialog(FEW_IDS.dealIdle)
    const held = app.sandbox.holdNext({ method: 'DELETE' })
    await app.user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await held.arrived
    openNewTab(app, '/workflows')
    expect(await screen.findByText(/We do not know whether it was terminated/)).toBeVisible()
    expect(screen.queryByText(RESTORED)).not.toBeInTheDocument()
    expect(screen.getByRole('button', { name: 'Terminate' })).toBeDisabled()
    held.release()
    await app.advance(2000)
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(app.sandbox.record.deletes).toHaveLength(1)
  })

  it('does not move who opened an address of their own', async () => {
    const app = await renderApp()
    await listShown()
    await typeHalf(app)
    openNewTab(app, '/workflows?document=lead')
    expect(await reason()).toHaveValue('Half a sen')
    expect(address()).toBe('/workflows?document=lead')
  })

  it('leaves a link to another dialog alone', async () => {
    const app = await renderApp()
    await listShown()
    await typeHalf(app)
    openNewTab(app, `/workflows/${FEW_IDS.quote}/terminate?reason=Linked`)
    expect(await reason()).toHaveValue('Linked')
  })

  it('is nobody’s after signing out, and never another operator’s', async () => {
    const app = await renderApp()
    await listShown()
    await typeHalf(app)
    await app.user.click(screen.getByRole('button', { name: 'Keep running' }))
    await app.user.click(await screen.findByRole('button', { name: 'Anna Ivanova' }))
    await app.user.click(await screen.findByRole('button', { name: 'Sign out' }))
    expect(await screen.findByText(/You have signed out/)).toBeVisible()
    expect(Object.values(localStorage).join()).not.toContain('document=deal')
    app.setConsent(7)
    openNewTab(app, '/workflows')
    await listShown()
    expect(address()).toBe('/workflows')
    expect(screen.queryByText(RESTORED)).not.toBeInTheDocument()
  })
})

it('keeps what was typed of a protected ID over a reload', async () => {
  const app = await renderApp({ gateway: { protectedStarters: ['0'] } })
  const dialog = await app.openDialog(FEW_IDS.leadBySystem)
  await app.user.type(dialog.getByLabelText(/protected here/), FEW_IDS.leadBySystem.slice(-4))
  app.reload()
  expect(await screen.findByLabelText(/protected here/)).toHaveValue(FEW_IDS.leadBySystem.slice(-4))
  app.letMomentPass()
  await app.user.click(screen.getByRole('button', { name: 'Terminate' }))
  await waitFor(() => expect(app.sandbox.record.deletes).toHaveLength(1))
})

describe('a session that ends soon', () => {
  /** The browser's clock, so long before the session ends. */
  async function openBefore(ms: number) {
    const app = await renderApp()
    await listShown()
    const answer = app.exchanges.findLast(({ url }) => url.pathname === '/api/session')?.answer ?? ''
    const { expiresAt } = (JSON.parse(answer) as { data: { session: { expiresAt: string } } }).data.session
    vi.spyOn(Date, 'now').mockReturnValue(new Date(expiresAt).getTime() - ms)
    app.reload()
    await listShown()
    return app
  }
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('is told ten minutes before, with a way to sign in that keeps everything', async () => {
    const app = await openBefore(TEN_MINUTES_MS - 60_000)
    const line = screen.getByText(/^Your session ends at \d\d:\d\d/)
    expect(line.closest('[role=status]')).toBeVisible()
    await app.user.click(screen.getByRole('checkbox', { name: `Select ${FEW_IDS.dealIdle}` }))
    await app.user.click(screen.getByRole('button', { name: 'Sign in again now' }))
    expect(await screen.findByText('You were signed in again. Nothing was sent.')).toBeVisible()
    expect(await screen.findByText('1 selected')).toBeVisible()
    expect(app.trips).toHaveLength(1)
  })

  it('is not told earlier', async () => {
    await openBefore(TEN_MINUTES_MS + 60_000)
    expect(screen.queryByText(/^Your session ends at/)).not.toBeInTheDocument()
  })
})

describe('without a network', () => {
  function setOnline(isOnline: boolean) {
    setNavigator('onLine', isOnline)
    act(() => {
      window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'))
    })
  }

  it('says since when, refuses a press before anything leaves, and reads anew afterwards', async () => {
    const app = await renderApp()
    const dialog = await app.openDialog(FEW_IDS.dealIdle)
    await app.user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Kept')
    setOnline(false)
    expect(screen.getByText(/^No network since \d\d:\d\d.*\. What you see is from then/)).toBeInTheDocument()
    const calls = app.exchanges.length
    await app.user.click(dialog.getByRole('button', { name: 'Terminate' }))
    expect(dialog.getByText('There is no network: nothing was sent. What you typed is kept.')).toBeVisible()
    expect(dialog.getByRole('textbox', { name: 'Reason' })).toHaveValue('Kept')
    expect(app.exchanges.slice(calls).filter(({ method }) => method === 'DELETE')).toEqual([])

    setOnline(true)
    expect(screen.queryByText(/^No network since/)).not.toBeInTheDocument()
    expect(dialog.queryByText(/There is no network/)).not.toBeInTheDocument()
    await waitFor(() => expect(app.exchanges.length).toBeGreaterThan(calls))
    await app.user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await waitFor(() => expect(app.sandbox.record.deletes).toMatchObject([{ status: 'Kept' }]))
  })
})
