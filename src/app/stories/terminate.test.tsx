import { screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { renderApp } from '#src/testing/render-app.tsx'

const NASTY = 'Причина: "a&b=c" #1 100% + ☂'

describe('terminating one workflow', () => {
  it('names the workflow, sends one DELETE and follows the row until it has left', async () => {
    const { user, sandbox, advance, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    expect(dialog.getByText(FEW_IDS.dealIdle)).toBeVisible()
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))

    expect(await screen.findByText('Terminating…')).toBeVisible()
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    await advance(3000)
    expect(await screen.findByText(/has ended/, undefined, { timeout: 4000 })).toBeVisible()
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })).not.toBeInTheDocument(),
    )
    expect(sandbox.record.deletes.map(({ rawQuery }) => rawQuery)).toEqual([''])
  })

  it('forces at once when asked to, and says what that means', async () => {
    const { user, sandbox, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealStuck)
    expect(dialog.getByText(/Soft may wait for ever/)).toBeVisible()
    await user.click(dialog.getByRole('radio', { name: /^Force/ }))
    expect(dialog.queryByText(/Soft may wait for ever/)).not.toBeInTheDocument()
    await user.click(dialog.getByRole('button', { name: 'Force-terminate' }))

    await waitFor(() => expect(sandbox.record.deletes).toHaveLength(1))
    expect(sandbox.record.deletes[0]).toMatchObject({ id: FEW_IDS.dealStuck, force: true })
    expect(sandbox.hasWorkflow(FEW_IDS.dealStuck)).toBe(false)
  })

  it('brings the reason to the portal unchanged', async () => {
    const { user, sandbox, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    await user.click(dialog.getByRole('textbox', { name: 'Reason' }))
    await user.paste(NASTY)
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))

    await waitFor(() => expect(sandbox.record.deletes).toHaveLength(1))
    expect(sandbox.record.deletes[0]?.status).toBe(NASTY)
    expect(sandbox.record.deletes[0]?.rawQuery).not.toContain('force')
  })

  it('counts a long reason, and says what the portal may do to it', async () => {
    const { user, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    const field = dialog.getByRole('textbox', { name: 'Reason' })
    await user.click(field)
    await user.paste('a'.repeat(179))
    expect(dialog.queryByText(/of 255 characters/)).not.toBeInTheDocument()
    await user.paste('b')
    expect(dialog.getByText('180 of 255 characters')).toBeVisible()
    await user.paste('c'.repeat(80))
    expect(dialog.getByText(/Bitrix24 may shorten it to 255; the journal keeps all of it/)).toBeVisible()
  })

  it('sends one DELETE for a double click', async () => {
    const { user, pageDeletes, sandbox, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    await user.dblClick(dialog.getByRole('button', { name: 'Terminate' }))
    expect(await screen.findByText('Terminating…')).toBeVisible()
    expect(pageDeletes()).toHaveLength(1)
    expect(sandbox.record.deletes).toHaveLength(1)
  })

  it('never sends for Enter in the reason, and sends for Ctrl+Enter', async () => {
    const { user, sandbox, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    const field = dialog.getByRole('textbox', { name: 'Reason' })
    await user.type(field, 'one{Enter}two')
    expect(field).toHaveValue('one\ntwo')
    expect(sandbox.record.deletes).toHaveLength(0)
    await user.keyboard('{Control>}{Enter}{/Control}')
    await waitFor(() => expect(sandbox.record.deletes).toHaveLength(1))
  })

  it('opens with the focus on Keep running, which sends nothing and gives the focus back', async () => {
    const { user, sandbox, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    const keep = dialog.getByRole('button', { name: 'Keep running' })
    expect(keep).toHaveFocus()
    await user.click(keep)
    await waitFor(() =>
      expect(screen.getByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })).toHaveFocus(),
    )
    expect(sandbox.record.deletes).toHaveLength(0)
  })

  it('ignores a press in the moment the dialog appears', async () => {
    const { user, sandbox } = await renderApp()
    const open = await screen.findByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })
    // However slow this machine is, it is still the same moment.
    vi.spyOn(performance, 'now').mockReturnValue(performance.now())
    await user.click(open)
    await user.click(await screen.findByRole('button', { name: 'Terminate' }))
    expect(screen.getByRole('dialog')).toBeVisible()
    expect(sandbox.record.deletes).toHaveLength(0)
  })

  it('stays with its target when the list moves', async () => {
    const { user, sandbox, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    sandbox.touchWorkflow(FEW_IDS.quote)
    sandbox.addWorkflow({})
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await waitFor(() => expect(sandbox.record.deletes.map(({ id }) => id)).toEqual([FEW_IDS.dealIdle]))
  })

  it('says that a workflow ended since the list was read, and offers nothing but to close', async () => {
    const { user, sandbox, openDialog } = await renderApp()
    await screen.findByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })
    sandbox.endWorkflow(FEW_IDS.dealIdle)
    const dialog = await openDialog(FEW_IDS.dealIdle)
    expect(await dialog.findByText(/It has ended since you looked/)).toBeVisible()
    expect(dialog.queryByRole('button', { name: 'Terminate' })).not.toBeInTheDocument()
    await user.click(dialog.getByRole('button', { name: 'Close' }))
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('says that a workflow moved on since the list was read', async () => {
    const { sandbox, advance, openDialog } = await renderApp()
    await screen.findByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })
    await advance(60_000)
    sandbox.touchWorkflow(FEW_IDS.dealIdle)
    const dialog = await openDialog(FEW_IDS.dealIdle)
    expect(await dialog.findByText(/^It moved on/)).toBeVisible()
  })

  it('offers Force on the row when a soft termination shows no effect for a minute', async () => {
    const { user, sandbox, advance, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealStuck)
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    expect(await screen.findByText('Terminating…')).toBeVisible()
    await advance(80_000)
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    const force = await screen.findByText('Force…', undefined, { timeout: 4000 })
    await user.click(force)
    expect(await screen.findByRole('radio', { name: /^Force/ })).toBeChecked()
    await advance(600_000)
    expect(await screen.findByText('Still running', undefined, { timeout: 4000 })).toBeInTheDocument()
    expect(sandbox.record.deletes).toHaveLength(1)
  })

  it('asks for a reason where the console requires one, and sends nothing without', async () => {
    const { user, sandbox, openDialog } = await renderApp({ gateway: { requireReason: 'always' } })
    const dialog = await openDialog(FEW_IDS.dealIdle)
    // The browser's own check of `required` would stop it first; this is what stands behind it.
    dialog.getByRole('textbox', { name: 'Reason' }).removeAttribute('required')
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    expect(await dialog.findByText('Give a reason: this console requires one.')).toBeVisible()
    expect(sandbox.record.deletes).toHaveLength(0)
    await user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Stuck since May')
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await waitFor(() => expect(sandbox.record.deletes).toHaveLength(1))
  })

  it('asks twice for a protected template', async () => {
    const { user, sandbox, openDialog } = await renderApp({ gateway: { protectedStarters: ['0'] } })
    const dialog = await openDialog(FEW_IDS.leadBySystem)
    expect(dialog.getByText(/protected here/)).toBeVisible()
    expect(dialog.getByRole('button', { name: 'Terminate' })).toBeDisabled()
    await user.type(dialog.getByLabelText(/protected here/), FEW_IDS.leadBySystem.slice(-4))
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await waitFor(() => expect(sandbox.record.deletes).toHaveLength(1))
  })

  it('asks for the ID when the gateway knows of a protection that the page does not', async () => {
    const rules = { protectedStarters: [] as string[], protectedTemplates: [] as string[] }
    const { user, sandbox, openDialog } = await renderApp({ gateway: rules })
    const dialog = await openDialog(FEW_IDS.leadBySystem)
    await dialog.findByText(/looked just now/)
    // Restarted with other rules while this page was open.
    rules.protectedStarters.push('0')
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    expect(await dialog.findByText('This workflow is protected here: nothing was sent.')).toBeVisible()
    expect(sandbox.record.deletes).toHaveLength(0)
    expect(dialog.getByRole('button', { name: 'Terminate' })).toBeDisabled()
    await user.type(dialog.getByLabelText(/this may be one of them/), FEW_IDS.leadBySystem.slice(-4))
    sandbox.failNext({ method: 'DELETE', code: 'BITRIX_ERROR', status: 422 })
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    expect(await dialog.findByText('Bitrix24 refused: BITRIX_ERROR')).toBeVisible()
    // Another refusal takes neither the question nor the answer back.
    expect(dialog.getByLabelText(/this may be one of them/)).toHaveValue(FEW_IDS.leadBySystem.slice(-4))
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await waitFor(() => expect(sandbox.record.deletes).toHaveLength(2))
  })
})
