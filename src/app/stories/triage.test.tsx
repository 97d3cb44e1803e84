import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { renderApp } from '#src/testing/render-app.tsx'
import { readRecords, watchSavedFiles } from '#src/testing/saved-files.ts'

type App = Awaited<ReturnType<typeof renderApp>>

const rowIds = () =>
  [...document.querySelectorAll<HTMLElement>('tr[data-workflow]')].map((row) => row.dataset.workflow ?? '')
const listed = (count: number) => waitFor(() => expect(rowIds()).toHaveLength(count))
const heads = () => screen.getAllByRole('columnheader').map(({ textContent }) => textContent)

async function openRowMenu({ user }: App, id: string) {
  await user.click(await screen.findByRole('button', { name: `More for ${id}` }))
  return within(await screen.findByRole('menu'))
}

async function openViewMenu({ user }: App) {
  await user.click(screen.getByRole('button', { name: 'View' }))
  return within(await screen.findByRole('menu'))
}

describe('from a row to a filter', () => {
  it('shows only this value, or all but this, and says so where it can be taken back', async () => {
    const app = await renderApp()
    await listed(10)
    const menu = await openRowMenu(app, FEW_IDS.dealIdle)
    const template = within(menu.getByRole('group', { name: /^Template: / }))
    await app.user.click(template.getByRole('menuitem', { name: 'All but this' }))
    await listed(9)
    expect(rowIds()).not.toContain(FEW_IDS.dealIdle)
    expect(window.location.search).toBe('?notTemplate=11')

    const again = await openRowMenu(app, FEW_IDS.dealStuck)
    const state = within(again.getByRole('group', { name: 'State: Stuck' }))
    await app.user.click(state.getByRole('menuitem', { name: 'Only this value' }))
    await waitFor(() => expect(rowIds()).toEqual([FEW_IDS.dealStuck]))

    await app.user.click(await screen.findByRole('button', { name: /^Remove the filter Template: not / }))
    await waitFor(() => expect(window.location.search).toBe('?lock=stuck'))
  })

  it('opens the menu of one cell by the other mouse button', async () => {
    const app = await renderApp()
    await listed(10)
    const cell = document.querySelector(`[data-workflow="${FEW_IDS.leadBySystem}"] [data-cell=document]`)
    if (cell === null) throw new Error('no cell')
    fireEvent.contextMenu(cell)
    const menu = within(await screen.findByRole('menu'))
    await app.user.click(menu.getByRole('menuitem', { name: 'Only this document' }))
    await waitFor(() => expect(rowIds()).toEqual([FEW_IDS.leadBySystem]))
    expect(new URLSearchParams(window.location.search).get('documentId')).toBe('LEAD_310')
  })

  it('copies a value, and says when the browser does not let it', async () => {
    const app = await renderApp()
    await listed(10)
    const write = vi.spyOn(navigator.clipboard, 'writeText')
    await app.user.click(
      (await openRowMenu(app, FEW_IDS.quote)).getByRole('menuitem', { name: `Copy ${FEW_IDS.quote}` }),
    )
    expect(await screen.findByText(`Copied: ${FEW_IDS.quote}`)).toBeVisible()
    write.mockRejectedValueOnce(new Error('not allowed'))
    await app.user.click(
      (await openRowMenu(app, FEW_IDS.quote)).getByRole('menuitem', { name: 'Copy QUOTE_77' }),
    )
    expect(await screen.findByText('Not copied. Copy it by hand: QUOTE_77')).toBeVisible()
  })

  it('holds still while a menu is open', async () => {
    const app = await renderApp({ sandbox: { seed: undefined, workflowCount: 20, life: false } })
    await listed(20)
    await screen.findByText(/Locks read/)
    const [first = '', second = ''] = rowIds()
    await openRowMenu(app, first)
    app.sandbox.endWorkflow(second)
    const lookAgain = async () => {
      await app.advance(11_000)
      fireEvent(window, new Event('visibilitychange'))
      await app.advance(1000)
    }
    await lookAgain()
    await lookAgain()
    expect(rowIds()).toHaveLength(20)
    await app.user.keyboard('{Escape}')
    await waitFor(async () => {
      await lookAgain()
      expect(rowIds()).not.toContain(second)
    })
  })
})

describe('filters the API does not have', () => {
  it('age, lock and module are over everything that runs', async () => {
    const app = await renderApp({ sandbox: { seed: undefined, workflowCount: 120, life: false } })
    await app.user.click(await screen.findByRole('button', { name: 'More filters' }))
    await app.user.selectOptions(await screen.findByLabelText('Module'), 'lists')
    const status = await screen.findByText(/^\d+ of 120 running$/)
    const inLists = Number.parseInt(status.textContent, 10)
    expect(inLists).toBeGreaterThan(0)
    await app.user.selectOptions(screen.getByLabelText('Last change'), 'over_30d')
    expect(window.location.search).toBe('?module=lists&age=over_30d')
    await waitFor(() => expect(rowIds().length).toBeLessThan(inLists))
  })

  it('says both waiting slots of a CRM item are used', async () => {
    const app = await renderApp()
    const deal = { ENTITY: 'CCrmDocumentDeal', DOCUMENT_ID: 'DEAL_5141', MODULE_ID: 'crm' }
    app.sandbox.addWorkflow(deal)
    app.reload()
    expect((await screen.findAllByText(/^2 of 2 waiting slots used/)).length).toBe(2)
  })
})

