import type { Page } from '@playwright/test'

import type { State } from './batch-screens.ts'

const openMenu = (page: Page) => page.getByRole('button', { name: 'Anna Ivanova' }).click()

async function openPage(page: Page, name: 'Settings' | 'Help'): Promise<void> {
  await openMenu(page)
  await page.getByRole('link', { name }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

/** Pictures of what the operator's menu leads to, and of the card of a time; each begins on the list, signed in. */
export const SETTINGS_SCREENS: Record<string, State> = {
  'operator-menu': async ({ page, take }) => {
    await openMenu(page)
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    await take()
  },
  settings: async ({ page, take }) => {
    await openPage(page, 'Settings')
    await page.getByRole('radio', { name: /^Portal/ }).check()
    await take()
    await page.getByRole('button', { name: 'Reset everything to the usual' }).scrollIntoViewIfNeeded()
    await take('settings-end')
  },
  'settings-reset': async ({ page, take }) => {
    await openPage(page, 'Settings')
    await page.getByRole('button', { name: 'Reset everything to the usual' }).click()
    await page.getByRole('dialog').waitFor()
    await take()
  },
  help: async ({ page, take }) => {
    await openPage(page, 'Help')
    await take()
    await page.getByRole('link', { name: 'Times and zones' }).click()
    await page.getByRole('heading', { name: 'Times and zones' }).waitFor()
    await take('help-part')
  },
  'list-absolute': async ({ page, take }) => {
    await openPage(page, 'Settings')
    await page.getByRole('radio', { name: /^Portal/ }).check()
    await page.getByRole('combobox', { name: 'Times in columns' }).selectOption('absolute')
    await page.getByRole('link', { name: 'Workflows' }).click()
    await page.locator('tr[data-workflow]').first().waitFor()
    await take()
  },
  'time-card': async ({ page, take }) => {
    // What hears the pointer is loaded after the rows.
    await page.waitForLoadState('networkidle')
    const time = page.locator('tr[data-workflow] time:visible').nth(4)
    await time.hover()
    await page.getByRole('group', { name: 'The time in other zones' }).waitFor()
    await take()
  },
  'time-card-detail': async ({ page, take }) => {
    const id = await page.locator('tr[data-workflow]').nth(2).getAttribute('data-workflow')
    await page.goto(`/workflows/${id}`)
    await page.locator('[data-time-stop]').first().focus()
    await page.getByRole('group', { name: 'The time in other zones' }).waitFor()
    await take()
  },
}
