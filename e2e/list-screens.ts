import type { Page } from '@playwright/test'

import type { State } from './batch-screens.ts'

const rowMenu = (page: Page, index: number) => page.locator('button[data-row-menu]').nth(index)
const view = (page: Page) => page.getByRole('button', { name: 'View', exact: true })
const idOf = (page: Page, index: number) =>
  page.locator('tr[data-workflow]').nth(index).getAttribute('data-workflow')

async function openDetail(page: Page, index: number): Promise<void> {
  await rowMenu(page, index).click()
  await page.getByRole('menuitem', { name: 'Details' }).click()
  await page.getByText('Nobody has terminated it').waitFor()
}

/** The list, its menus, its further filters, and the detail over it. */
export const LIST_SCREENS: Record<string, State> = {
  list: async ({ page, take }) => {
    await page.locator('[data-cell=document]', { hasText: ' · ' }).first().waitFor()
    await take()
  },
  filtered: async ({ page, take }) => {
    await page.goto('/workflows?preset=stuck&sort=changed_oldest')
    await page.getByText(/^\d+ of \d+ running$/).waitFor()
    await take()
  },
  'no-match': async ({ page, take }) => {
    await page.goto('/workflows?q=nothing+is+called+this')
    await page.getByText('but none of them matches').waitFor()
    await take()
  },
  'row-menu': async ({ page, take }) => {
    await rowMenu(page, 3).click()
    await page.getByRole('menuitem', { name: 'Details' }).waitFor()
    await take()
  },
  'view-menu': async ({ page, take }) => {
    await view(page).click()
    await page.getByRole('menuitem', { name: /as CSV$/ }).waitFor()
    await take()
  },
  'views-dialog': async ({ page, take }) => {
    await page.goto('/workflows?preset=stuck&notTemplate=713')
    for (const name of ['Stuck, but for approvals', 'Mine']) {
      await view(page).click()
      await page.getByRole('menuitem', { name: /^Save or remove/ }).click()
      await page.getByRole('textbox', { name: 'Save what is shown now as' }).fill(name)
      // Longer than the dialog is deaf (ux.md section 3).
      await page.waitForTimeout(350)
      await page.getByRole('button', { name: 'Save view' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await view(page).click()
    await page.getByRole('menuitem', { name: /^Save or remove/ }).click()
    await page.getByRole('dialog').waitFor()
    await take()
  },
  'more-filters': async ({ page, take }) => {
    await page.goto('/workflows?age=over_30d&notTemplate=713&notStartedBy=0')
    await page.getByRole('group', { name: 'More filters' }).waitFor()
    await page.getByText(/^\d+ of \d+ running$/).waitFor()
    await take()
  },
  'search-journal': async ({ page, take }) => {
    await page.goto('/workflows?q=69f0c2d5ade389.99999999')
    await page.getByText('Not terminated through Flowstop').waitFor()
    await take()
  },
  detail: async ({ page, take }) => {
    await openDetail(page, 5)
    await take()
  },
  'detail-end': async ({ page, take }) => {
    await openDetail(page, 5)
    await page.getByText('By hand').scrollIntoViewIfNeeded()
    await take()
  },
  'detail-ended': async ({ page, flowstop, take }) => {
    const id = (await idOf(page, 5)) ?? ''
    await openDetail(page, 5)
    await page.getByRole('button', { name: `Terminate ${id}` }).click()
    await page.waitForTimeout(400)
    await page.getByRole('radio', { name: /^Force/ }).check()
    await page.getByRole('button', { name: 'Force-terminate' }).click()
    await page.getByText('It has ended: nothing is left').waitFor()
    await flowstop.sandbox.release()
    await take()
  },
  'detail-unknown': async ({ page, take }) => {
    await page.goto('/workflows/69f0c2d5ade389.99999999')
    await page.getByText('No running workflow has this ID').waitFor()
    await take()
  },
}
