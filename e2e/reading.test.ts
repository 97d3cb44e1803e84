import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import { dialog, openDialog, openStillList, row, signIn } from './operator.ts'
import { readAll } from './readable.ts'

const { dealIdle } = FEW_IDS

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
  await openStillList(page, sandbox, 400)
  await expect(page.getByRole('table').first()).toHaveAttribute('aria-rowcount', '401')
  const read = () =>
    page
      .locator('tr[data-workflow]')
      .evaluateAll((rows) => rows.map((element) => Number(element.getAttribute('aria-rowindex'))))
  const atTop = await read()
  expect(atTop[0]).toBe(2)
  expect(atTop).toEqual(atTop.map((_, index) => index + 2))
  await page.mouse.move(600, 500)
  await expect(async () => {
    await page.mouse.wheel(0, 100_000)
    expect((await read()).at(-1)).toBe(401)
  }).toPass()
  const atEnd = await read()
  expect(atEnd.length).toBeLessThan(200)
  expect(atEnd).toEqual(atEnd.map((_, index) => (atEnd[0] ?? 0) + index))
})
