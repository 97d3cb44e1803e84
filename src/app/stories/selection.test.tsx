import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { renderApp } from '#src/testing/render-app.tsx'

const MANY = { seed: undefined, workflowCount: 120, life: false } as const

const rowIds = () =>
  [...document.querySelectorAll<HTMLElement>('tr[data-workflow]')].map((row) => row.dataset.workflow ?? '')
const box = (id: string) => screen.findByRole('checkbox', { name: `Select ${id}` })
const boxAt = (index: number) => box(rowIds()[index] ?? '')
const bar = () => screen.findByRole('region', { name: 'Selection' })
const selected = () =>
  [...document.querySelectorAll<HTMLInputElement>('input[data-select]:checked')].map(
    ({ dataset }) => dataset.select,
  )
const listed = (count: number) => waitFor(() => expect(rowIds()).toHaveLength(count))

describe('selecting workflows', () => {
  it('offers nothing to terminate while nothing is selected', async () => {
    await renderApp()
    await listed(10)
    expect(screen.queryByRole('button', { name: 'Terminate…' })).not.toBeInTheDocument()
    expect(screen.queryByRole('region', { name: 'Selection' })).not.toBeInTheDocument()
  })

  it('takes rows one by one, says how many, and clears them', async () => {
    const { user } = await renderApp()
    await user.click(await box(FEW_IDS.quote))
    expect(within(await bar()).getByRole('status')).toHaveTextContent(/^1 selected$/)
    await user.click(await box(FEW_IDS.dealIdle))
    expect(within(await bar()).getByRole('status')).toHaveTextContent(/^2 selected$/)
    await user.click(within(await bar()).getByRole('button', { name: 'Clear' }))
    expect(selected()).toEqual([])
    expect(screen.queryByRole('region', { name: 'Selection' })).not.toBeInTheDocument()
    // The focus goes on in the list, not to nowhere.
    expect(document.activeElement).not.toBe(document.body)
  })

  it('takes what lies between with Shift, in the order shown, and gives it back when the range shrinks', async () => {
    const { user } = await renderApp()
    await user.click(await screen.findByRole('button', { name: /^Last change/ }))
    await listed(10)
    const shown = rowIds()
    await user.click(await boxAt(2))
    fireEvent.click(await boxAt(6), { shiftKey: true })
    expect(selected()).toEqual(shown.slice(2, 7))
    fireEvent.click(await boxAt(4), { shiftKey: true })
    expect(selected()).toEqual(shown.slice(2, 5))
  })

  it('goes by keys: space takes a row, arrows go on, Shift with arrows takes a range', async () => {
    const { user } = await renderApp()
    await listed(10)
    const shown = rowIds()
    // The keys of the list come after its first rows.
    await waitFor(async () => {
      await user.keyboard('{Home}')
      expect(document.activeElement).not.toBe(document.body)
    })
    ;(await boxAt(1)).focus()
    await user.keyboard(' ')
    expect(selected()).toEqual([shown[1]])
    await user.keyboard('{ArrowDown}{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    expect(selected()).toEqual([shown[1], ...shown.slice(3, 6)])
    expect(await boxAt(5)).toHaveFocus()
    await user.keyboard('{Shift>}{ArrowUp}{/Shift}')
    expect(selected()).toEqual([shown[1], ...shown.slice(3, 5)])
  })

  it('takes what is loaded by the checkbox over the column, which shows when it is only some', async () => {
    const { user } = await renderApp()
    await user.click(await box(FEW_IDS.quote))
    const head = screen.getByRole('checkbox', { name: 'Select loaded' })
    expect(head).toBePartiallyChecked()
    await user.click(head)
    expect(selected()).toHaveLength(10)
    expect(head).toBeChecked()
    expect(within(await bar()).queryByRole('button', { name: /that match/ })).not.toBeInTheDocument()
    await user.click(head)
    expect(selected()).toEqual([])
  })

  it('loads all before it takes all that match, and takes just those', async () => {
    const { user } = await renderApp({ sandbox: MANY })
    await listed(50)
    await user.click(screen.getByRole('checkbox', { name: 'Select loaded' }))
    expect(within(await bar()).getByText('50 selected')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Select all 120 that match' }))
    expect(await screen.findByText('120 selected')).toBeVisible()
    await waitFor(() => expect(new Set(selected()).size).toBe(120))
  })

  it('takes all that match a filter which the API does not know, and nothing else', async () => {
    const { user, sandbox } = await renderApp({ sandbox: MANY, path: '/workflows?preset=system' })
    const status = await screen.findByText(/^\d+ of 120 running$/)
    await listed(Number.parseInt(status.textContent, 10))
    const matching = rowIds()
    expect(matching.length).toBeLessThan(120)
    await user.click(await boxAt(0))
    await user.click(await screen.findByRole('button', { name: `Select all ${matching.length} that match` }))
    expect(selected()).toEqual(matching)
    expect(sandbox.size()).toBe(120)
  })

  it('takes nothing when loading is stopped, or cleared, before it was done', async () => {
    const { user, sandbox } = await renderApp({ sandbox: MANY, hasMirror: false })
    await listed(50)
    await user.click(await boxAt(0))
    const held = sandbox.holdNext({ path: '/v1/workflows' })
    await user.click(screen.getByRole('button', { name: 'Select all 120 that match' }))
    await held.arrived
    expect(await screen.findByText('Loading all to select them, 50 of 120')).toBeVisible()
    await user.click(within(await bar()).getByRole('button', { name: 'Clear' }))
    held.release()
    await waitFor(() => expect(rowIds().length).toBeGreaterThan(50))
    expect(selected()).toEqual([])
  })

  it('says what is selected and not in view, and keeps it through a change of filter', async () => {
    const { user } = await renderApp()
    await user.click(await box(FEW_IDS.dealIdle))
    await user.click(await box(FEW_IDS.dealStuck))
    await user.click(screen.getByRole('button', { name: 'Filters' }))
    await user.click(screen.getByRole('button', { name: /^Stuck/ }))
    await waitFor(() => expect(rowIds()).toEqual([FEW_IDS.dealStuck]))
    const back = await screen.findByRole('button', { name: /^2 selected ?, 1 not in view$/ })
    expect(selected()).toEqual([FEW_IDS.dealStuck])
    await user.click(back)
    expect(within(await bar()).getByRole('status')).toHaveTextContent('2 selected, 1 not in view')
    await user.click(screen.getByRole('button', { name: 'Filters' }))
    await user.click(screen.getByRole('button', { name: /^All/ }))
    await waitFor(() => expect(selected()).toHaveLength(2))
  })

  it('is cut to what still exists, and does not grow when something comes', async () => {
    const { user, sandbox } = await renderApp()
    await listed(10)
    await user.click(screen.getByRole('checkbox', { name: 'Select loaded' }))
    sandbox.endWorkflow(FEW_IDS.quote)
    const id = sandbox.addWorkflow({})
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    expect(await screen.findByText('9 selected')).toBeVisible()
    await user.click(await screen.findByRole('button', { name: '1 new' }))
    expect(await box(id)).not.toBeChecked()
    expect(screen.getByText('9 selected')).toBeVisible()
  })

  it('loses what a refresh proves gone, also where only a part of the list is loaded', async () => {
    const { user, sandbox } = await renderApp({ sandbox: MANY })
    await listed(50)
    const [first = '', second = ''] = rowIds()
    await user.click(await box(first))
    await user.click(await box(second))
    sandbox.endWorkflow(first)
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    expect(await screen.findByText('1 selected')).toBeVisible()
    expect(selected()).toEqual([second])
  })

  it('survives a reload: what is not loaded yet is looked for', async () => {
    const { user, reload } = await renderApp({ sandbox: MANY })
    await listed(50)
    await user.click(screen.getByRole('button', { name: 'Load all' }))
    await listed(120)
    const [last = ''] = rowIds().slice(-1)
    await user.click(await boxAt(0))
    await user.click(await box(last))
    reload()
    expect(await screen.findByText(/^2 selected/)).toBeVisible()
    await listed(120)
    expect(await box(last)).toBeChecked()
    expect(within(await bar()).getByRole('status')).toHaveTextContent(/^2 selected$/)
  })

  it('does not take what is being terminated already', async () => {
    const { user, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.dealStuck)
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    expect(await screen.findByText('Terminating…')).toBeVisible()
    expect(await box(FEW_IDS.dealStuck)).toBeDisabled()
    await user.click(screen.getByRole('checkbox', { name: 'Select loaded' }))
    expect(selected()).toHaveLength(9)
    expect(selected()).not.toContain(FEW_IDS.dealStuck)
  })

  it('holds still while something is selected: nobody asks for the list', async () => {
    const { user, exchanges } = await renderApp()
    await user.click(await box(FEW_IDS.quote))
    const asked = () => exchanges.filter(({ url }) => url.pathname === '/v1/workflows').length
    const before = asked()
    document.dispatchEvent(new Event('visibilitychange'))
    expect(asked()).toBe(before)
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    await waitFor(() => expect(asked()).toBe(before + 1))
  })
})
