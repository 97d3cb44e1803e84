import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { renderApp } from '#src/testing/render-app.tsx'

describe('the journal', () => {
  it('answers who ended what, how and why', async () => {
    const { user, openDialog, sandbox } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    await user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Ошибка в шаблоне')
    await user.click(dialog.getByRole('radio', { name: /^Force/ }))
    await user.click(dialog.getByRole('button', { name: 'Force-terminate' }))
    await waitFor(() => expect(sandbox.record.deletes).toHaveLength(1))

    await user.click(screen.getByRole('link', { name: 'Journal' }))
    const row = (await screen.findByText('Ошибка в шаблоне')).closest('tr')
    if (!row) throw new Error('no row')
    expect(within(row).getByText('Anna Ivanova')).toBeVisible()
    expect(within(row).getByText('Force')).toBeVisible()
    expect(within(row).getByText(FEW_IDS.dealIdle)).toBeVisible()
    expect(within(row).getByText('Deal')).toBeVisible()
  })

  it('finds a reason in any case of Cyrillic, and says what an unknown id means', async () => {
    const { user, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    await user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Ошибка в шаблоне')
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await user.click(await screen.findByRole('link', { name: 'Journal' }))
    const search = await screen.findByRole('searchbox', { name: 'Search' })
    await user.type(search, 'ОШИБКА')
    expect(await screen.findByText('Ошибка в шаблоне')).toBeVisible()
    await user.clear(search)
    await user.type(search, '69f0c2d5ade389.00000000')
    expect(await screen.findByText(/Not terminated through Flowstop/)).toBeVisible()
  })

  it('shows an outcome by itself when it is found', async () => {
    const { user, openDialog, advance } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealIdle)
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await user.click(await screen.findByRole('link', { name: 'Journal' }))
    expect(await screen.findByText('Accepted, being followed')).toBeVisible()
    await advance(3000)
    expect(await screen.findByText('Ended', undefined, { timeout: 5000 })).toBeVisible()
  })

  it('is empty before anything was terminated', async () => {
    await renderApp({ path: '/journal' })
    expect(await screen.findByRole('heading', { name: 'Nothing was terminated yet' })).toBeVisible()
  })
})

describe('a link to a termination', () => {
  it('opens the dialog filled, and never fires', async () => {
    const { sandbox } = await renderApp({
      path: `/workflows/${FEW_IDS.dealIdle}/terminate?mode=force&reason=Agreed%20with%20sales`,
    })
    expect(await screen.findByText(/Filled in by the link\./)).toBeVisible()
    expect(screen.getByRole('radio', { name: /^Force/ })).toBeChecked()
    expect(screen.getByRole('textbox', { name: 'Reason' })).toHaveValue('Agreed with sales')
    expect(await screen.findByText('Deal', { selector: 'dd *' })).toBeVisible()
    expect(sandbox.record.deletes).toHaveLength(0)
  })

  it('proves a miss before it says that nothing has this id', async () => {
    await renderApp({ path: '/workflows/69f0c2d5ade389.00000000/terminate' })
    expect(
      await screen.findByText('No running workflow has this ID. It has ended, or the link is wrong.'),
    ).toBeVisible()
    expect(screen.getByRole('button', { name: 'Close' })).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Terminate' })).not.toBeInTheDocument()
  })

  it('with an id that can be none says so', async () => {
    await renderApp({ path: '/workflows/..../terminate' })
    expect(await screen.findByText(/cannot be the ID of a workflow/)).toBeVisible()
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('goes back to the list when closed', async () => {
    const { user, letMomentPass } = await renderApp({ path: `/workflows/${FEW_IDS.dealIdle}/terminate` })
    const keep = await screen.findByRole('button', { name: 'Keep running' })
    letMomentPass()
    await user.click(keep)
    expect(window.location.pathname).toBe('/workflows')
  })
})

describe('an address that leads nowhere', () => {
  it('says so and shows the way back', async () => {
    const { user } = await renderApp({ path: '/nonsense' })
    expect(await screen.findByRole('heading', { name: 'There is no such page', level: 1 })).toBeVisible()
    await user.click(within(screen.getByRole('main')).getByRole('link', { name: 'Workflows' }))
    expect(await screen.findByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })).toBeVisible()
  })
})
