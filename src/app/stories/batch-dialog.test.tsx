import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { readObject } from '#src/contract/read.ts'
import { renderApp } from '#src/testing/render-app.tsx'

type App = Awaited<ReturnType<typeof renderApp>>

const MANY = { seed: undefined, workflowCount: 120, life: false } as const
const REASON = 'Agreed with sales'

const rowIds = () =>
  [...document.querySelectorAll<HTMLElement>('tr[data-workflow]')].map((row) => row.dataset.workflow ?? '')
const listed = (count: number) => waitFor(() => expect(rowIds()).toHaveLength(count))

async function select({ user }: App, ...ids: string[]) {
  for (const id of ids) await user.click(await screen.findByRole('checkbox', { name: `Select ${id}` }))
}

/** Opens the dialog for what is selected and lets the moment pass in which it is deaf to presses. */
async function openBatch({ user, letMomentPass }: App) {
  await user.click(await screen.findByRole('button', { name: 'Terminate…' }))
  const dialog = await screen.findByRole('dialog')
  letMomentPass()
  return within(dialog)
}

type Dialog = Awaited<ReturnType<typeof openBatch>>

const giveReason = ({ user }: App, dialog: Dialog) =>
  user.type(dialog.getByRole('textbox', { name: 'Reason' }), REASON)

/** The batches that the page has asked for. */
const starts = ({ exchanges }: App) =>
  exchanges.filter(({ method, url }) => method === 'POST' && url.pathname === '/api/batches')

/** What was sent in the body of each of them. */
function watchStarts({ browse }: App) {
  const bodies: Record<string, unknown>[] = []
  const lost = { next: false }
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
    const isStart = init?.method === 'POST' && input === '/api/batches'
    if (isStart && typeof init.body === 'string') bodies.push(readObject(JSON.parse(init.body)))
    const answer = await browse(input, init)
    if (isStart && lost.next) {
      lost.next = false
      throw new TypeError('Failed to fetch')
    }
    return answer
  })
  return { bodies, loseNextAnswer: () => (lost.next = true) }
}

const idsOf = (body: Record<string, unknown> | undefined) => readObject(body).workflowIds
const onBatchPage = () => waitFor(() => expect(window.location.pathname).toMatch(/^\/batches\/[\w-]+$/))

