import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import { button, dialog, journalRow, openDialog, row, signIn } from './operator.ts'

const { dealStuck, quote } = FEW_IDS

test('draws what runs, and each mark leads to its rows', async ({ page }) => {
  await signIn(page, { path: '/overview' })
  await expect(page.getByText('10 running')).toBeVisible()
  const mark = page.locator('a', { hasText: '1: Contract preparation, 7 to 30 days ago' })
  await expect(mark).toHaveAttribute('href', '/workflows?template=14&age=7d_30d')
  const marks = page.locator('.recharts-wrapper a')
  // For the pointer only: the keyboard has the same links in the tables.
  expect(await marks.evaluateAll((links) => links.every((link) => link.tabIndex === -1))).toBe(true)
  await mark.locator('rect').click()
  await expect(page).toHaveURL(/\/workflows\?template=14&age=7d_30d$/)
  await expect(row(page, dealStuck)).toBeVisible()
  await expect(page.locator('tr[data-workflow]')).toHaveCount(1)
  await expect(page.getByRole('main')).toBeFocused()
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
})

test('draws what was terminated, and all of a day leads to its entries', async ({ page }) => {
  await signIn(page)
  await openDialog(page, quote)
  await button(page, 'Terminate').click()
  await expect(dialog(page)).toBeHidden()
  await page.getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByText('1 termination')).toBeVisible()
  const day = page.locator('.recharts-wrapper a[href^="/journal?"]:not([href*="state="])')
  await day.locator('rect').click({ position: { x: 4, y: 4 } })
  await expect(page).toHaveURL(/\/journal\?from=(\d{4}-\d\d-\d\d)&to=\1$/)
  await expect(journalRow(page, quote)).toBeVisible()
})

test('is read without the library that draws', async ({ page }) => {
  await page.route(/\/assets\/charts-/, (route) => route.abort())
  await signIn(page, { path: '/overview' })
  await expect(
    page.getByText('The drawing could not be loaded. The table has its numbers.').first(),
  ).toBeVisible()
  await page.getByText('Show as table').first().click()
  await expect(page.getByRole('link', { name: '1: Contract preparation, All' })).toBeVisible()
})
