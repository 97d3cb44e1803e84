import type { Page } from '@playwright/test'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import { findLatin } from './latin-scan.ts'
import { allow, row } from './operator.ts'
import { PORTAL_WORDS } from './portal-words.ts'
import { createWords } from './say.ts'
import { BROWSER_LOCALES, LANGUAGES } from './words.ts'

const { dealIdle, dealStepRunning, quote } = FEW_IDS

for (const locale of LANGUAGES) {
  const say = createWords(locale)

  test.describe(`in ${locale}`, () => {
    test.use({ locale: BROWSER_LOCALES[locale] })

    test(`the main journey speaks ${locale}`, async ({ page, sandbox }) => {
      const scan = async (screen: string) => {
        if (locale === 'ru') expect.soft(await findLatin(page, PORTAL_WORDS), screen).toEqual([])
      }
      await page.goto('/')
      await allow(page)
      await expect(row(page, dealIdle)).toBeVisible()
      await expect(page.locator('html')).toHaveAttribute('lang', locale)
      await scan('list')

      await page.getByRole('button', { name: say('view'), exact: true }).click()
      await expect(page.getByRole('menu')).toBeVisible()
      await scan('view menu')
      await closeMenu(page)
      await page.getByRole('button', { name: say('row_menu', { id: dealIdle }) }).click()
      await expect(page.getByRole('menu')).toBeVisible()
      await scan('row menu')
      await closeMenu(page)

      await sandbox.failNext({ method: 'DELETE', path: '/v1/workflows', code: 'BITRIX_ACCESS_DENIED' })
      await page.getByRole('button', { name: say('terminate_row', { id: dealIdle }), exact: true }).click()
      const dialog = page.getByRole('dialog', { name: say('terminate_title', { count: 1 }) })
      await expect(dialog).toContainText(say('look_up_listed'))
      await scan('dialog')
      await untilPressesCount(page)
      await dialog.getByRole('radio', { name: say('mode_force') }).check()
      await scan('dialog, force')
      await dialog.getByRole('radio', { name: say('mode_soft') }).check()
      await dialog.getByRole('textbox', { name: say('reason') }).fill('Причина')
      await dialog.getByRole('button', { name: say('terminate'), exact: true }).click()
      await expect(dialog.getByRole('alert')).toContainText(say('error_denied'))
      await scan('dialog, refused')
      await dialog.getByRole('button', { name: say('terminate'), exact: true }).click()
      await expect(dialog).toBeHidden()
      await expect(row(page, dealIdle)).toHaveCount(0)

      const navigation = page.getByRole('navigation', { name: say('navigation') })
      await navigation.getByRole('link', { name: say('journal') }).click()
      const entry = page.getByRole('row').filter({ hasText: dealIdle }).filter({ hasText: 'Причина' })
      await expect(entry.first()).toContainText(say('mode_soft'))
      await scan('journal')
      await navigation.getByRole('link', { name: say('overview') }).click()
      await expect(page.getByRole('heading', { name: say('overview_age') })).toBeVisible()
      await scan('overview')
      await navigation.getByRole('link', { name: say('batches') }).click()
      await expect(page.getByText(say('batch_empty_sentence'))).toBeVisible()
      await scan('batches')
      await page.goto('/workflows?q=нигде')
      await expect(page.getByText(say('no_match_sentence'))).toBeVisible()
      await scan('nothing matches')
      await page.goto(`/workflows/${quote}`)
      await expect(page.getByText(say('detail_by_hand_note'))).toBeVisible()
      await scan('detail')
      await page.goto('/workflows')
      for (const id of [quote, dealStepRunning])
        await page.getByRole('checkbox', { name: say('select_row', { id }) }).check()
      await page.getByRole('button', { name: say('select_terminate'), exact: true }).click()
      const two = { count: 2, shown: 2 }
      const many = page.getByRole('dialog', { name: say('batch_dialog_title', two) })
      await many.getByRole('textbox', { name: say('reason') }).fill('Причина')
      await scan('batch dialog')
      await untilPressesCount(page)
      await many.getByRole('button', { name: say('batch_dialog_terminate', two) }).click()
      await expect(page.getByRole('button', { name: say('batch_move_withdraw') })).toBeVisible()
      await scan('batch page')
      await page.goto('/sign-in')
      await expect(page.getByRole('button', { name: say('sign_in_button') })).toBeVisible()
      await scan('sign-in')
    })
  })
}

test('an operator chooses another language, and what was picked stays', async ({ page }) => {
  const [english, russian] = [createWords('en'), createWords('ru')]
  const menu = page.getByRole('button', { name: 'Anna Ivanova' })
  await page.goto('/workflows?document=deal')
  await allow(page)
  await page.getByRole('checkbox', { name: english('select_row', { id: dealIdle }) }).check()
  await expect(page.getByText(english('select_count', { count: 1 }))).toBeVisible()
  await menu.click()
  await page.getByRole('combobox', { name: english('language') }).selectOption('Русский')

  await expect(page.locator('html')).toHaveAttribute('lang', 'ru')
  await expect(page.getByText(russian('select_count', { count: 1 }))).toBeVisible()
  await expect(page).toHaveURL(/document=deal/)
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru')
  await menu.click()
  await page.getByRole('combobox', { name: russian('language') }).selectOption('')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})

/** A dialog ignores presses for its first 300 ms. */
async function untilPressesCount(page: Page): Promise<void> {
  const seenAt = await page.evaluate(() => performance.now())
  await page.waitForFunction((at) => performance.now() - at > 310, seenAt)
}

/** Escape is for the menu itself: the page may get it before the menu has the focus. */
async function closeMenu(page: Page): Promise<void> {
  await page.getByRole('menu').press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
}
