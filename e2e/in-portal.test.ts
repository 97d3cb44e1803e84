import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { startConsole } from './console.ts'
import { expect, test } from './fixture.ts'
import { findFreePort } from './ports.ts'

const { dealIdle } = FEW_IDS

test.use({
  start: {
    run: async () => {
      const port = await findFreePort()
      return startConsole({
        publicUrl: `http://localhost:${port}`,
        env: { SANDBOX_PLATFORM_PORT: String(port) },
      })
    },
  },
})

test('in a frame of the portal, an operator terminates one workflow and stands on the record', async ({
  page,
  context,
  flowstop,
  sandbox,
}) => {
  // The portal is another site than the app, as in real life: no cookie of ours comes along, and storage may be blocked.
  const portal = flowstop.url.replace('localhost', '127.0.0.1')
  await page.goto(`${portal}/?user=7&path=/workflows`)
  const app = page.frameLocator('iframe[title="Flowstop"]')
  const terminate = app.getByRole('button', { name: `Terminate ${dealIdle}`, exact: true })
  await terminate.click()
  const dialog = app.getByRole('dialog')
  // It is deaf to presses for its first 300 ms (ux.md section 3).
  const seenAt = await dialog.evaluate(() => performance.now())
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Cleared away in the portal')
  await expect.poll(() => dialog.evaluate((_, at) => performance.now() - at, seenAt)).toBeGreaterThan(310)

  // The session ends: the dialog says so and keeps what was typed; the portal's page brings a new one.
  await sandbox.expireSessions()
  await dialog.getByRole('button', { name: 'Terminate', exact: true }).click()
  await expect(
    dialog.getByText("Your session in the portal has ended: reload the portal's page."),
  ).toBeVisible()
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toHaveValue('Cleared away in the portal')
  await page.request.get(`${portal}/?user=7`)
  await dialog.getByRole('button', { name: 'Terminate', exact: true }).click()
  await expect(dialog).toBeHidden()
  expect((await sandbox.record()).endings).toMatchObject([
    { id: dealIdle, how: 'soft', status: 'Cleared away in the portal' },
  ])

  await app.getByRole('link', { name: 'Journal' }).click()
  const entry = app.getByRole('row').filter({ hasText: dealIdle }).first()
  await expect(entry).toContainText('Пётр Смирнов')
  const cookieNames = async () => (await context.cookies(flowstop.url)).map(({ name }) => name)
  expect(await cookieNames()).toEqual([])
  // The one that is kept, for the language, stays with the portal's site.
  await app.getByRole('button', { name: 'Пётр Смирнов' }).click()
  await app.getByRole('combobox', { name: 'Language' }).selectOption('ru')
  await expect(app.getByRole('heading', { name: 'Журнал' })).toBeVisible()
  expect(await cookieNames()).toEqual(['flowstop.locale'])
})
