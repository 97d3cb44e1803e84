import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import { button, dialog, mode, reasonField, row, signIn, untilDialogHears } from './operator.ts'

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
