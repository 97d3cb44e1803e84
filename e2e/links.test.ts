import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import { allow, button, dialog, mode, reasonField, row, signIn, untilDialogHears } from './operator.ts'

const { dealIdle, dealStuck } = FEW_IDS

test('opens the dialog as a link fills it in, and sends nothing by itself', async ({ page, sandbox }) => {
  const reason = 'Причина: "a&b=c" #1'
  const query = new URLSearchParams({ mode: 'force', reason })
  await signIn(page, { path: `/workflows/${dealIdle}/terminate?${query}` })
  await untilDialogHears(page)
  await expect(dialog(page)).toContainText('Filled in by the link.')
  await expect(dialog(page)).toContainText('5141')
  await expect(mode(page, 'Force')).toBeChecked()
  await expect(reasonField(page)).toHaveValue(reason)
  await expect(button(page, 'Keep running')).toBeFocused()
  await page.reload()
  await expect(reasonField(page)).toHaveValue(reason)
  await untilDialogHears(page)
  expect(await sandbox.deletes()).toEqual([])

  await button(page, 'Force-terminate').click()
  await expect(dialog(page)).toBeHidden()
  await expect(row(page, dealIdle)).toHaveCount(0)
  await expect(page).toHaveURL(/\/workflows$/)
  expect(await sandbox.deletes()).toMatchObject([{ id: dealIdle, force: true, status: reason }])
})

test('finds the workflow of a bare link, and may terminate it meanwhile', async ({ page, sandbox }) => {
  await signIn(page)
  await page.goto(`/workflows/${dealStuck}/terminate`)
  await untilDialogHears(page)
  await expect(dialog(page)).toContainText('4711')
  await expect(dialog(page)).toContainText(/Its step has not reported since .+; Soft may wait for ever\./)
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await expect(row(page, dealStuck)).toBeVisible()
  expect(await sandbox.deletes()).toEqual([])
})

test('says that no running workflow has the ID of a link', async ({ page, sandbox }) => {
  await signIn(page)
  await page.goto('/workflows/69f0c2d5ade389.00000000/terminate?reason=Late')
  await expect(dialog(page)).toContainText(
    'No running workflow has this ID. It has ended, or the link is wrong.',
  )
  await expect(button(page, 'Terminate')).toHaveCount(0)
  await untilDialogHears(page)
  await button(page, 'Close').click()
  await expect(dialog(page)).toBeHidden()
  expect(await sandbox.deletes()).toEqual([])
})

test('opens nothing for a link whose ID cannot be one', async ({ page, sandbox }) => {
  await signIn(page)
  await page.goto(`/workflows/${encodeURIComponent('../journal')}/terminate`)
  await expect(page.getByRole('alert')).toContainText('The ID in this link cannot be the ID of a workflow.')
  await expect(dialog(page)).toHaveCount(0)
  expect(await sandbox.deletes()).toEqual([])
})

test('every link of an internal portal leads a signed-out operator to its place, and fires nothing', async ({
  page,
  flowstop,
  sandbox,
}) => {
  await page.goto(`${flowstop.sandboxUrl}/intranet`)
  const links = page.getByRole('listitem').getByRole('link')
  const addresses = await links.evaluateAll((found) => found.map((link) => (link as HTMLAnchorElement).href))
  // One of each page.
  const chosen = new Map(addresses.map((address, index) => [new URL(address).pathname, { address, index }]))
  expect(chosen.size).toBe(8)
  let isFirst = true
  for (const { address, index } of chosen.values()) {
    // A tab of its own: a second trip to sign-in within 30 s would be a loop. The portal remembers its consent.
    const tab = await page.context().newPage()
    await page.context().clearCookies({ name: 'flowstop_session' })
    await tab.goto(page.url())
    await tab.getByRole('listitem').getByRole('link').nth(index).click()
    if (isFirst) await allow(tab)
    isFirst = false
    await expect(tab.locator('header nav')).toBeVisible()
    expect(tab.url()).toBe(address)
    if (address.includes('/terminate?mode=force')) {
      await untilDialogHears(tab)
      await expect(mode(tab, 'Force')).toBeChecked()
      await expect(reasonField(tab)).toHaveValue('Hangs since the update')
    }
    if (address.endsWith('#unknown')) await expect(tab.locator('#unknown')).toBeFocused()
    await tab.close()
  }
  expect(await sandbox.deletes()).toEqual([])
})
