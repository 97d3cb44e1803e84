import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { startConsole, startGatewayAlone } from './console.ts'
import { expect, test as base } from './fixture.ts'
import { button, dialog, journalRow, openDialog, openJournal, reasonField, row, signIn } from './operator.ts'
import { findFreePort } from './ports.ts'

const { dealIdle } = FEW_IDS
const WORKFLOW = { method: 'DELETE', path: '/v1/workflows' }

const test = base.extend({
  // The portal outlives the console, as a real one does: so the sandbox runs in a process of its own.
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures out of it
  start: async ({}, use) => {
    const port = await findFreePort()
    const portal = await startConsole({ publicUrl: `http://localhost:${port}` })
    await use({ run: () => startGatewayAlone(port, portal.sandboxUrl) })
    await portal.stop()
    await portal.remove()
  },
})

test('tells the truth about a termination that was under way when the console was killed', async ({
  page,
  sandbox,
  flowstop,
}) => {
  await signIn(page)
  await expect(page.getByText('Sandbox', { exact: true })).toHaveCount(0)
  await sandbox.holdNext(WORKFLOW)
  await openDialog(page, dealIdle)
  await reasonField(page).fill('Before the crash')
  await button(page, 'Terminate').click()
  await expect.poll(async () => (await sandbox.deletes()).length).toBe(1)
  await flowstop.kill()
  await expect(dialog(page).getByRole('alert')).toContainText(
    'We do not know whether it was terminated; looking.',
  )

  await flowstop.start()
  await page.goto('/journal')
  await expect(journalRow(page, dealIdle)).toContainText('Outcome unknown, looking')
  await expect(journalRow(page, dealIdle)).toContainText('Before the crash')
  await expect(journalRow(page, dealIdle)).toContainText('Anna Ivanova')

  await sandbox.release()
  await expect.poll(async () => (await sandbox.record()).endings.length).toBe(1)
  await expect(async () => {
    await page.reload()
    await expect(journalRow(page, dealIdle)).toContainText(
      'No longer running; we cannot tell whether we ended it',
      { timeout: 1500 },
    )
  }).toPass({ timeout: 30_000 })
  expect(await sandbox.deletes()).toHaveLength(1)
})

test('goes on following what was accepted before it was stopped', async ({ page, sandbox, flowstop }) => {
  const { dealStepRunning } = FEW_IDS
  await signIn(page)
  await openDialog(page, dealStepRunning)
  await button(page, 'Terminate').click()
  await expect(row(page, dealStepRunning)).toContainText('Terminating…')
  await flowstop.stop()
  await flowstop.start()
  await sandbox.finishStep(dealStepRunning)
  await page.reload()
  await expect(row(page, dealStepRunning)).toHaveCount(0)
  await openJournal(page)
  await expect(async () => {
    await page.reload()
    await expect(journalRow(page, dealStepRunning)).toContainText('Ended', { timeout: 1500 })
  }).toPass({ timeout: 30_000 })
})
