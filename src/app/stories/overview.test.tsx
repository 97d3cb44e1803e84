import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { BORIS } from '#server/sandbox/access/people.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { renderApp } from '#src/testing/render-app.tsx'

type Options = Parameters<typeof renderApp>[0]

const openOverview = (options: Options = {}) => renderApp({ path: '/overview', ...options })

/** Tests have no room to draw in: this is also what is read where nothing can be drawn. */
const table = async (name: string) => within(await screen.findByRole('table', { name }))

const cellsOf = (row: HTMLElement) =>
  within(row)
    .getAllByRole('cell')
    .map((cell) => cell.textContent)

const rowIds = () =>
  [...document.querySelectorAll<HTMLElement>('tr[data-workflow]')].map((row) => row.dataset.workflow)

describe('what runs, at a glance', () => {
  it('is counted by template and age, and each number leads to its rows', async () => {
    const { user } = await openOverview()
    const byTemplate = await table('Running by template')
    const row = (await byTemplate.findByRole('rowheader', { name: 'Contract preparation' })).closest('tr')
    if (!row) throw new Error('no row')
    // All of them, and five bands from the newest to the oldest.
    expect(cellsOf(row)).toEqual(['1', '0', '0', '0', '1', '0'])
    const link = within(row).getByRole('link', { name: '1: Contract preparation, 7 to 30 days ago' })
    await user.click(link)
    await waitFor(() => expect(rowIds()).toEqual([FEW_IDS.dealStuck]))
    expect(window.location.pathname + window.location.search).toBe('/workflows?template=14&age=7d_30d')
  })

  it('is counted by age, and nothing is counted twice', async () => {
    await openOverview()
    const byAge = await table('Running by age')
    expect(await screen.findByText('10 running')).toBeVisible()
    const counts = byAge.getAllByRole('row').slice(1).flatMap(cellsOf).map(Number)
    expect(counts).toHaveLength(5)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10)
    expect(byAge.getByRole('link', { name: '3: under 1 hour ago, Workflows' })).toHaveAttribute(
      'href',
      '/workflows?age=under_1h',
    )
  })

  it('tells what is stuck, how old the locks are that say so, and leads there', async () => {
    const { user } = await openOverview()
    const stuck = await table('Stuck')
    const link = await stuck.findByRole('link', { name: '1: Contract preparation, Workflows' })
    expect(link).toHaveAttribute('href', '/workflows?template=14&preset=stuck')
    expect(screen.getByText(/^Their step has not reported for over 5 minutes\. Locks read /)).toBeVisible()
    await user.click(screen.getByRole('link', { name: '1 workflow' }))
    await waitFor(() => expect(rowIds()).toEqual([FEW_IDS.dealStuck]))
  })

  it('names what is not shown by itself as one, and leads to exactly that', async () => {
    await openOverview({ sandbox: { seed: undefined, workflowCount: 300, life: false } })
    expect(await screen.findByText('300 running', undefined, { timeout: 4000 })).toBeVisible()
    const byTemplate = await table('Running by template')
    const [rest] = await screen.findAllByRole('link', { name: /^\d+ other templates: \d+$/ })
    const count = Number(rest?.textContent?.split(': ')[1])
    expect(byTemplate.getAllByRole('row')).toHaveLength(1 + 12 + 1)
    expect(new URLSearchParams(rest?.getAttribute('href')?.split('?')[1]).getAll('notTemplate')).toHaveLength(
      12,
    )
    rest?.click()
    expect(await screen.findByText(`${count} of 300 running`)).toBeVisible()
  })

  it('is at least so much while the list is being read, and says how far that is', async () => {
    const { advance } = await openOverview({
      sandbox: { seed: undefined, workflowCount: 200, life: false },
      // The mirror leaves the last ten calls to others: it stops after the first pages until time goes on.
      gateway: { pacer: { concurrency: 2, ratePerSecond: 2, burst: 13 } },
    })
    expect(await screen.findByText(/^Read (50|100|150) of 200$/)).toBeVisible()
    const byAge = await table('Running by age')
    expect(byAge.getAllByRole('link')[0]).toHaveAccessibleName(/^at least \d+: under 1 hour ago, Workflows$/)
    expect(byAge.queryByText(/^\d+$/)).not.toBeInTheDocument()
    await advance(60_000)
    expect(await screen.findByText('200 running', undefined, { timeout: 4000 })).toBeVisible()
    expect(byAge.getAllByRole('link')[0]).toHaveAccessibleName(/^\d+: under 1 hour ago, Workflows$/)
  })

  it('keeps its numbers readable without the drawing', async () => {
    const { user } = await openOverview()
    await table('Running by template')
    // Nothing is drawn, and nothing is missed: all is in the folded tables.
    expect(document.querySelector('.recharts-wrapper')).toBeNull()
    for (const name of ['Running by template', 'Running by age', 'Stuck']) {
      const caption = screen.getByRole('table', { name })
      expect(caption).not.toBeVisible()
      await user.click(screen.getByText(`: ${name}`))
      expect(caption).toBeVisible()
    }
  })

  it('looks again when asked to', async () => {
    const { user, sandbox } = await openOverview()
    expect(await screen.findByText('10 running')).toBeVisible()
    sandbox.addWorkflow({})
    await waitFor(() => expect(screen.getByRole('button', { name: 'Refresh' })).toBeEnabled())
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    expect(await screen.findByText('11 running')).toBeVisible()
    // What is counted here does not wait there to be asked for.
    await user.click(screen.getByRole('link', { name: 'Workflows' }))
    await waitFor(() => expect(rowIds()).toHaveLength(11))
    expect(screen.queryByRole('button', { name: '1 new' })).not.toBeInTheDocument()
  })
})

