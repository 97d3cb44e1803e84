import { act, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { GRACE_MS } from '#src/contract/batch.ts'
import { beginBatch } from '#src/testing/begin-batch.ts'
import { renderApp } from '#src/testing/render-app.tsx'

// A batch is looked at once a second, and these stories see several looks.
vi.setConfig({ testTimeout: 20_000 })

const LOOK = { timeout: 4000 }
const TRIO = [FEW_IDS.dealIdle, FEW_IDS.quote, FEW_IDS.listElement]

type App = Awaited<ReturnType<typeof renderApp>>

const posts = (app: App) =>
  app.exchanges.filter(({ method, url }) => method === 'POST' && url.pathname === paths.batches)

/** A batch of three, two of which Bitrix24 refused. */
async function openFailed(app: App) {
  app.sandbox.failNext({ code: 'BITRIX_ERROR', method: 'DELETE', times: 2 })
  const { id } = await beginBatch(app, TRIO, { mode: 'force' })
  await app.advance(GRACE_MS + 15_000)
  app.open(`/batches/${id}`)
  await screen.findByText('Done', { selector: 'main header *' }, LOOK)
  return id
}

async function openRetry(app: App) {
  await app.user.click(await screen.findByRole('button', { name: 'Retry the 2 that failed' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Terminate 2 workflows?' }))
  app.letMomentPass()
  return dialog
}

describe('retrying what failed', () => {
  it('asks with the list at hand, and begins a new batch with just those', async () => {
    const app = await renderApp()
    const first = await openFailed(app)
    const dialog = await openRetry(app)
    expect(dialog.getByRole('button', { name: 'Keep running' })).toHaveFocus()
    expect(dialog.getByText(FEW_IDS.dealIdle)).toBeVisible()
    expect(dialog.getByText(FEW_IDS.quote)).toBeVisible()
    expect(dialog.queryByText(FEW_IDS.listElement)).not.toBeInTheDocument()
    expect(dialog.getByRole('radio', { name: /^Force/ })).toBeChecked()

    await app.user.clear(dialog.getByRole('textbox', { name: 'Reason' }))
    await app.user.click(dialog.getByRole('button', { name: 'Force-terminate 2 workflows' }))
    expect(dialog.getByText('Give a reason: this console requires one.')).toBeVisible()
    await app.user.click(dialog.getByRole('radio', { name: /^Soft/ }))
    await app.user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Once more')
    await app.user.dblClick(dialog.getByRole('button', { name: 'Terminate 2 workflows' }))

    expect(await screen.findByRole('heading', { name: 'Terminate 2 workflows, Soft' })).toBeVisible()
    expect(window.location.pathname).not.toBe(`/batches/${first}`)
    expect(screen.getByRole('link', { name: 'an earlier batch' })).toHaveAttribute(
      'href',
      `/batches/${first}`,
    )
    expect(posts(app)).toHaveLength(2)
    const before = app.sandbox.record.deletes.length
    await app.advance(GRACE_MS + 15_000)
    expect(app.sandbox.record.deletes.slice(before).map(({ id, status }) => [id, status])).toEqual([
      [FEW_IDS.dealIdle, 'Once more'],
      [FEW_IDS.quote, 'Once more'],
    ])
    await app.user.click(screen.getByRole('link', { name: 'an earlier batch' }))
    expect(await screen.findByText('Retried', undefined, LOOK)).toBeVisible()
  })

  it('whose answer is lost begins once, however often it is pressed', async () => {
    const app = await renderApp()
    await openFailed(app)
    const dialog = await openRetry(app)
    const { fetch } = globalThis
    let isLost = false
    vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
      const answer = await fetch(input, init)
      if (init?.method === 'POST' && !isLost) {
        isLost = true
        throw new TypeError('Failed to fetch')
      }
      return answer
    })
    await app.user.click(dialog.getByRole('button', { name: 'Force-terminate 2 workflows' }))
    expect(await dialog.findByText('We do not know whether the batch was started.')).toBeVisible()
    expect(dialog.getByRole('textbox', { name: 'Reason' })).toHaveAttribute('readonly')
    await app.user.click(dialog.getByRole('button', { name: 'Force-terminate 2 workflows' }))
    expect(await screen.findByRole('heading', { name: 'Terminate 2 workflows, Force' })).toBeVisible()
    const retries = posts(app).slice(1)
    expect(retries).toHaveLength(2)
    const ids = retries.map(({ answer }) => (JSON.parse(answer) as { data: { id: string } }).data.id)
    expect(new Set(ids).size).toBe(1)
  })

  it('whose page died after the press is looked at as the same batch, pressed again', async () => {
    const app = await renderApp()
    await openFailed(app)
    const dialog = await openRetry(app)
    expect(dialog.queryByText(/As you left it/)).not.toBeInTheDocument()
    app.reload()
    expect(await screen.findByText(/As you left it/)).toBeVisible()
    app.letMomentPass()
    const { fetch } = globalThis
    vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
      const answer = await fetch(input, init)
      return init?.method === 'POST' ? new Promise<never>(() => {}) : answer
    })
    await app.user.click(screen.getByRole('button', { name: 'Force-terminate 2 workflows' }))
    await waitFor(() => expect(posts(app)).toHaveLength(2))
    vi.stubGlobal('fetch', fetch)
    app.reload()
    expect(await screen.findByText('We do not know whether the batch was started.')).toBeVisible()
    expect(screen.queryByText(/As you left it/)).not.toBeInTheDocument()
    app.letMomentPass()
    await app.user.click(screen.getByRole('button', { name: 'Force-terminate 2 workflows' }))
    expect(await screen.findByRole('heading', { name: 'Terminate 2 workflows, Force' })).toBeVisible()
    const ids = posts(app)
      .slice(1)
      .map(({ answer }) => (JSON.parse(answer) as { data: { id: string } }).data.id)
    expect(new Set(ids).size).toBe(1)
  })

  it('that is kept running sends nothing', async () => {
    const app = await renderApp()
    await openFailed(app)
    const dialog = await openRetry(app)
    await app.user.click(dialog.getByRole('button', { name: 'Keep running' }))
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    expect(posts(app)).toHaveLength(1)
  })
})

