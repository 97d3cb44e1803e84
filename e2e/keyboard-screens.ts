import { dialog, type Screens, type Shot } from './screen-kit.ts'

async function openPalette({ page }: Shot, text: string): Promise<void> {
  // The keys come after the rows.
  await page.waitForLoadState('networkidle')
  await page.keyboard.press('Control+k')
  await dialog(page).getByRole('combobox').fill(text)
}

/** What keys open. */
export const KEYBOARD_SCREENS: Screens = {
  'palette palette-workflow palette-foreign': {
    run: async (shot) => {
      const { page, take } = shot
      const id = await page.locator('tr[data-workflow]').nth(2).getAttribute('data-workflow')
      await openPalette(shot, '')
      await take('palette')
      await openPalette(shot, id ?? '')
      await page.getByRole('option').first().waitFor()
      await take('palette-workflow')
      await openPalette(shot, 'https://other.bitrix24.com/crm/deal/details/5141/')
      await dialog(page).getByText('other.bitrix24.com').last().waitFor()
      await take('palette-foreign')
    },
  },
  'row-focus shortcuts': {
    run: async ({ page, take }) => {
      await page.waitForLoadState('networkidle')
      for (const key of ['Home', 'j', 'x', 'j']) await page.keyboard.press(key)
      await page.locator('tr[data-workflow]:focus').waitFor()
      await take('row-focus')
      await page.keyboard.press('?')
      await dialog(page).waitFor()
      await take('shortcuts')
    },
  },
}