describe('terminating many', () => {
  it('names what is affected, starts one batch for a double click, and goes to its page', async () => {
    const app = await renderApp()
    const { bodies } = watchStarts(app)
    await select(app, FEW_IDS.dealIdle, FEW_IDS.quote)
    const dialog = await openBatch(app)
    expect(screen.getByRole('dialog', { name: 'Terminate 2 workflows?' })).toBeVisible()
    expect(dialog.getByText(FEW_IDS.dealIdle)).toBeVisible()
    expect(dialog.getByText('At the allowed pace this takes a few seconds.', { exact: false })).toBeVisible()
    expect(dialog.getByText(/Then 5 seconds in which you can still stop it/)).toBeVisible()
    expect(dialog.getByRole('button', { name: 'Keep running' })).toHaveFocus()
    await giveReason(app, dialog)
    await app.user.dblClick(dialog.getByRole('button', { name: 'Terminate 2 workflows' }))
    await onBatchPage()
    expect(bodies).toHaveLength(1)
    expect(bodies[0]).toMatchObject({ mode: 'soft', reason: REASON, retryOf: null })
    expect(idsOf(bodies[0])).toEqual([FEW_IDS.dealIdle, FEW_IDS.quote])
    expect(app.sandbox.record.deletes).toHaveLength(0)
  })

  it('clears the selection once the batch has begun, and brings no dialog back', async () => {
    const app = await renderApp()
    await select(app, FEW_IDS.dealIdle)
    const dialog = await openBatch(app)
    await giveReason(app, dialog)
    await app.user.click(dialog.getByRole('button', { name: 'Terminate 1 workflow' }))
    await onBatchPage()
    app.open('/workflows')
    expect(await screen.findByRole('checkbox', { name: `Select ${FEW_IDS.dealIdle}` })).not.toBeChecked()
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('keeps its target while the list moves and the selection is cut', async () => {
    const app = await renderApp()
    const { bodies } = watchStarts(app)
    await select(app, FEW_IDS.dealIdle, FEW_IDS.quote)
    const dialog = await openBatch(app)
    app.sandbox.endWorkflow(FEW_IDS.quote)
    app.sandbox.touchWorkflow(FEW_IDS.listElement)
    app.sandbox.addWorkflow({})
    const refresh = screen.getByRole('button', { name: 'Refresh', hidden: true })
    // The dialog's own look comes first.
    await waitFor(() => expect(refresh).toBeEnabled())
    fireEvent.click(refresh)
    await screen.findByText('1 selected')
    await giveReason(app, dialog)
    await app.user.click(dialog.getByRole('button', { name: 'Terminate 2 workflows' }))
    await onBatchPage()
    expect(idsOf(bodies[0])).toEqual([FEW_IDS.dealIdle, FEW_IDS.quote])
  })

  it('is not changed by what happens to selection and filter behind it', async () => {
    const app = await renderApp()
    const { bodies } = watchStarts(app)
    await select(app, FEW_IDS.dealIdle)
    const dialog = await openBatch(app)
    fireEvent.click(screen.getByRole('checkbox', { name: `Select ${FEW_IDS.quote}`, hidden: true }))
    fireEvent.click(screen.getByRole('button', { name: /^Stuck/, hidden: true }))
    await listed(1)
    await giveReason(app, dialog)
    await app.user.click(dialog.getByRole('button', { name: 'Terminate 1 workflow' }))
    await onBatchPage()
    expect(idsOf(bodies[0])).toEqual([FEW_IDS.dealIdle])
  })

  it('says how many more match the filter by now, and leaves them alone', async () => {
    const app = await renderApp()
    const { bodies } = watchStarts(app)
    await listed(10)
    await app.user.click(screen.getByRole('checkbox', { name: 'Select loaded' }))
    app.sandbox.addWorkflow({})
    const dialog = await openBatch(app)
    expect(
      await dialog.findByText('1 more workflow matches the filter now. It is not included.'),
    ).toBeVisible()
    await giveReason(app, dialog)
    await app.user.click(dialog.getByRole('button', { name: 'Terminate 10 workflows' }))
    await onBatchPage()
    expect(idsOf(bodies[0])).toHaveLength(10)
  })

  it('names the first ten of many, and all of them when asked', async () => {
    const app = await renderApp({ sandbox: MANY })
    await listed(50)
    await app.user.click(screen.getByRole('checkbox', { name: 'Select loaded' }))
    const dialog = await openBatch(app)
    expect(dialog.getAllByRole('button', { name: /^Take out/ })).toHaveLength(10)
    await app.user.click(dialog.getByRole('button', { name: 'Show all 50' }))
    expect(dialog.getAllByRole('button', { name: /^Take out/ })).toHaveLength(50)
    const groups = within(dialog.getByRole('table'))
    const counts = groups.getAllByRole('row').slice(1)
    const sum = counts.reduce((total, row) => total + Number(row.lastElementChild?.textContent), 0)
    expect(sum).toBe(50)
  })

  it('takes out and puts back what the operator says, and needs something to terminate', async () => {
    const app = await renderApp()
    const { bodies } = watchStarts(app)
    await select(app, FEW_IDS.dealIdle, FEW_IDS.quote)
    const dialog = await openBatch(app)
    await app.user.click(dialog.getByRole('button', { name: `Take out ${FEW_IDS.dealIdle}` }))
    await app.user.click(dialog.getByRole('button', { name: `Take out ${FEW_IDS.quote}` }))
    expect(dialog.getByText('Nothing is left to terminate.')).toBeVisible()
    expect(dialog.getByRole('button', { name: 'Terminate 0 workflows' })).toBeDisabled()
    await app.user.click(dialog.getByRole('button', { name: `Put back ${FEW_IDS.quote}` }))
    await giveReason(app, dialog)
    await app.user.click(dialog.getByRole('button', { name: 'Terminate 1 workflow' }))
    await onBatchPage()
    expect(idsOf(bodies[0])).toEqual([FEW_IDS.quote])
  })

  it('leaves out what is protected, and says why', async () => {
    const app = await renderApp({ gateway: { protectedStarters: ['0'], protectedTemplates: ['23'] } })
    const { bodies } = watchStarts(app)
    await select(app, FEW_IDS.leadBySystem, FEW_IDS.quote, FEW_IDS.dealIdle)
    const dialog = await openBatch(app)
    const left = within(dialog.getByRole('region', { name: 'Left out' }))
    expect(left.getByRole('heading', { name: '2 are left out' })).toBeVisible()
    expect(left.getByText('Workflows started by System are protected here.')).toBeVisible()
    expect(left.getByText(/^Workflows of the template “.*” are protected here\.$/)).toBeVisible()
    await giveReason(app, dialog)
    await app.user.click(dialog.getByRole('button', { name: 'Terminate 1 workflow' }))
    await onBatchPage()
    expect(idsOf(bodies[0])).toEqual([FEW_IDS.dealIdle])
  })

  it('leaves out what somebody began to terminate after it was selected: by whom and since when', async () => {
    const app = await renderApp()
    await select(app, FEW_IDS.dealStuck, FEW_IDS.quote)
    const single = await app.openDialog(FEW_IDS.dealStuck)
    await app.user.click(single.getByRole('button', { name: 'Terminate' }))
    expect(await screen.findByText('Terminating…')).toBeVisible()
    const dialog = await openBatch(app)
    expect(dialog.getByText(/^Already being terminated by Anna Ivanova since \d/)).toBeVisible()
    expect(dialog.getByRole('button', { name: 'Terminate 1 workflow' })).toBeEnabled()
  })
})

describe('what has to be given', () => {
  it('a reason, as the console requires', async () => {
    const app = await renderApp()
    await select(app, FEW_IDS.dealIdle)
    const dialog = await openBatch(app)
    // The browser's own check of `required` would stop it first; this is what stands behind it.
    dialog.getByRole('textbox', { name: 'Reason' }).removeAttribute('required')
    await app.user.click(dialog.getByRole('button', { name: 'Terminate 1 workflow' }))
    expect(await dialog.findByText('Give a reason: this console requires one.')).toBeVisible()
    expect(starts(app)).toHaveLength(0)
  })

  it('the number, to force more than ten', async () => {
    const app = await renderApp({ sandbox: MANY })
    const { bodies } = watchStarts(app)
    await listed(50)
    await select(app, ...rowIds().slice(0, 12))
    const dialog = await openBatch(app)
    expect(dialog.queryByLabelText(/^Type/)).not.toBeInTheDocument()
    await app.user.click(dialog.getByRole('radio', { name: /^Force/ }))
    await giveReason(app, dialog)
    const press = dialog.getByRole('button', { name: 'Force-terminate 12 workflows' })
    const number = dialog.getByLabelText('Type 12 to terminate 12 workflows')
    expect(press).toBeDisabled()
    await app.user.type(number, '11{Control>}{Enter}{/Control}')
    expect(press).toBeDisabled()
    await app.user.clear(number)
    await app.user.type(number, '12{Enter}')
    expect(bodies).toHaveLength(0)
    await app.user.click(press)
    await onBatchPage()
    expect(bodies[0]).toMatchObject({ mode: 'force', confirmedCount: 12 })
  })

  it('Ctrl+Enter sends from a field, Enter alone does not', async () => {
    const app = await renderApp()
    await select(app, FEW_IDS.dealIdle)
    const dialog = await openBatch(app)
    await giveReason(app, dialog)
    await app.user.keyboard('{Enter}')
    dialog.getByRole('radio', { name: /^Soft/ }).focus()
    await app.user.keyboard('{Enter}')
    expect(starts(app)).toHaveLength(0)
    await app.user.keyboard('{Control>}{Enter}{/Control}')
    await onBatchPage()
    expect(starts(app)).toHaveLength(1)
  })
})

describe('a batch dialog that is left', () => {
  it('closed and opened again takes what is selected then, and keeps nothing of before', async () => {
    const app = await renderApp()
    await select(app, FEW_IDS.dealIdle, FEW_IDS.quote)
    const first = await openBatch(app)
    await app.user.click(first.getByRole('radio', { name: /^Force/ }))
    await giveReason(app, first)
    await app.user.click(first.getByRole('button', { name: `Take out ${FEW_IDS.quote}` }))
    await app.user.click(first.getByRole('button', { name: 'Keep running' }))
    await waitFor(() => expect(screen.getByRole('button', { name: 'Terminate…' })).toHaveFocus())
    await select(app, FEW_IDS.listElement)
    const second = await openBatch(app)
    expect(second.getByRole('button', { name: 'Terminate 3 workflows' })).toBeVisible()
    expect(second.getByRole('radio', { name: /^Soft/ })).toBeChecked()
    expect(second.getByRole('textbox', { name: 'Reason' })).toHaveValue('')
    expect(starts(app)).toHaveLength(0)
  })

  it('by a session that ended comes back with selection, mode, reason and what was taken out', async () => {
    const app = await renderApp({ sandbox: MANY })
    await listed(50)
    const [first = '', second = '', third = ''] = rowIds()
    await select(app, first, second, third)
    const dialog = await openBatch(app)
    await app.user.click(dialog.getByRole('radio', { name: /^Force/ }))
    await app.user.click(dialog.getByRole('button', { name: `Take out ${second}` }))
    await giveReason(app, dialog)
    app.sandbox.expireSessions()
    // The gateway believes a right that it has read for five minutes.
    await app.advance(10 * 60_000)
    await app.user.click(dialog.getByRole('button', { name: 'Force-terminate 2 workflows' }))
    expect(await screen.findByText('You were signed in again. Nothing was sent.')).toBeVisible()
    expect(await screen.findByRole('textbox', { name: 'Reason' })).toHaveValue(REASON)
    expect(screen.getByRole('radio', { name: /^Force/ })).toBeChecked()
    expect(screen.getByRole('button', { name: `Put back ${second}` })).toBeVisible()
    expect(screen.getByText('3 selected')).toBeInTheDocument()
    const { bodies } = watchStarts(app)
    app.letMomentPass()
    await app.user.click(screen.getByRole('button', { name: 'Force-terminate 2 workflows' }))
    await onBatchPage()
    expect(idsOf(bodies[0])).toEqual([first, third])
  })
})

describe('a start that fails', () => {
  it('is told inside the dialog, with everything typed kept; what is pressed then is another batch', async () => {
    const app = await renderApp()
    const { bodies } = watchStarts(app)
    await select(app, FEW_IDS.dealIdle)
    const dialog = await openBatch(app)
    await giveReason(app, dialog)
    // The rights are read again, and whoever asks first hears the same.
    app.sandbox.failNext({ path: '/v1/me', code: 'SCOPE_DENIED', times: 100 })
    await app.advance(10 * 60_000)
    await app.user.click(dialog.getByRole('button', { name: 'Terminate 1 workflow' }))
    expect(await dialog.findByRole('alert')).toHaveTextContent(/bizproc.*Nothing was begun/)
    expect(dialog.getByRole('textbox', { name: 'Reason' })).toHaveValue(REASON)
    app.sandbox.clearFaults()
    await app.user.click(dialog.getByRole('button', { name: 'Terminate 1 workflow' }))
    await onBatchPage()
    expect(bodies).toHaveLength(2)
    expect(bodies[1]?.id).not.toBe(bodies[0]?.id)
  })

  it('and whose answer was lost is looked for: what has begun is shown, and begins once', async () => {
    const app = await renderApp()
    const { bodies, loseNextAnswer } = watchStarts(app)
    await select(app, FEW_IDS.dealIdle)
    const dialog = await openBatch(app)
    await giveReason(app, dialog)
    loseNextAnswer()
    await app.user.click(dialog.getByRole('button', { name: 'Terminate 1 workflow' }))
    await onBatchPage()
    expect(bodies).toHaveLength(1)
    expect(window.location.pathname).toBe(`/batches/${String(bodies[0]?.id)}`)
  })

  it('and never arrived says so; pressed again it is the same batch', async () => {
    const app = await renderApp()
    const { bodies } = watchStarts(app)
    await select(app, FEW_IDS.dealIdle)
    const dialog = await openBatch(app)
    await giveReason(app, dialog)
    app.setOnline(false)
    await app.user.click(dialog.getByRole('button', { name: 'Terminate 1 workflow' }))
    expect(await dialog.findByText(/We do not know whether the batch was started/)).toBeVisible()
    // What is not known to be nothing cannot be made something else.
    expect(dialog.getByRole('textbox', { name: 'Reason' })).toHaveAttribute('readonly')
    app.setOnline(true)
    expect(
      await dialog.findByText('It never reached the console: nothing was sent.', undefined, {
        timeout: 4000,
      }),
    ).toBeVisible()
    await app.user.click(dialog.getByRole('button', { name: 'Terminate 1 workflow' }))
    await onBatchPage()
    expect(bodies).toHaveLength(2)
    expect(bodies[1]).toEqual(bodies[0])
  })
})
