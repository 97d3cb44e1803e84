import type { Page } from '@playwright/test'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import { openDialog, row, rowButton, signIn, untilDialogHears } from './operator.ts'

const { dealIdle } = FEW_IDS

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+03:00$/

const card = (page: Page) => page.getByRole('group', { name: 'The time in other zones' })
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

test.use({ timezoneId: 'Asia/Kolkata', permissions: ['clipboard-read', 'clipboard-write'] })

test('settings last over a reload, and go back to the usual together', async ({ page }) => {
  await signIn(page)
  await expect(rowButton(page, dealIdle)).toBeVisible()
  await page.getByRole('button', { name: 'Anna Ivanova' }).click()
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('radio', { name: /^Portal UTC\+03:00/ }).check()
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark theme')
  await page.getByRole('combobox', { name: 'Times in columns' }).selectOption('absolute')
  await page.reload()
  await expect(page.getByRole('radio', { name: /^Portal/ })).toBeChecked()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')

  const other = await page.context().newPage()
  await other.goto('/settings')
  await page.getByRole('button', { name: 'Reset everything to the usual' }).click()
  // By keyboard: to presses a dialog is deaf at first.
  await expect(page.getByRole('button', { name: 'Keep them' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  for (const tab of [page, other]) {
    await expect(tab.getByRole('radio', { name: /^This computer/ })).toBeChecked()
    await expect(tab.locator('html')).not.toHaveAttribute('data-theme', /.*/)
    await expect(tab.getByRole('combobox', { name: 'Times in columns' })).toHaveValue('relative')
  }
})

test('a time tells itself in other zones, by pointer and by keyboard, and is copied', async ({ page }) => {
  await signIn(page)
  await expect(rowButton(page, dealIdle)).toBeVisible()
  await page.goto('/settings')
  await page.getByRole('radio', { name: /^Portal/ }).check()
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Workflows' }).click()

  // What hears the pointer is loaded after the rows.
  const time = row(page, dealIdle).locator('time:visible').first()
  await expect(async () => {
    await page.mouse.move(0, 0)
    await time.hover()
    await expect(card(page)).toBeVisible({ timeout: 1000 })
  }).toPass()
  await expect(card(page).getByRole('term')).toHaveText([
    'Portal, UTC+03:00',
    'This computer, UTC+05:30',
    'UTC',
  ])
  // The way from the time to its card is no way out of it.
  await card(page).hover()
  await page.waitForTimeout(400)
  await card(page).getByRole('button').click()
  expect(await copied(page)).toMatch(ISO)
  await page.keyboard.press('Escape')
  await expect(card(page)).toBeHidden()

  await page.goto(`/workflows/${dealIdle}`)
  const stop = page.locator('[data-time-stop]').first()
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await expect(async () => {
    await stop.blur()
    await stop.focus()
    await expect(card(page)).toBeVisible({ timeout: 1000 })
  }).toPass()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect.poll(() => copied(page)).toMatch(ISO)
  // Behind the card the Tab key goes on as if there were none.
  await page.keyboard.press('Tab')
  await expect(page.locator('[data-time-stop]').nth(1)).toBeFocused()
  await page.keyboard.press('Shift+Tab')
  await expect(stop).toBeFocused()
})

test('in a dialog the card stands over it, and Escape closes the card alone', async ({ page }) => {
  await signIn(page)
  await openDialog(page, dealIdle)
  await page.getByRole('dialog').locator('[data-time-stop]').first().focus()
  await expect(card(page)).toBeVisible()
  await expect(card(page)).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Tab')
  await expect(card(page).getByRole('button')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(card(page)).toBeHidden()
  await untilDialogHears(page)

  const [help] = await Promise.all([
    page.waitForEvent('popup'),
    page
      .getByRole('dialog')
      .getByRole('link', { name: /^What Soft and Force do/ })
      .click(),
  ])
  await expect(help.getByRole('heading', { name: 'Soft and Force' })).toBeFocused()
  await expect(page.getByRole('dialog')).toBeVisible()
})