describe('the report', () => {
  it('names every workflow with what came of it, what failed first', async () => {
    const saved: Blob[] = []
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      saved.push(blob as Blob)
      return 'blob:report'
    })
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
    const app = await renderApp()
    await openFailed(app)
    await app.user.click(screen.getByRole('button', { name: 'Report (CSV)' }))
    const lines = (await saved[0]?.text())?.trim().split('\r\n') ?? []
    expect(lines).toContain('Refused,2')
    expect(lines).toContain('Ended,1')
    expect(lines).toContain('Total,3')
    expect(lines.slice(-3).map((line) => line.split(',').slice(2, 6))).toEqual([
      [FEW_IDS.dealIdle, 'Force', 'Refused', 'BITRIX_ERROR'],
      [FEW_IDS.quote, 'Force', 'Refused', 'BITRIX_ERROR'],
      [FEW_IDS.listElement, 'Force', 'Ended', ''],
    ])
  })
})

describe('the list of batches', () => {
  it('is empty at first', async () => {
    await renderApp({ path: '/batches' })
    expect(await screen.findByRole('heading', { name: 'No batch yet' })).toBeVisible()
  })

  it('tells who, what, why and what came of it, and leads there', async () => {
    const app = await renderApp()
    const id = await openFailed(app)
    await app.user.click(screen.getByRole('link', { name: 'Batches' }))
    const row = (await screen.findByRole('link', { name: 'Terminate 3 workflows, Force' })).closest('tr')
    if (!row) throw new Error('no row')
    expect(within(row).getByText('Anna Ivanova')).toBeVisible()
    expect(within(row).getByText('Cleared away')).toBeVisible()
    expect(within(row).getByText('Done')).toBeVisible()
    expect(
      within(row)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['2 Refused', '1 Ended'])
    await app.user.click(within(row).getByRole('link'))
    expect(window.location.pathname).toBe(`/batches/${id}`)
  })
})

describe('the sign of a batch', () => {
  it('stands on every page until the batch is over, and leads to it', async () => {
    const app = await renderApp()
    const { id } = await beginBatch(app, TRIO)
    app.open('/workflows')
    const sign = await screen.findByRole('link', { name: 'Starting 0 of 3' }, LOOK)
    expect(sign).toHaveAttribute('href', `/batches/${id}`)
    await app.user.click(screen.getByRole('link', { name: 'Journal' }))
    expect(screen.getByRole('link', { name: 'Starting 0 of 3' })).toBeVisible()
    await app.advance(GRACE_MS + 10_000)
    await waitFor(
      () => expect(screen.queryByRole('link', { name: /^(Starting|Terminating) / })).not.toBeInTheDocument(),
      LOOK,
    )
  })

  it('counts several, and says which of them rest', async () => {
    const app = await renderApp()
    const first = await beginBatch(app, TRIO.slice(0, 1))
    await beginBatch(app, TRIO.slice(1))
    await app.advance(1)
    app.open('/workflows')
    expect(await screen.findByRole('link', { name: '2 batches' }, LOOK)).toHaveAttribute('href', '/batches')
    expect(first.state).toBe('starting')
  })

  it('is asked for only after the list is there', async () => {
    const app = await renderApp()
    await screen.findByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })
    await waitFor(() => expect(app.exchanges.some(({ url }) => url.search === '?open=true')).toBe(true))
    const order = app.exchanges.map(({ url }) => url.pathname + url.search)
    expect(order.indexOf('/api/batches?open=true')).toBeGreaterThan(
      order.findIndex((path) => path.startsWith(paths.session)),
    )
  })
})

describe('a notification of the end', () => {
  it('is asked for by a press only, and comes when the batch is done', async () => {
    const shown: string[] = []
    const requestPermission = vi.fn<() => Promise<NotificationPermission>>(() => Promise.resolve('granted'))
    class FakeNotification extends EventTarget {
      static readonly permission = 'default'
      static readonly requestPermission = requestPermission
      constructor(title: string) {
        super()
        shown.push(title)
      }
    }
    vi.stubGlobal('Notification', FakeNotification)
    const app = await renderApp()
    const { id } = await beginBatch(app, TRIO, { mode: 'force' })
    app.open(`/batches/${id}`)
    const box = await screen.findByRole('checkbox', { name: 'Notify me at the end' })
    expect(requestPermission).not.toHaveBeenCalled()
    await app.user.click(box)
    // The browser answers when the operator has.
    await waitFor(() => expect(box).toBeChecked())
    // Hidden, as a tab is that nobody looks at.
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    act(() => void document.dispatchEvent(new Event('visibilitychange')))
    await app.advance(GRACE_MS + 2000)
    await waitFor(
      () => expect(shown).toEqual(['All sent; 3 are still being followed: Terminate 3 workflows, Force']),
      LOOK,
    )
  })

  it('is not offered where there are none', async () => {
    const app = await renderApp()
    vi.stubGlobal('Notification', undefined)
    const { id } = await beginBatch(app, TRIO)
    app.open(`/batches/${id}`)
    expect(await screen.findByRole('button', { name: "Don't terminate" })).toBeVisible()
    expect(screen.queryByRole('checkbox', { name: 'Notify me at the end' })).not.toBeInTheDocument()
  })
})
