import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { GRACE_MS, type NewBatch } from '#src/contract/batch.ts'
import { beginBatch } from '#src/testing/begin-batch.ts'
import { renderApp } from '#src/testing/render-app.tsx'

// A batch is looked at once a second, and these stories see several looks.
vi.setConfig({ testTimeout: 20_000 })

/** Longer than the page waits between two looks at a batch. */
const LOOK = { timeout: 4000 }
const MINUTE = 60_000

const MANY = {
  sandbox: { workflowCount: 60, life: false, seed: undefined },
  gateway: { pacer: { concurrency: 2, ratePerSecond: 10, burst: 10 } },
}

type App = Awaited<ReturnType<typeof renderApp>>

async function openBatch(app: App, workflowIds: readonly string[], wanted: Partial<NewBatch> = {}) {
  const batch = await beginBatch(app, workflowIds, wanted)
  app.open(`/batches/${batch.id}`)
  await screen.findByRole('heading', { name: /^Terminate / })
  return batch
}

const sent = (app: App) => app.sandbox.record.deletes.map(({ id }) => id)
const button = (name: string | RegExp) => screen.findByRole('button', { name }, LOOK)

/** The chips are the whole account: outcome and count. */
function chips(): string[] {
  const group = screen.getByRole('group', { name: 'Outcome' })
  return within(group)
    .getAllByRole('button')
    .map(({ textContent }) => textContent)
}

describe('the grace', () => {
  it('withdrawn, sends nothing and says so', async () => {
    const app = await renderApp()
    await openBatch(app, [FEW_IDS.dealIdle, FEW_IDS.quote])
    expect(screen.getByRole('heading', { name: 'Terminate 2 workflows, Soft' })).toBeVisible()
    expect(screen.getByRole('timer')).toHaveTextContent(/^Starts in [1-5] s$/)
    expect(screen.getByText('Nothing has been sent yet. 2 workflows will be terminated.')).toBeVisible()

    await app.user.click(await button("Don't terminate"))
    expect(await screen.findByText('Nothing was sent')).toBeVisible()
    expect(screen.getByRole('heading', { name: /^Terminate 2/ })).toHaveFocus()
    expect(chips()).toEqual(['All 2', 'Not sent2'])
    await app.advance(MINUTE)
    expect(sent(app)).toEqual([])
  })

  it('that is over is told to who withdraws too late', async () => {
    const app = await renderApp()
    await openBatch(app, [FEW_IDS.dealIdle, FEW_IDS.companyWrittenBack])
    const late = await button("Don't terminate")
    app.sandbox.holdNext({ method: 'DELETE' })
    await app.advance(GRACE_MS)
    await app.user.click(late)
    expect(await screen.findByText(/^Too late to withdraw/)).toBeVisible()
    expect(await button('Stop')).toBeVisible()
    app.sandbox.releaseAll()
  })
})

