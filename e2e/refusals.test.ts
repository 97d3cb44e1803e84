import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import {
  button,
  dialog,
  journalRow,
  mode,
  openDialog,
  openJournal,
  reasonField,
  row,
  rowButton,
  signIn,
} from './operator.ts'

const { dealIdle, quote } = FEW_IDS
const WORKFLOW = { method: 'DELETE', path: '/v1/workflows' }
const LOOKING = 'We do not know whether it was terminated; looking.'

test('says that it had already ended, and lets the row go', async ({ page, sandbox }) => {
  await signIn(page)
  await openDialog(page, dealIdle)
  await expect(dialog(page)).toContainText('looked just now')
  await sandbox.endWorkflow(dealIdle)
  await button(page, 'Terminate').click()

  await expect(dialog(page).getByRole('alert')).toContainText('It had already ended.')
  await expect(button(page, 'Terminate')).toHaveCount(0)
  await button(page, 'Close').click()
  await expect(row(page, dealIdle)).toHaveCount(0)
  expect(await sandbox.deletes()).toMatchObject([{ id: dealIdle, outcome: { status: 404 } }])
  await openJournal(page)
  await expect(journalRow(page, dealIdle)).toContainText('It had already ended.')
})

test('counts down when Bitrix24 asks to wait, keeps what was typed, and then sends once more', async ({
  page,
  sandbox,
}) => {
  await signIn(page)
  await sandbox.failNext({ ...WORKFLOW, code: 'RATE_LIMITED', retryAfter: 7 })
  await openDialog(page, dealIdle)
  await mode(page, 'Force').check()
  await reasonField(page).fill('Too many')
  await button(page, 'Force-terminate').click()

  await expect(dialog(page).getByRole('alert')).toContainText('Bitrix24 asks to wait 7 s.')
  await expect(button(page, 'Force-terminate')).toBeDisabled()
  await expect(dialog(page).getByRole('alert')).toContainText('Bitrix24 asks to wait 5 s.')
  await expect(dialog(page).getByRole('alert')).toContainText('You can terminate again now.')
  await expect(reasonField(page)).toHaveValue('Too many')
  await expect(mode(page, 'Force')).toBeChecked()
  expect(await sandbox.deletes()).toHaveLength(1)

  await button(page, 'Force-terminate').click()
  await expect(dialog(page)).toBeHidden({ timeout: 15_000 })
  await expect(row(page, dealIdle)).toHaveCount(0)
  expect(await sandbox.deletes()).toMatchObject([
    { outcome: { status: 429 } },
    { force: true, status: 'Too many', outcome: { status: 204 } },
  ])
})

test('waits by itself when Bitrix24 asks for a moment only', async ({ page, sandbox }) => {
  await signIn(page)
  await sandbox.failNext({ ...WORKFLOW, code: 'RATE_LIMITED', retryAfter: 1 })
  await openDialog(page, dealIdle)
  await button(page, 'Terminate').click()
  await expect(button(page, 'Terminating…')).toBeDisabled()
  await expect(dialog(page)).toBeHidden()
  expect(await sandbox.deletes()).toMatchObject([{ outcome: { status: 429 } }, { outcome: { status: 204 } }])
})

test('does not claim a termination it cannot prove: 502 though it was carried out', async ({
  page,
  sandbox,
}) => {
  await signIn(page)
  await sandbox.failNext({ ...WORKFLOW, code: 'BITRIX_UNAVAILABLE', applied: true })
  await openDialog(page, dealIdle)
  await reasonField(page).fill('Duplicate')
  await button(page, 'Terminate').click()

  await expect(dialog(page).getByRole('alert')).toContainText(LOOKING)
  await expect(button(page, 'Terminate')).toBeDisabled()
  await expect(dialog(page).getByRole('alert')).toContainText(
    'No longer running; we cannot tell whether we ended it',
  )
  await expect(reasonField(page)).toHaveValue('Duplicate')
  await button(page, 'Close').click()
  await expect(row(page, dealIdle)).toHaveCount(0)
  expect(await sandbox.deletes()).toHaveLength(1)
  await openJournal(page)
  await expect(journalRow(page, dealIdle)).toContainText(
    'No longer running; we cannot tell whether we ended it',
  )
})

test('finds out that a 502 did nothing, and terminates only when asked again', async ({ page, sandbox }) => {
  await signIn(page)
  await sandbox.failNext({ ...WORKFLOW, code: 'BITRIX_UNAVAILABLE' })
  await openDialog(page, dealIdle)
  await button(page, 'Terminate').click()

  await expect(dialog(page).getByRole('alert')).toContainText(LOOKING)
  await expect(dialog(page).getByRole('alert')).toContainText('Still running.', { timeout: 20_000 })
  expect(await sandbox.deletes()).toHaveLength(1)

  await button(page, 'Terminate').click()
  await expect(dialog(page)).toBeHidden()
  await expect(row(page, dealIdle)).toHaveCount(0)
  expect(await sandbox.deletes()).toMatchObject([{ outcome: { status: 502 } }, { outcome: { status: 204 } }])
})

test('looks for the truth when the answer is lost on the way', async ({ page, sandbox }) => {
  await signIn(page)
  await sandbox.loseNextAnswer({ ...WORKFLOW, applied: true })
  await openDialog(page, quote)
  await button(page, 'Terminate').click()
  await expect(dialog(page).getByRole('alert')).toContainText(LOOKING)
  await expect(dialog(page).getByRole('alert')).toContainText(
    'No longer running; we cannot tell whether we ended it',
  )
  expect(await sandbox.deletes()).toMatchObject([{ id: quote, outcome: 'cut' }])
})

test('says what an administrator has to know when Bitrix24 refuses, and keeps the reason', async ({
  page,
  sandbox,
}) => {
  await signIn(page)
  await sandbox.failNext({ ...WORKFLOW, code: 'BITRIX_ACCESS_DENIED' })
  await openDialog(page, dealIdle)
  await reasonField(page).fill('Kept')
  const before = await button(page, 'Terminate').boundingBox()
  await button(page, 'Terminate').click()
  const alert = dialog(page).getByRole('alert')
  await expect(alert).toContainText('Only portal administrators may see and terminate workflows.')
  // What is told does not move the buttons from under the hand.
  expect(await button(page, 'Terminate').boundingBox()).toEqual(before)
  await alert.getByText('Details for your administrator').click()
  await expect(alert).toContainText('BITRIX_ACCESS_DENIED (HTTP 403)')
  await expect(alert).toContainText(/request \S+/)
  await expect(reasonField(page)).toHaveValue('Kept')
  await button(page, 'Keep running').click()
  await expect(rowButton(page, dealIdle)).toBeFocused()
})

test('tells who is at it when two operators terminate the same workflow', async ({
  page,
  sandbox,
  openBrowser,
}) => {
  await signIn(page)
  const other = await (await openBrowser()).newPage()
  await signIn(other, { as: 'Пётр Смирнов' })
  await openDialog(other, dealIdle)
  await sandbox.holdNext(WORKFLOW)
  await openDialog(page, dealIdle)
  await button(page, 'Terminate').click()
  await expect.poll(async () => (await sandbox.deletes()).length).toBe(1)

  await button(other, 'Terminate').click()
  await expect(dialog(other).getByRole('alert')).toContainText(
    /Already being terminated by Anna Ivanova since/,
  )
  await expect(button(other, 'Close')).toBeVisible()
  await sandbox.release()
  await expect(dialog(page)).toBeHidden()
  expect(await sandbox.deletes()).toHaveLength(1)
})
