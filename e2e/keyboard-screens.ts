import type { Page } from '@playwright/test'

import type { State } from './batch-screens.ts'

async function openPalette(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  await palette.getByRole('combobox').fill(text)
}

/** Pictures of what keys open; each begins on the list, signed in. */
export const KEYBOARD_SCREENS: Record<string, State> = {
  palette: async ({ page, take }) => {
    await openPalette(page, '')
    await take()
  },
  'palette-workflow': async ({ page, take }) => {
    const id = await page.locator('tr[data-workflow]').nth(2).getAttribute('data-workflow')
    await openPalette(page, id ?? '')
    await page.getByRole('option', { name: `Open ${id}` }).waitFor()
    await take()
  },
  'palette-foreign': async ({ page, take }) => {
    await openPalette(page, 'https://other.bitrix24.com/crm/deal/details/5141/')
    await page
      .getByText(/another portal/)
      .last()
      .waitFor()
    await take()
  },
  shortcuts: async ({ page, take }) => {
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await take()
  },
  'row-focus': async ({ page, take }) => {
    await page.keyboard.press('Home')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await take()
  },
}
