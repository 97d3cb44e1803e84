import type { Page } from '@playwright/test'

import type { State } from './batch-screens.ts'

const REASON = 'Agreed with sales: these deals were closed by hand'
/** Longer than the dialog is deaf (ux.md section 3). */
const DEAF_MS = 350

const boxes = (page: Page) => page.locator('tr[data-workflow] input[type=checkbox]:enabled')

async function select(page: Page, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await boxes(page).nth(index).check()
}

async function openBatch(page: Page, count: number) {
  await page.getByRole('button', { name: 'Terminate…' }).click()
  await page.getByRole('dialog', { name: `Terminate ${count} workflows?` }).waitFor()
  await page.waitForTimeout(DEAF_MS)
  // The title counts: what is taken out changes it.
  return page.getByRole('dialog')
}

/** Terminates one by itself, so that a batch leaves it out. */
async function terminateOne(page: Page, index: number): Promise<void> {
  const id = await boxes(page).nth(index).getAttribute('data-select')
  await page.getByRole('button', { name: `Terminate ${id}`, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Terminate this workflow?' })
  await page.waitForTimeout(DEAF_MS)
  await dialog.getByRole('button', { name: 'Terminate', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.locator(`tr[data-workflow="${id}"]`).getByText('Terminating…').waitFor()
}

/** Pictures of selecting and of the dialog that starts a batch; each begins on the list, signed in. */
export const SELECT_SCREENS: Record<string, State> = {
  selection: async ({ page, take }) => {
    await select(page, 5)
    await take()
  },
  'selection-hidden': async ({ page, take }) => {
    await select(page, 5)
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('button', { name: /^Stuck/ }).click()
    await page.getByRole('button', { name: /not in view/ }).click()
    await take()
  },
  'batch-soft': async ({ page, take }) => {
    await select(page, 12)
    const dialog = await openBatch(page, 12)
    await dialog
      .getByRole('button', { name: /^Take out/ })
      .nth(1)
      .click()
    await take()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill(REASON)
    await take('batch-soft-end')
  },
  'batch-force': async ({ page, take }) => {
    await select(page, 12)
    const dialog = await openBatch(page, 12)
    await dialog.getByRole('radio', { name: /^Force/ }).check()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill(REASON)
    await dialog.getByLabel(/^Type 12/).fill('12')
    await take()
  },
  'batch-left-out': async ({ page, take }) => {
    await select(page, 6)
    await terminateOne(page, 1)
    await terminateOne(page, 3)
    const dialog = await openBatch(page, 4)
    await dialog.getByRole('heading', { name: '2 are left out' }).scrollIntoViewIfNeeded()
    await take()
  },
}