describe('what was terminated through Flowstop', () => {
  it('is counted by day and outcome, each day a way to its entries', async () => {
    const { user, openDialog } = await renderApp()
    const dialog = await openDialog(FEW_IDS.quote)
    await user.click(dialog.getByRole('button', { name: 'Terminate' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    await user.click(screen.getByRole('link', { name: 'Overview' }))
    expect(await screen.findByText('1 termination')).toBeVisible()
    const byDay = await table('Terminated through Flowstop')
    // The day is the gateway's, whatever the browser's clock says.
    const link = byDay.getByRole('link', { name: /^1: 31 March 2026|^1: March 31, 2026/ })
    expect(link).toHaveAttribute('href', '/journal?from=2026-03-31&to=2026-03-31')
    await user.click(link)
    expect(await screen.findByText('1 entry')).toBeVisible()
    expect(screen.getByRole('button', { name: `Details of ${FEW_IDS.quote}` })).toBeVisible()
  })

  it('is told apart from nothing', async () => {
    await openOverview()
    expect(
      await screen.findByText('Nothing was terminated through Flowstop in the last 30 days.'),
    ).toBeVisible()
  })
})

describe('an overview of nothing', () => {
  it('says that nothing runs', async () => {
    await openOverview({ sandbox: { seed: 'empty' } })
    expect(await screen.findByRole('heading', { name: 'Nothing runs' })).toBeVisible()
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
  })

  it('shows nothing that is not allowed, and which right is missing', async () => {
    await openOverview({ userId: BORIS.id })
    expect(await screen.findByRole('heading', { name: 'You may not see the workflows' })).toBeVisible()
    expect(screen.getByRole('link', { name: 'Sign out of Bitrix24 to change account' })).toBeVisible()
    expect(screen.queryByRole('heading', { name: 'Terminated through Flowstop' })).not.toBeInTheDocument()
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
  })

  it('keeps the record readable where the list is not', async () => {
    await openOverview({ hasMirror: false })
    expect(await screen.findByRole('heading', { name: 'The list cannot be read' })).toBeVisible()
    expect(
      await screen.findByText('Nothing was terminated through Flowstop in the last 30 days.'),
    ).toBeVisible()
  })

  it('keeps old numbers under a quiet line when they cannot be read again', async () => {
    const { user, setOnline } = await openOverview()
    expect(await screen.findByText('10 running')).toBeVisible()
    setOnline(false)
    await waitFor(() => expect(screen.getByRole('button', { name: 'Refresh' })).toBeEnabled())
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    expect(await screen.findByText(/^Not refreshed: The console does not answer/)).toBeVisible()
    expect(screen.getByText('10 running')).toBeVisible()
  })
})