describe('a search that finds nothing running', () => {
  it('goes on in the journal', async () => {
    const app = await renderApp()
    const dialog = await app.openDialog(FEW_IDS.dealIdle)
    await app.user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Agreed with sales')
    await app.user.click(dialog.getByRole('radio', { name: /^Force/ }))
    await app.user.click(dialog.getByRole('button', { name: 'Force-terminate' }))
    await app.advance(3000)
    await waitFor(() => expect(rowIds()).not.toContain(FEW_IDS.dealIdle))
    await app.user.type(screen.getByRole('searchbox', { name: 'Search' }), 'agreed')
    const matches = within(await screen.findByRole('region', { name: 'In the journal' }))
    expect(await matches.findByText('Agreed with sales')).toBeVisible()
    expect(matches.getByRole('link', { name: 'Show 1 entry in the journal' })).toHaveAttribute(
      'href',
      '/journal?q=agreed',
    )
  })

  it('says of an ID that nobody knows what that can mean', async () => {
    await renderApp({ path: '/workflows?q=69f0c2d5ade389.00000000' })
    expect(await screen.findByText(/^Not terminated through Flowstop/)).toBeVisible()
  })
})

describe('views', () => {
  it('shows what everybody has, and keeps and removes own ones', async () => {
    const app = await renderApp({ path: '/workflows?notTemplate=11' })
    await listed(9)
    const menu = await openViewMenu(app)
    await app.user.click(menu.getByRole('menuitem', { name: /^Save or remove/ }))
    await app.user.type(
      await screen.findByRole('textbox', { name: 'Save what is shown now as' }),
      'Без согласований',
    )
    app.letMomentPass()
    await app.user.click(screen.getByRole('button', { name: 'Save view' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())

    await app.user.click((await openViewMenu(app)).getByRole('menuitem', { name: /^Stuck, longest/ }))
    await waitFor(() => expect(rowIds()).toEqual([FEW_IDS.dealStuck]))
    expect(window.location.search).toBe('?preset=stuck&sort=changed_oldest')

    app.reload()
    await waitFor(() => expect(rowIds()).toEqual([FEW_IDS.dealStuck]))
    await app.user.click((await openViewMenu(app)).getByRole('menuitem', { name: 'Без согласований' }))
    await listed(9)
    expect(window.location.search).toBe('?notTemplate=11')

    await app.user.click((await openViewMenu(app)).getByRole('menuitem', { name: /^Save or remove/ }))
    const remove = await screen.findByRole('button', { name: 'Remove the view Без согласований' })
    app.letMomentPass()
    await app.user.click(remove)
    await app.user.click(screen.getByRole('button', { name: 'Close' }))
    expect(
      (await openViewMenu(app)).queryByRole('menuitem', { name: 'Без согласований' }),
    ).not.toBeInTheDocument()
  })

  it('a link to what is shown can be given to somebody else', async () => {
    const app = await renderApp({ path: '/workflows?preset=system&sort=started_oldest' })
    await screen.findByText(/^\d+ of 10 running$/)
    const write = vi.spyOn(navigator.clipboard, 'writeText')
    await app.user.click((await openViewMenu(app)).getByRole('menuitem', { name: 'Copy link' }))
    expect(await screen.findByText('The link to this view was copied')).toBeVisible()
    expect(write).toHaveBeenCalledWith('http://localhost:3000/workflows?preset=system&sort=started_oldest')
  })
})

describe('columns', () => {
  it('that are hidden stay hidden after a reload, and come back', async () => {
    const app = await renderApp()
    await listed(10)
    const menu = await openViewMenu(app)
    await app.user.click(menu.getByRole('menuitemcheckbox', { name: 'ID' }))
    await app.user.click(menu.getByRole('menuitemcheckbox', { name: 'Started by' }))
    await app.user.keyboard('{Escape}')
    expect(heads()).not.toContain('ID')
    app.reload()
    await listed(10)
    expect(heads()).not.toContain('Started by')
    expect(screen.queryByText(FEW_IDS.quote)).not.toBeInTheDocument()
    await app.user.click((await openViewMenu(app)).getByRole('menuitemcheckbox', { name: 'ID' }))
    expect(heads()).toContain('ID')
  })

  it('sort by everything that stands in them, in the address', async () => {
    const { user } = await renderApp()
    await listed(10)
    await user.click(screen.getByRole('button', { name: 'Document' }))
    await waitFor(() => expect(window.location.search).toBe('?sort=document_asc'))
    await user.click(screen.getByRole('button', { name: /^Document/ }))
    await waitFor(() => expect(window.location.search).toBe('?sort=document_desc'))
    expect(screen.getByRole('columnheader', { name: /^Document/ })).toHaveAttribute('aria-sort', 'descending')
  })
})

describe('the file', () => {
  it('holds exactly the rows that are shown, in their order', async () => {
    const saved = watchSavedFiles()
    const app = await renderApp({ path: '/workflows?startedBy=7&sort=changed_oldest' })
    await listed(2)
    await app.user.click((await openViewMenu(app)).getByRole('menuitem', { name: 'Save 2 rows as CSV' }))
    expect(await screen.findByText('2 workflows saved')).toBeVisible()
    expect(saved.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^flowstop-workflows-\d{4}-\d\d-\d\d\.csv$/),
    ])
    const records = readRecords((await saved[0]?.text()) ?? '')
    expect(records.map((record) => record['Workflow ID'])).toEqual(rowIds())
    expect(records.map((record) => record['Started by'])).toEqual(['Пётр Смирнов', 'Пётр Смирнов'])
  })
})
