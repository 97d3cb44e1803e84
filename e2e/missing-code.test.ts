import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import { row, signIn } from './operator.ts'

const CODE = '**/assets/*.js'

test('a page whose code does not come says so, the other pages stay, and it comes when tried again', async ({
  page,
}) => {
  await signIn(page)
  await expect(row(page, FEW_IDS.dealIdle)).toBeVisible()
  await page.waitForLoadState('networkidle')
  await page.route(CODE, (route) => route.abort())
  const to = (name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name })
  const failure = page.getByRole('heading', { name: 'Part of this page could not be loaded' })

  await to('Journal').click()
  await expect(failure).toBeVisible()
  await to('Workflows').click()
  await expect(failure).toBeHidden()
  await expect(row(page, FEW_IDS.dealIdle)).toBeVisible()

  await to('Journal').click()
  await expect(failure).toBeVisible()
  await page.unroute(CODE)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Journal', exact: true })).toBeVisible()
})

test('what a press opens and the small parts of a page break nothing while their code does not come', async ({
  page,
}) => {
  await page.route(CODE, async (route) => {
    const isFirst = /\/(index|libraries|rolldown)/.test(new URL(route.request().url()).pathname)
    await (isFirst ? route.continue() : route.abort())
  })
  await signIn(page)
  await expect(row(page, FEW_IDS.dealIdle)).toBeVisible()
  const view = page.getByRole('button', { name: 'View', exact: true })
  await view.click()
  await expect(page.getByText('Part of this page could not be loaded')).toBeVisible()
  await expect(row(page, FEW_IDS.dealIdle)).toBeVisible()

  await page.unroute(CODE)
  await view.click()
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  // The keys of the list ask for their code by themselves.
  await expect(async () => {
    await page.keyboard.press('j')
    await expect(page.locator('tr[data-workflow]:focus')).toHaveCount(1, { timeout: 200 })
  }).toPass()
})
