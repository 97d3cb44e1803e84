import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { renderApp } from '#src/testing/render-app.tsx'

const UNKNOWN = '69f0c2d5ade389.00000000'
const MANY = { seed: undefined, workflowCount: 120, life: false } as const

const region = async (name: string) => within(await screen.findByRole('region', { name }))

describe('the detail of one workflow', () => {
  it('tells everything known of it, with the ways to the portal and the call', async () => {
    await renderApp({ path: `/workflows/${FEW_IDS.dealIdle}` })
    expect(await screen.findByRole('heading', { name: 'Deal 5141' })).toBeVisible()
    const fields = await region('As the API gives it')
    for (const text of [FEW_IDS.dealIdle, 'CCrmDocumentDeal', 'DEAL_5141', 'null'])
      expect(fields.getByText(text)).toBeVisible()
    const links = (await region('On the portal'))
      .getAllByRole('link')
      .map((link) => link.getAttribute('href'))
    expect(links).toEqual([
      `https://sandbox.bitrix24.example/company/personal/bizproc/${FEW_IDS.dealIdle}/`,
      'https://sandbox.bitrix24.example/crm/deal/details/5141/',
      'https://sandbox.bitrix24.example/crm/configs/bp/CRM_DEAL/edit/11/',
      'https://sandbox.bitrix24.example/bizproc/bizproc/',
    ])
    const call = (await region('By hand')).getByText(/\?force=true/)
    expect(call).toHaveTextContent(
      `curl -X DELETE 'http://127.0.0.1:4010/v1/workflows/${FEW_IDS.dealIdle}?force=true'`,
    )
    expect(call).toHaveTextContent('YOUR_APP_KEY')
    expect(document.title).toBe('Deal 5141 · Flowstop')
  })

  it('opens from a link while the list has not come that far', async () => {
    const { sandbox } = await renderApp({ path: '/journal', sandbox: MANY })
    const held = sandbox.holdNext({ path: '/v1/workflows' })
    const last = sandbox.ids().at(-1) ?? ''
    window.history.pushState(null, '', `/workflows/${last}`)
    window.dispatchEvent(new PopStateEvent('popstate'))
    expect(await screen.findByText(/^Looking for details, \d+ of/)).toBeVisible()
    expect(screen.getByRole('heading', { name: last })).toBeVisible()
    expect(screen.getByRole('button', { name: `Terminate ${last}` })).toBeEnabled()
    held.release()
    expect(await (await region('As the API gives it')).findByText(last)).toBeVisible()
  })

  it('finds what the list’s filter leaves out, and where a wrong hint points elsewhere', async () => {
    await renderApp({ path: `/workflows/${FEW_IDS.dealIdle}?template=99&preset=stuck` })
    expect(await screen.findByRole('heading', { name: 'Deal 5141' })).toBeVisible()
  })

  it('says that nothing runs under an ID, and what the journal knows of it', async () => {
    await renderApp({ path: `/workflows/${UNKNOWN}` })
    expect(await screen.findByText(/^No running workflow has this ID/)).toBeVisible()
    expect(await screen.findByText(/^Not terminated through Flowstop/)).toBeVisible()
    expect(screen.queryByRole('button', { name: /^Terminate/ })).not.toBeInTheDocument()
  })

  it('terminates from there, follows it to its end and shows who did it', async () => {
    const { user, advance, letMomentPass, sandbox } = await renderApp({ path: `/workflows/${FEW_IDS.quote}` })
    await user.click(await screen.findByRole('button', { name: `Terminate ${FEW_IDS.quote}` }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Terminate this workflow?' }))
    expect(dialog.getByText(FEW_IDS.quote)).toBeVisible()
    letMomentPass()
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    await advance(3000)
    expect(await screen.findByText(/^It has ended: nothing is left/)).toBeVisible()
    const journal = await region('Journal')
    expect(await journal.findByText('Anna Ivanova')).toBeVisible()
    expect(await journal.findByText('Ended')).toBeVisible()
    expect(sandbox.record.deletes).toHaveLength(1)
  })

  it('says that it has ended when that happens elsewhere meanwhile', async () => {
    const { sandbox, advance } = await renderApp({ path: `/workflows/${FEW_IDS.quote}` })
    await screen.findByRole('heading', { name: 'Quote 77' })
    sandbox.endWorkflow(FEW_IDS.quote)
    await waitFor(
      async () => {
        await advance(11_000)
        expect(screen.getByText(/^It has ended: nothing is left/)).toBeVisible()
      },
      { timeout: 15_000, interval: 1000 },
    )
  })

  it('shows what else runs on the same document, and leads there', async () => {
    const { user, sandbox } = await renderApp({ path: '/journal' })
    const sibling = sandbox.addWorkflow({
      ENTITY: 'CCrmDocumentDeal',
      DOCUMENT_ID: 'DEAL_5141',
      MODULE_ID: 'crm',
    })
    window.history.pushState(null, '', `/workflows/${FEW_IDS.dealIdle}`)
    window.dispatchEvent(new PopStateEvent('popstate'))
    await user.click(await (await region('On the same document')).findByRole('link', { name: sibling }))
    await waitFor(() => expect(window.location.pathname).toBe(`/workflows/${sibling}`))
    expect(
      await (await region('On the same document')).findByRole('link', { name: FEW_IDS.dealIdle }),
    ).toBeVisible()
  })

  it('leads back to the list as it was left, with the focus on the row', async () => {
    const { user } = await renderApp({ path: '/workflows?preset=stuck' })
    await user.click(await screen.findByRole('link', { name: FEW_IDS.dealStuck }))
    await waitFor(() => expect(window.location.pathname).toBe(`/workflows/${FEW_IDS.dealStuck}`))
    expect(window.location.search).toBe('?preset=stuck')
    await screen.findByRole('heading', { name: 'Deal 4711' })
    expect(screen.getByText(/^Stuck: its step has not reported since/)).toBeVisible()
    await user.click(screen.getAllByRole('link', { name: 'Workflows' }).at(-1) ?? document.body)
    await waitFor(() =>
      expect(screen.getByRole('button', { name: `Terminate ${FEW_IDS.dealStuck}` })).toHaveFocus(),
    )
    expect(window.location.search).toBe('?preset=stuck')
  })

  it('names what is on the screen in the tab, wherever one comes from and goes to', async () => {
    const { user } = await renderApp({ path: '/workflows' })
    await screen.findByRole('link', { name: FEW_IDS.dealStuck })
    expect(document.title).toBe('Workflows · Flowstop')
    const goTo = (path: string) => {
      window.history.pushState(null, '', path)
      window.dispatchEvent(new PopStateEvent('popstate'))
    }
    goTo(`/workflows/${FEW_IDS.dealStuck}`)
    await screen.findByRole('heading', { name: 'Deal 4711' })
    expect(document.title).toBe('Deal 4711 · Flowstop')
    await user.click(screen.getByRole('link', { name: 'Journal' }))
    await screen.findByRole('heading', { name: 'Journal', level: 1 })
    expect(document.title).toBe('Journal · Flowstop')
    // All code and rows are there now: list and detail are drawn in one go.
    goTo(`/workflows/${FEW_IDS.dealStuck}`)
    await screen.findByRole('heading', { name: 'Deal 4711' })
    expect(document.title).toBe('Deal 4711 · Flowstop')
    await user.click(screen.getAllByRole('link', { name: 'Workflows' }).at(-1) ?? document.body)
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Deal 4711' })).not.toBeInTheDocument())
    expect(document.title).toBe('Workflows · Flowstop')
    goTo('/nowhere')
    await screen.findByRole('heading', { name: 'There is no such page' })
    expect(document.title).toBe('There is no such page · Flowstop')
  })

  it('refuses an address that cannot be an ID', async () => {
    await renderApp({ path: '/workflows/a%20b' })
    expect(await screen.findByText(/cannot be the ID of a workflow/)).toBeVisible()
  })
})
