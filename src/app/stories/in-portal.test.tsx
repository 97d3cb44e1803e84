import { screen, waitFor } from '@testing-library/react'
import { expect, it, vi } from 'vitest'

import { ANNA } from '#server/sandbox/access/people.ts'
import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { paths } from '#src/contract/addresses.ts'
import { renderApp } from '#src/testing/render-app.tsx'

const ENDED = "Your session in the portal has ended: reload the portal's page."

it('in the portal acts for whom the portal has signed in, and never sees the session', async () => {
  const { user, trips, exchanges, openDialog } = await renderApp({ isInPortal: true })
  const dialog = await openDialog(FEW_IDS.dealIdle)
  await user.click(dialog.getByRole('button', { name: 'Terminate' }))
  expect(await screen.findByText('Terminating…')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Anna Ivanova' }))
  expect(await screen.findByText('Signed in by the portal that shows this page.')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Sign out' })).not.toBeInTheDocument()
  expect(trips).toEqual([])
  const sessions = exchanges.filter(({ url }) => url.pathname === paths.session)
  expect(sessions.map(({ answer }) => answer.includes('vibe_session'))).toEqual([false])
  expect(exchanges.filter(({ headers }) => headers.has('Authorization'))).toEqual([])
})

it('keeps the dialog and the reason when the session of the portal ends, and sends when it is back', async () => {
  const { user, trips, sandbox, platform, openDialog } = await renderApp({ isInPortal: true })
  const dialog = await openDialog(FEW_IDS.dealIdle)
  await user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Stuck since May')
  sandbox.expireSessions()
  await user.click(dialog.getByRole('button', { name: 'Terminate' }))
  expect(await dialog.findByText(ENDED)).toBeVisible()
  expect(dialog.getByRole('textbox', { name: 'Reason' })).toHaveValue('Stuck since May')
  expect(trips).toEqual([])
  platform.open(ANNA.id)
  await user.click(dialog.getByRole('button', { name: 'Terminate' }))
  await waitFor(() => expect(sandbox.record.endings).toHaveLength(1))
  expect(sandbox.record.endings[0]).toMatchObject({ id: FEW_IDS.dealIdle, status: 'Stuck since May' })
})

it('says what to do when it starts without a session, and starts when there is one', async () => {
  const { user, trips, platform } = await renderApp({ isInPortal: true, userId: null })
  expect(await screen.findByText(ENDED)).toBeVisible()
  expect(trips).toEqual([])
  platform.open(ANNA.id)
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('button', { name: `Terminate ${FEW_IDS.dealIdle}` })).toBeVisible()
})

it('says so where the browser keeps no language, instead of loading the page again in the same one', async () => {
  const { user, trips } = await renderApp({ isInPortal: true })
  vi.spyOn(document, 'cookie', 'set').mockImplementation(() => {})
  await user.click(await screen.findByRole('button', { name: 'Anna Ivanova' }))
  await user.selectOptions(await screen.findByRole('combobox', { name: 'Language' }), 'ru')
  expect(screen.getByText(/This browser keeps no cookies here/)).toBeVisible()
  expect(trips).toEqual([])
})
