import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { renderApp } from '#src/testing/render-app.tsx'

/** Fills every place the gateway has for this kind of request; the returned function lets them go. */
async function fill(app: Awaited<ReturnType<typeof renderApp>>, method: 'GET' | 'DELETE') {
  const { sandbox, browse } = app
  const headers = { Authorization: `Bearer ${sandbox.issueSession({ userId: 7 })}` }
  await browse(paths.workflows, { headers })
  sandbox.holdNext({ method })
  sandbox.holdNext({ method })
  const held = Array.from({ length: 200 }, (_, index) =>
    browse(method === 'GET' ? paths.workflows : paths.workflow(`held.${index}`), { method, headers }),
  )
  return async () => {
    sandbox.releaseAll()
    await Promise.all(held)
  }
}

it('keeps the reason when the console has too much to do, counts down, and sends it at the next press', async () => {
  const app = await renderApp()
  const { user, sandbox } = app
  const dialog = await app.openDialog(FEW_IDS.dealIdle)
  await user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Stuck since May')
  const empty = await fill(app, 'DELETE')
  await user.click(dialog.getByRole('button', { name: 'Terminate' }))
  expect(
    await dialog.findByText(/^Flowstop has too much to do\. It takes this again in [123] s\./),
  ).toBeVisible()
  expect(dialog.getByText(/GATEWAY_BUSY \(HTTP 503\)/)).toBeInTheDocument()
  expect(sandbox.record.deletes.filter(({ id }) => id === FEW_IDS.dealIdle)).toEqual([])
  await empty()
  expect(await dialog.findByText('You can terminate again now.', undefined, { timeout: 6000 })).toBeVisible()
  expect(dialog.getByRole('textbox', { name: 'Reason' })).toHaveValue('Stuck since May')
  await user.click(dialog.getByRole('button', { name: 'Terminate' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  expect(sandbox.record.deletes.filter(({ id }) => id === FEW_IDS.dealIdle)).toHaveLength(1)
})

it('keeps the rows under a quiet line when the console has too much to do, and reads again later', async () => {
  const app = await renderApp({ hasMirror: false })
  const { user } = app
  const rows = () => screen.getAllByRole('button', { name: /^Terminate \w/ }).length
  await waitFor(() => expect(rows()).toBe(10))
  const empty = await fill(app, 'GET')
  await user.click(screen.getByRole('button', { name: 'Refresh' }))
  expect(
    await screen.findByText(/^Not refreshed: Flowstop has too much to do/, undefined, { timeout: 12_000 }),
  ).toBeVisible()
  expect(rows()).toBe(10)
  await empty()
  await user.click(screen.getByRole('button', { name: 'Refresh' }))
  await waitFor(() => expect(screen.queryByText(/^Not refreshed/)).not.toBeInTheDocument())
})
