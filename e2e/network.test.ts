import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { startConsole } from './console.ts'
import { createCuttingProxy, type CuttingProxy } from './cutting-proxy.ts'
import { expect, test as base } from './fixture.ts'
import {
  button,
  dialog,
  journalRow,
  mode,
  moveToTab,
  openDialog,
  openJournal,
  reasonField,
  row,
  signIn,
} from './operator.ts'

const { dealIdle } = FEW_IDS
const WORKFLOW = { method: 'DELETE', path: '/v1/workflows' }
/** The dialog's look-up, and not the gateway's own walk over the list. */
const LOOK_UP = { method: 'GET', path: '/v1/workflows', query: 'templateId=' }

const test = base.extend<{ network: CuttingProxy }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures out of it
  network: async ({}, use) => {
    const network = await createCuttingProxy()
    await use(network)
    await network.close()
  },
  start: async ({ network }, use) => {
    await use({ run: () => startConsole({ port: network.targetPort, publicUrl: network.url }) })
  },
})

test('terminates once when the browser sends the DELETE again by itself', async ({
  page,
  sandbox,
  network,
}) => {
  await signIn(page)
  await openDialog(page, dealIdle)
  await reasonField(page).fill('Only once')
  await expect(dialog(page)).toContainText('looked just now')
  await sandbox.holdNext(WORKFLOW)
  await button(page, 'Terminate').click()
  await expect.poll(async () => (await sandbox.deletes()).length).toBe(1)

  network.cut()
  // Chromium repeats a request whose kept-alive connection was cut before an answer came.
  await expect.poll(() => network.deletes()).toBe(2)
  await sandbox.release()

  await expect(dialog(page)).toBeHidden()
  await expect(page.getByText('Deal 5141 has ended.')).toBeVisible()
  await expect(row(page, dealIdle)).toHaveCount(0)
  expect(await sandbox.deletes()).toMatchObject([{ id: dealIdle, status: 'Only once' }])
  await openJournal(page)
  await expect(page.getByText(/^1 entr/)).toBeVisible()
  await expect(journalRow(page, dealIdle)).toContainText('Ended')
})

test('waits for a DELETE under way when the session ends, and says what it is checking', async ({
  page,
  sandbox,
  network,
}) => {
  await signIn(page)
  const tab = await moveToTab(page)
  await sandbox.holdNext(LOOK_UP)
  await openDialog(tab, dealIdle)
  await mode(tab, 'Force').check()
  await reasonField(tab).fill('Sent before the end')
  network.holdAnswers()
  await button(tab, 'Force-terminate').click()
  await expect.poll(() => network.heldAnswers()).toBe(1)
  expect(await sandbox.deletes()).toMatchObject([{ outcome: { status: 204 } }])

  // The look-up that is still under way finds that the session has ended.
  await sandbox.expireSessions()
  await sandbox.release()
  await expect(dialog(tab)).toContainText('Your session has ended: signing in again. What you typed is kept.')
  await expect(button(tab, 'Terminating…')).toBeDisabled()

  network.letGo()
  await expect(
    tab.getByText(`You were signed in again. Checking the termination of ${dealIdle} that was under way.`),
  ).toBeVisible()
  await expect(tab.getByRole('main').getByRole('status').filter({ hasText: 'Ended' })).toBeVisible()
  await expect(dialog(tab)).toBeHidden()
  await expect(row(tab, dealIdle)).toHaveCount(0)
  expect(await sandbox.deletes()).toHaveLength(1)
})
