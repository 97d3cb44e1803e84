import type { Locator, Page } from '@playwright/test'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import { button, dialog, journalRow, mode, reasonField, row, rowButton, signIn } from './operator.ts'

const { dealIdle, leadBySystem, dealStuck } = FEW_IDS

/** More than any way on a page takes. */
const MOST_TABS = 80

/** Presses Tab until this has the focus: so it can be reached, and its focus can be seen. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await target.evaluate((element) => element.matches(':focus-visible'))).toBe(true)
      return
    }
    await page.keyboard.press(key)
  }
  throw new Error(`${key} never came to ${target.toString()}`)
}

test('terminates by keyboard alone, from sign-in to the journal', async ({ page, sandbox }) => {
  await page.goto('/')
  await tabTo(page, page.getByRole('radio', { name: 'Anna Ivanova' }))
  await page.keyboard.press('Enter')

  await expect(row(page, dealIdle)).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await tabTo(page, rowButton(page, dealIdle))
  await page.keyboard.press('Enter')

  await expect(button(page, 'Keep running')).toBeFocused()
  // From the last button but one, round the dialog: the focus does not leave it.
  await tabTo(page, mode(page, 'Soft'))
  await page.keyboard.press('ArrowDown')
  await expect(mode(page, 'Force')).toBeChecked()
  await page.keyboard.press('Tab')
  await expect(reasonField(page)).toBeFocused()
  await page.keyboard.type('By keyboard')
  await tabTo(page, button(page, 'Force-terminate'))
  await page.keyboard.press('Enter')

  await expect(dialog(page)).toBeHidden()
  await expect(row(page, dealIdle)).toHaveCount(0)
  // The row that took its place.
  await expect(rowButton(page, leadBySystem)).toBeFocused()
  expect(await sandbox.deletes()).toMatchObject([{ id: dealIdle, force: true, status: 'By keyboard' }])

  await tabTo(page, page.getByRole('link', { name: 'Journal' }).first(), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(journalRow(page, dealIdle)).toContainText('By keyboard')
})

test('gives the focus back to the row after Keep running and after Escape', async ({ page, sandbox }) => {
  await signIn(page)
  await rowButton(page, dealStuck).focus()
  await page.keyboard.press('Enter')
  await expect(button(page, 'Keep running')).toBeFocused()
  // A stray Enter keeps it running.
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toBeHidden()
  await expect(rowButton(page, dealStuck)).toBeFocused()
  await page.keyboard.press('Space')
  await expect(button(page, 'Keep running')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await expect(rowButton(page, dealStuck)).toBeFocused()
  expect(await sandbox.deletes()).toEqual([])
})

test('moves the focus to the heading when the last row has left', async ({ page, sandbox }) => {
  await sandbox.reset({ seed: 'one', life: false })
  await signIn(page)
  await rowButton(page, dealIdle).focus()
  await page.keyboard.press('Enter')
  await expect(button(page, 'Keep running')).toBeFocused()
  await tabTo(page, reasonField(page), 'Shift+Tab')
  await page.keyboard.press('Control+Enter')
  await expect(dialog(page)).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Nothing runs' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Workflows', level: 1 })).toBeFocused()
})