describe('a batch under way', () => {
  it('pauses, goes on and stops, and its history says who did it', async () => {
    const app = await renderApp(MANY)
    await openBatch(app, app.sandbox.ids().slice(0, 50))
    await app.advance(GRACE_MS + 500)
    expect(await screen.findByText(/^About .+ left, at 10 a second at most$/, undefined, LOOK)).toBeVisible()

    const pause = await button('Pause')
    await waitFor(() => expect(pause).not.toHaveAttribute('aria-disabled', 'true'))
    await app.user.click(pause)
    expect(await screen.findByText('Anna Ivanova paused it.')).toBeVisible()
    const atPause = sent(app).length
    await app.advance(MINUTE)
    expect(sent(app)).toHaveLength(atPause)

    const resume = await button('Resume')
    await waitFor(() => expect(resume).not.toHaveAttribute('aria-disabled', 'true'))
    await app.user.click(resume)
    await button('Pause')
    await app.advance(1000)
    expect(sent(app).length).toBeGreaterThan(atPause)

    await app.user.click(await button('Stop'))
    expect(await button("Don't stop")).toHaveFocus()
    expect(screen.getByText(/^Stop\? What was sent stays sent; \d+ will not be sent\.$/)).toBeVisible()
    const sure = await button('Stop for good')
    await waitFor(() => expect(sure).not.toHaveAttribute('aria-disabled', 'true'))
    await app.user.click(sure)
    expect(await screen.findByText(/^Stopped/, { selector: 'main header *' }, LOOK)).toBeVisible()
    const atStop = sent(app).length
    await app.advance(MINUTE)
    expect(sent(app)).toHaveLength(atStop)

    const history = within(screen.getByRole('region', { name: 'History' }))
    expect(
      history.getAllByRole('listitem').map(({ textContent }) => textContent?.replace(/^.*(ago|now)/, '')),
    ).toEqual([
      'Begun · Anna Ivanova',
      'First workflow sent by itself',
      'Paused · Anna Ivanova',
      'Resumed · Anna Ivanova',
      'Stopped · Anna Ivanova',
    ])
  })

  it('ends while it is looked at, and what is told adds up', async () => {
    const app = await renderApp(MANY)
    const ids = app.sandbox.ids().slice(0, 12)
    app.sandbox.failNext({ code: 'BITRIX_ERROR', method: 'DELETE', times: 2 })
    await openBatch(app, ids, { mode: 'force', confirmedCount: 12 })
    await app.advance(GRACE_MS + 2000)
    expect(await screen.findByText('All sent; 10 are still being followed', undefined, LOOK)).toBeVisible()
    expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '12')
    expect(chips()).toEqual(['All 12', '2 failed', 'Refused2', 'Accepted, being followed10'])
    await app.advance(15_000)
    expect(await screen.findByText('Done', { selector: 'main header *' }, LOOK)).toBeVisible()
    expect(chips()).toEqual(['All 12', '2 failed', 'Refused2', 'Ended10'])
    expect(screen.getByText('12 of 12 processed')).toBeVisible()
  })

  it('paused by equal refusals says what was answered, and why that is a reason', async () => {
    const app = await renderApp(MANY)
    app.sandbox.failNext({ code: 'BITRIX_ERROR', method: 'DELETE', times: 30 })
    await openBatch(app, app.sandbox.ids().slice(0, 40))
    await app.advance(GRACE_MS + MINUTE)
    expect(
      await screen.findByText(/^Bitrix24 answered the same [89] times: .*BITRIX_ERROR/, undefined, LOOK),
    ).toBeVisible()
    expect(screen.getByText(/Pausing keeps the key from being locked/)).toBeVisible()
    expect(screen.getByText('Paused', { selector: 'main header *' })).toBeVisible()
  })

  it('paused by a session that ended says whose, and that Resume takes this one', async () => {
    const app = await renderApp(MANY)
    const { id } = await beginBatch(app, app.sandbox.ids().slice(0, 40))
    await app.advance(GRACE_MS + 1000)
    app.setConsent(7)
    app.sandbox.expireSessions()
    await app.advance(MINUTE)
    await screen.findByRole('button', { name: 'Пётр Смирнов' }, { timeout: 10_000 })
    app.open(`/batches/${id}`)
    expect(await screen.findByText('The session of Anna Ivanova ended.', undefined, LOOK)).toBeVisible()
    expect(screen.getByText('Resume continues with your session.')).toBeVisible()
    await app.user.click(await button('Resume'))
    await button('Pause')
    await app.advance(MINUTE)
    expect(await screen.findByText(/^(Done|All sent)/, { selector: 'main header *' }, LOOK)).toBeVisible()
    expect(screen.getByText('Resumed', { exact: false, selector: 'li *' })).toHaveTextContent('Пётр Смирнов')
  })

  it('whose session ends at work is never said to have sent nothing', async () => {
    const app = await renderApp(MANY)
    await openBatch(app, app.sandbox.ids().slice(0, 40))
    await app.advance(GRACE_MS + 1000)
    await button('Pause')
    expect(sent(app)).not.toEqual([])
    app.sandbox.expireSessions()
    await app.advance(MINUTE)
    const notice = await screen.findByText(
      /^You were signed in again\. What a batch has sent/,
      undefined,
      LOOK,
    )
    expect(within(notice).getByRole('link', { name: 'Batches' })).toBeVisible()
    expect(screen.queryByText(/Nothing was sent/)).not.toBeInTheDocument()
  })

  it('that someone else moved first is shown as it is', async () => {
    const app = await renderApp(MANY)
    const { id } = await openBatch(app, app.sandbox.ids().slice(0, 50))
    const headers = { Authorization: `Bearer ${app.sandbox.issueSession({ userId: 7 })}` }
    await app.browse(paths.batch(id), { headers })
    await app.advance(GRACE_MS + 500)
    const pause = await button('Pause')
    await waitFor(() => expect(pause).not.toHaveAttribute('aria-disabled', 'true'))
    await app.browse(paths.batchMove(id, 'pause'), { method: 'POST', headers })
    await app.user.click(pause)
    expect(await screen.findByText('Someone else was faster: this batch has moved on.')).toBeVisible()
    expect(await screen.findByText('Пётр Смирнов paused it.', undefined, LOOK)).toBeVisible()
  })
})

describe('what came of each workflow', () => {
  it('is named, filtered by outcome, and kept in the address', async () => {
    const app = await renderApp()
    app.sandbox.failNext({ code: 'BITRIX_ERROR', method: 'DELETE' })
    await openBatch(app, [FEW_IDS.dealIdle, FEW_IDS.quote, FEW_IDS.listElement], { mode: 'force' })
    app.sandbox.endWorkflow(FEW_IDS.listElement)
    await app.advance(GRACE_MS + 20_000)
    const failed = within(await screen.findByRole('region', { name: '1 failed' }, LOOK))
    expect(failed.getByText(FEW_IDS.dealIdle)).toBeVisible()
    expect(failed.getByText('Bitrix24 refused: BITRIX_ERROR')).toBeVisible()

    const table = within(screen.getByRole('table', { name: 'Workflows of this batch' }))
    await waitFor(
      () =>
        expect(
          table
            .getAllByRole('row')
            .slice(1)
            .map((row) => within(row).getAllByRole('cell')[3]?.textContent),
        ).toEqual(['Refused', 'Ended', 'It had already ended.']),
      LOOK,
    )
    await app.user.click(failed.getByRole('button', { name: 'See them' }))
    expect(table.getAllByRole('row')).toHaveLength(2)
    expect(window.location.search).toBe('?outcome=failed')
    await app.user.click(screen.getByRole('button', { name: /^Ended/ }))
    expect(window.location.search).toBe('?outcome=gone')
    expect(table.getByText(FEW_IDS.quote)).toBeVisible()
    expect(table.queryByText(FEW_IDS.dealIdle)).not.toBeInTheDocument()
  })

  it('that no batch has is told as such', async () => {
    await renderApp({ path: '/batches/00000000-none' })
    expect(
      await screen.findByRole('heading', { name: 'There is no such batch on this portal' }),
    ).toBeVisible()
  })
})
