import type { Page } from '@playwright/test'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import { dialog, openDialog, openJournal, row, signIn } from './operator.ts'

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
async function readAll(page: Page): Promise<void> {
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

for (const [size, viewport] of Object.entries({
  wide: { width: 1400, height: 900 },
  narrow: { width: 640, height: 900 },
}))
  test(`with text of twice the size nothing is cut off or out of reach, ${size}`, async ({ page }) => {
    await page.setViewportSize(viewport)
    // What browsers do whose reader has set the size of text.
    await page.addInitScript(() => {
      document.addEventListener('DOMContentLoaded', () => {
        document.documentElement.style.fontSize = '200%'
      })
    })
    await signIn(page)
    await readAll(page)
  })

test('with the widest spacing of text nothing is cut off or out of reach', async ({ page }) => {
  await signIn(page)
  // WCAG 2.2, criterion 1.4.12.
  await page.evaluate(() => {
    const style = new CSSStyleSheet()
    style.replaceSync(
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }',
    )
    document.adoptedStyleSheets.push(style)
  })
  await readAll(page)
})

test('where the system chooses the colours, what is chosen and what has the focus keep an outline', async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await signIn(page)
  const box = page.getByRole('checkbox', { name: `Select ${dealIdle}` })
  await expect(row(page, dealIdle)).not.toHaveCSS('outline-style', 'solid')
  await box.check()
  await expect(row(page, dealIdle)).toHaveCSS('outline-style', 'solid')
  await box.uncheck()
  await openDialog(page, dealIdle)
  await page.keyboard.press('Shift+Tab')
  const focused = dialog(page).locator(':focus')
  await expect(focused).toHaveCSS('outline-style', 'solid')
  const soft = dialog(page).locator('label', { hasText: 'Soft' })
  const force = dialog(page).locator('label', { hasText: 'Force' })
  await expect(soft).toHaveCSS('outline-style', 'solid')
  await expect(force).not.toHaveCSS('outline-style', 'solid')
})

test('a list that draws only what is near says how long it is, and which row is which', async ({
  page,
  sandbox,
}) => {
  await sandbox.reset({ workflowCount: 400, speed: 0, life: false })
  await signIn(page)
  await expect(page.getByText(/^400 running/)).toBeVisible()
  await expect(page.getByRole('table').first()).toHaveAttribute('aria-rowcount', '401')
  const read = () =>
    page
      .locator('tr[data-workflow]')
      .evaluateAll((rows) => rows.map((element) => Number(element.getAttribute('aria-rowindex'))))
  const atTop = await read()
  expect(atTop[0]).toBe(2)
  expect(atTop).toEqual(atTop.map((_, index) => index + 2))
  await expect(async () => {
    await page.locator('tr[data-workflow]').last().scrollIntoViewIfNeeded()
    expect((await read()).at(-1)).toBe(401)
  }).toPass()
  const atEnd = await read()
  expect(atEnd.length).toBeLessThan(200)
  expect(atEnd).toEqual(atEnd.map((_, index) => (atEnd[0] ?? 0) + index))
})
