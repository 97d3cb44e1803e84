import { expect, type Page } from '@playwright/test'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { dialog, openDialog, openJournal, row } from './operator.ts'

const { dealIdle } = FEW_IDS

/** The page itself stays as wide as the window, and no word of a button is cut off. */
async function expectReadable(page: Page): Promise<void> {
  expect(await page.evaluate(findOverhang)).toEqual([])
}

/** Runs in the page. */
function findOverhang(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement
  const cut = [...document.querySelectorAll<HTMLElement>('button, label, h1, h2')].filter(
    (element) =>
      element.checkVisibility() &&
      !element.closest('.sr-only, [aria-hidden=true]') &&
      getComputedStyle(element).textOverflow !== 'ellipsis' &&
      getComputedStyle(element).overflow === 'hidden' &&
      element.scrollHeight > element.clientHeight + 1,
  )
  return [
    ...(scrollWidth > clientWidth ? [`the page is ${scrollWidth - clientWidth} px too wide`] : []),
    ...cut.map((element) => `cut off: ${element.textContent}`),
  ]
}

/** List, dialog and journal, with the dialog's buttons within reach. */
export async function readAll(page: Page): Promise<void> {
  await expect(row(page, dealIdle)).toBeVisible()
  await expectReadable(page)
  await openDialog(page, dealIdle)
  await expectReadable(page)
  await expect(dialog(page).getByRole('button', { name: 'Terminate', exact: true })).toBeInViewport({
    ratio: 1,
  })
  await expect(dialog(page).getByRole('button', { name: 'Keep running' })).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')
  await openJournal(page)
  await expectReadable(page)
}
