import { findBarriers } from './axe.ts'
import { startConsole } from './console.ts'
import { expect, test } from './fixture.ts'
import { signIn } from './operator.ts'

test.use({
  start: {
    run: () => startConsole({ env: { SANDBOX_WORKFLOWS: '400', VIBE_RATE: '500', VIBE_BURST: '500' } }),
  },
})

/** Rows that may be in the document at once, of however many. */
const MOST_ROWS = 80

test('a batch of hundreds keeps only what is near the screen in the document', async ({ page, sandbox }) => {
  await sandbox.reset({ workflowCount: 400, speed: 0, life: false })
  await signIn(page)
  // All of them: what comes later is not selected, and the box is no longer checked then.
  await expect(page.getByText('400 running')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Select loaded' }).check()
  await expect(page.getByText('400 selected')).toBeVisible()
  await page.getByRole('button', { name: 'Terminate…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Terminate 400 workflows?' })
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Cleared away')
  const seenAt = await page.evaluate(() => performance.now())
  await page.waitForFunction((at) => performance.now() - at > 310, seenAt)
  await dialog.getByRole('button', { name: 'Terminate 400 workflows' }).click()

  const table = page.getByRole('table', { name: 'Workflows of this batch' })
  await expect(table).toHaveAttribute('aria-rowcount', '401')
  const rows = table.locator('tr[data-item]')
  expect(await rows.count()).toBeLessThan(MOST_ROWS)
  await page.getByRole('region', { name: 'Terminate 400 workflows, Soft' }).focus()
  await page.keyboard.press('End')
  const last = table.locator('tr[aria-rowindex="401"]')
  await expect(last).toBeInViewport()
  expect(await rows.count()).toBeLessThan(MOST_ROWS)

  // What holds the focus stays, however far it is scrolled away.
  await last.getByRole('button').focus()
  await page.keyboard.press('Control+Home')
  await expect(table.locator('tr[aria-rowindex="2"]')).toBeInViewport()
  await expect(last.getByRole('button')).toBeFocused()

  // The address is one of its own: reloaded, or opened from a link.
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Terminate 400 workflows, Soft' })).toBeVisible()
  await expect(table).toHaveAttribute('aria-rowcount', '401')

  expect(await findBarriers(page)).toEqual([])
})
