import { fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { renderApp } from '#src/testing/render-app.tsx'

const listShown = () => screen.findByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })

describe('signing in', () => {
  it('goes to the portal by itself and comes back to the page that was asked for', async () => {
    const { trips } = await renderApp({ isSignedIn: false, path: '/workflows?preset=stuck' })
    expect(await screen.findByRole('button', { name: `Terminate ${FEW_IDS.dealStuck}` })).toBeVisible()
    expect(trips).toEqual(['/v1/oauth/authorize?return_to=%2Fworkflows%3Fpreset%3Dstuck'])
    expect(window.location.pathname + window.location.search).toBe('/workflows?preset=stuck')
    expect(screen.queryByText(/You were signed in again/)).not.toBeInTheDocument()
  })

  it('needs no sign-in after a reload', async () => {
    const { trips, reload } = await renderApp()
    await listShown()
    reload()
    await listShown()
    expect(trips).toEqual([])
  })

  it('does not loop: a second trip within half a minute ends on the Sign in page', async () => {
    const { trips, sandbox, user } = await renderApp({ isSignedIn: false })
    await listShown()
    sandbox.expireSessions()
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeVisible()
    expect(screen.getByText(/Signing in did not hold/)).toBeVisible()
    expect(trips).toHaveLength(1)
    await user.click(screen.getByRole('button', { name: 'Sign in with Bitrix24' }))
    expect(await listShown()).toBeVisible()
  })

  it('signs out: the cookie, the token and what was typed are gone', async () => {
    const { user, trips, exchanges, open, setConsent } = await renderApp()
    await listShown()
    await user.click(screen.getByRole('button', { name: 'Anna Ivanova' }))
    await user.click(await screen.findByRole('button', { name: 'Sign out' }))
    expect(await screen.findByText(/You have signed out/)).toBeVisible()
    expect(trips).toEqual(['/sign-in?reason=signed_out'])
    expect(Object.keys(localStorage).filter((key) => key.includes('draft'))).toEqual([])
    setConsent(null)
    open('/workflows')
    await waitFor(() => expect(trips).toHaveLength(2))
    expect(exchanges.filter(({ url }) => url.pathname === '/api/session').at(-1)?.answer).not.toContain(
      'vibe_session',
    )
  })

  it('acts as the owner of a personal key, without any sign-in', async () => {
    const { user, sandbox, trips, openDialog } = await renderApp({
      isSignedIn: false,
      gateway: {
        api: { kind: 'personal', url: 'http://127.0.0.1:4010', apiKey: 'vibe_api_sandbox', gate: null },
      },
    })
    const dialog = await openDialog(FEW_IDS.dealIdle)
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    expect(await screen.findByText('Terminating…')).toBeVisible()
    expect(trips).toEqual([])
    expect(sandbox.record.deletes[0]).toMatchObject({ hasBearer: false })
  })

  it('says what a personal key lacks, instead of going to a sign-in that cannot help', async () => {
    const { trips } = await renderApp({
      isSignedIn: false,
      gateway: {
        api: { kind: 'personal', url: 'http://127.0.0.1:4010', apiKey: 'vibe_api_unconnected', gate: null },
      },
    })
    expect(await screen.findByText(/Your administrator has to/)).toBeVisible()
    expect(trips).toEqual([])
  })
})

describe('a session that ends', () => {
  it('in the middle of typing: sign-in, the same dialog, mode and reason, and nothing was sent', async () => {
    const { user, sandbox, advance, openDialog, trips } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    await user.click(dialog.getByRole('radio', { name: /^Force/ }))
    await user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Half a rea')
    sandbox.expireSessions()
    await user.click(dialog.getByRole('button', { name: 'Force-terminate' }))
    expect(await screen.findByText('You were signed in again. Nothing was sent.')).toBeVisible()
    await advance(0)
    expect(await screen.findByRole('textbox', { name: 'Reason' })).toHaveValue('Half a rea')
    expect(screen.getByRole('radio', { name: /^Force/ })).toBeChecked()
    expect(trips).toHaveLength(1)
    expect(sandbox.hasWorkflow(FEW_IDS.dealIdle)).toBe(true)
  })

  it('once, however many calls fail together', async () => {
    const { sandbox, trips, exchanges } = await renderApp()
    await listShown()
    sandbox.expireSessions()
    const starter = screen.getByLabelText('Started by')
    fireEvent.click(screen.getByRole('button', { name: 'Refresh' }))
    fireEvent.change(starter, { target: { value: '7' } })
    fireEvent.keyDown(starter, { key: 'Enter' })
    expect(await screen.findByText('You were signed in again. Nothing was sent.')).toBeVisible()
    expect(exchanges.filter(({ status }) => status === 401).length).toBeGreaterThan(1)
    expect(trips).toHaveLength(1)
  })

  it('waits for a DELETE in flight, resends nothing, and tells what is being checked', async () => {
    const { user, sandbox, openDialog, exchanges } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    const held = sandbox.holdNext({ method: 'DELETE', applied: true })
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await held.arrived
    sandbox.expireSessions()
    // Behind the dialog the page goes on asking: one of its calls hears first that the session is over.
    fireEvent.click(screen.getByRole('button', { name: 'Refresh', hidden: true }))
    await waitFor(() => expect(exchanges.some(({ status }) => status === 401)).toBe(true))
    expect(screen.getByRole('button', { name: 'Terminating…' })).toBeDisabled()
    held.release()
    expect(await screen.findByText(/Checking the termination of/)).toBeVisible()
    expect(sandbox.record.deletes).toHaveLength(1)
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('tells of a DELETE that is answered while it is still asked who is signed in', async () => {
    const { user, sandbox, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    const held = sandbox.holdNext({ method: 'DELETE', applied: true })
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await held.arrived
    const session = holdSessionCall()
    sandbox.expireSessions()
    fireEvent.click(screen.getByRole('button', { name: 'Refresh', hidden: true }))
    await session.asked
    held.release()
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: 'Terminating…' })).not.toBeInTheDocument(),
    )
    session.letGo()
    expect(await screen.findByText(/Checking the termination of/)).toBeVisible()
    expect(screen.queryByText(/Nothing was sent/)).not.toBeInTheDocument()
  })

  it('tells of a DELETE that was answered just before, and whose outcome could not be told any more', async () => {
    const { user, sandbox, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    sandbox.expireSessions()
    fireEvent.click(screen.getByRole('button', { name: 'Refresh' }))
    expect(await screen.findByText(/Checking the termination of/)).toBeVisible()
    expect(screen.queryByText(/Nothing was sent/)).not.toBeInTheDocument()
    expect(sandbox.record.deletes).toHaveLength(1)
  })

  it('drops what one operator typed when another signs in', async () => {
    const { user, sandbox, openDialog, setConsent } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    await user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'A secret of Anna')
    setConsent(7)
    sandbox.expireSessions()
    sandbox.endPortalSessions()
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    expect(await screen.findByRole('button', { name: 'Пётр Смирнов' })).toBeVisible()
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    expect(document.body.textContent).not.toContain('A secret of Anna')
  })
})

/** Keeps the page's next question who is signed in on its way until `letGo`. */
function holdSessionCall(): { asked: Promise<void>; letGo: () => void } {
  const asked = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const send = globalThis.fetch
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
    if (input === paths.session) {
      asked.resolve()
      await gate.promise
    }
    return send(input, init)
  })
  return { asked: asked.promise, letGo: gate.resolve }
}
