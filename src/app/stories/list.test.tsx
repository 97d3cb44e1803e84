import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { BORIS } from '#server/sandbox/access/people.ts'
import { renderApp } from '#src/testing/render-app.tsx'

const rowIds = () =>
  [...document.querySelectorAll<HTMLElement>('tr[data-workflow]')].map((row) => row.dataset.workflow)

describe('the list of running workflows', () => {
  it('shows documents, names where the API gives them, and ids where not', async () => {
    await renderApp()
    const button = await screen.findByRole('button', { name: `Terminate ${FEW_IDS.leadBySystem}` })
    const row = button.closest('tr')
    if (!row) throw new Error('no row')
    expect(within(row).getByText('Lead')).toBeVisible()
    expect(within(row).getByText('System')).toBeVisible()
    expect(rowIds()).toHaveLength(10)
    expect(document.body.textContent).not.toMatch(/undefined|NaN|Invalid Date/)
    expect(await screen.findByText('10 running')).toBeVisible()
  })

  it('comes with the session: the first page needs no call of its own', async () => {
    const { exchanges } = await renderApp()
    await screen.findByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })
    expect(exchanges.filter(({ url }) => url.pathname === '/v1/workflows')).toHaveLength(0)
  })

  it('filters by preset, and keeps it in the address', async () => {
    const { user } = await renderApp()
    await user.click(await screen.findByRole('button', { name: /^Stuck/ }))
    await waitFor(() => expect(rowIds()).toEqual([FEW_IDS.dealStuck]))
    expect(window.location.search).toBe('?preset=stuck')
    await user.click(screen.getByRole('button', { name: /^Started by the system/ }))
    await waitFor(() => expect(rowIds()).toContain(FEW_IDS.leadBySystem))
    expect(rowIds()).not.toContain(FEW_IDS.dealStuck)
  })

  it('searches, says over how much, and offers to clear when nothing matches', async () => {
    const { user } = await renderApp()
    await user.type(await screen.findByRole('searchbox', { name: 'Search' }), 'no such thing')
    expect(await screen.findByRole('heading', { name: 'Nothing matches' })).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Clear filters' }))
    await waitFor(() => expect(rowIds()).toHaveLength(10))
    expect(window.location.search).toBe('')
  })

  it('sends template and starter to the API', async () => {
    const { user, exchanges } = await renderApp()
    await user.type(await screen.findByLabelText('Started by'), '1{Enter}')
    await waitFor(() => expect(exchanges.some(({ url }) => url.search === '?startedBy=1')).toBe(true))
    expect(window.location.search).toBe('?startedBy=1')
  })

  it('never counts a part as if it were all: 50 loaded of 120, and load all', async () => {
    const { user } = await renderApp({
      sandbox: { seed: undefined, workflowCount: 120, life: false },
    })
    expect(await screen.findByText('50 loaded of 120')).toBeVisible()
    expect(screen.getByRole('button', { name: 'All 50+' })).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Load all' }))
    expect(await screen.findByText('120 running')).toBeVisible()
    await waitFor(() => expect(new Set(rowIds()).size).toBe(120))
    expect(screen.getByRole('button', { name: 'All 120' })).toBeVisible()
  })

  it('a link whose filter needs every row loads them unasked', async () => {
    await renderApp({
      path: '/workflows?preset=system',
      sandbox: { seed: undefined, workflowCount: 120, life: false },
    })
    expect(await screen.findByText(/^\d+ of 120 running$/)).toBeVisible()
  })

  it('holds still: new rows wait until they are asked for', async () => {
    const { user, sandbox } = await renderApp()
    await waitFor(() => expect(rowIds()).toHaveLength(10))
    const before = rowIds()
    const id = sandbox.addWorkflow({})
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    const news = await screen.findByRole('button', { name: '1 new' })
    expect(rowIds()).toEqual(before)
    await user.click(news)
    expect(rowIds()).toEqual([id, ...before])
  })

  it('drops rows that the refreshed page proves gone', async () => {
    const { user, sandbox } = await renderApp()
    await waitFor(() => expect(rowIds()).toHaveLength(10))
    sandbox.endWorkflow(FEW_IDS.quote)
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    await waitFor(() => expect(rowIds()).not.toContain(FEW_IDS.quote))
    expect(rowIds()).toHaveLength(9)
  })

  it('sorts the oldest change first', async () => {
    const { user } = await renderApp()
    await waitFor(() => expect(rowIds()).toHaveLength(10))
    const newest = rowIds()
    await user.click(screen.getByRole('button', { name: /^Last change/ }))
    await waitFor(() => expect(rowIds()).toEqual(newest.toReversed()))
    expect(window.location.search).toBe('?sort=changed_oldest')
  })
})

describe('four screens, not one', () => {
  it('nothing runs', async () => {
    await renderApp({ sandbox: { seed: 'empty' } })
    expect(await screen.findByRole('heading', { name: 'Nothing runs' })).toBeVisible()
  })

  it('not allowed: which right is missing and who gives it', async () => {
    await renderApp({ userId: BORIS.id })
    expect(await screen.findByRole('heading', { name: 'You may not see the workflows' })).toBeVisible()
    expect(screen.getByText(/Only portal administrators may see and terminate workflows/)).toBeVisible()
  })

  it('not reachable, and back again by retry', async () => {
    const { user, sandbox, advance, reload } = await renderApp()
    await waitFor(() => expect(rowIds()).toHaveLength(10))
    sandbox.setReachable(false)
    reload()
    for (let tries = 0; tries < 12; tries += 1) await advance(5000)
    await waitFor(
      async () => {
        await advance(5000)
        expect(screen.getByRole('heading', { name: 'The list cannot be read' })).toBeVisible()
      },
      { timeout: 9000 },
    )
    expect(screen.getByText(/^Bitrix24 does not answer\. No answer since \d/)).toBeVisible()
    sandbox.setReachable(true)
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await advance(5000)
    await waitFor(() => expect(rowIds()).toHaveLength(10))
  }, 15_000)

  it('keeps old rows under a quiet line when a refresh fails', async () => {
    const { user, setOnline } = await renderApp()
    await waitFor(() => expect(rowIds()).toHaveLength(10))
    setOnline(false)
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    expect(await screen.findByText(/^Not refreshed: The console does not answer/)).toBeVisible()
    expect(rowIds()).toHaveLength(10)
  })
})
