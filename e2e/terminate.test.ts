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

const { dealIdle, dealStepRunning, quote } = FEW_IDS
const REASON = 'Причина: "a&b=c" #1 100% + ☂'

test('terminates softly, and the reason arrives unchanged', async ({ page, sandbox }) => {
  await signIn(page)
  await openDialog(page, dealIdle)
  await expect(dialog(page)).toContainText('5141')
  await reasonField(page).fill(REASON)
  await button(page, 'Terminate').click()
  await expect(dialog(page)).toBeHidden()

  await expect(page.getByText('Deal 5141 has ended.')).toBeVisible()
  await expect(row(page, dealIdle)).toHaveCount(0)
  expect(await sandbox.deletes()).toMatchObject([
    { id: dealIdle, force: false, status: REASON, outcome: { status: 204 } },
  ])
  expect((await sandbox.record()).endings).toMatchObject([{ id: dealIdle, how: 'soft', status: REASON }])

  await page.getByRole('status').getByRole('link', { name: 'Journal' }).click()
  await expect(journalRow(page, dealIdle)).toContainText('Anna Ivanova')
  await expect(journalRow(page, dealIdle)).toContainText(REASON)
  await expect(journalRow(page, dealIdle)).toContainText('Soft')
  await expect(journalRow(page, dealIdle)).toContainText('Ended')
})

test('sends neither status nor force when neither was asked for', async ({ page, sandbox }) => {
  await signIn(page)
  await openDialog(page, quote)
  await button(page, 'Terminate').click()
  await expect(dialog(page)).toBeHidden()
  const [sent, ...more] = await sandbox.deletes()
  expect(more).toEqual([])
  expect(sent).toMatchObject({ id: quote, rawQuery: '', force: false, status: null })
})

test('forces, and the journal keeps the reason that the portal does not', async ({ page, sandbox }) => {
  await signIn(page)
  await openDialog(page, dealStepRunning)
  await mode(page, 'Force').check()
  await reasonField(page).fill('Wrong template')
  await button(page, 'Force-terminate').click()
  await expect(dialog(page)).toBeHidden()
  await expect(row(page, dealStepRunning)).toHaveCount(0)

  expect(await sandbox.deletes()).toMatchObject([
    { id: dealStepRunning, force: true, status: 'Wrong template' },
  ])
  expect((await sandbox.record()).endings).toMatchObject([
    { id: dealStepRunning, how: 'force', status: null },
  ])
  await openJournal(page)
  await expect(journalRow(page, dealStepRunning)).toContainText('Force')
  await expect(journalRow(page, dealStepRunning)).toContainText('Wrong template')
})

test('shows a row as Terminating… until its step has finished, then lets it leave', async ({
  page,
  sandbox,
}) => {
  await signIn(page)
  await openDialog(page, dealStepRunning)
  await button(page, 'Terminate').click()
  await expect(dialog(page)).toBeHidden()
  await expect(row(page, dealStepRunning)).toContainText('Terminating…')
  await expect(rowButton(page, dealStepRunning)).toHaveCount(0)
  expect((await sandbox.record()).endings).toEqual([])

  await sandbox.finishStep(dealStepRunning)
  await expect(page.getByText('Deal 5142 has ended.')).toBeVisible({ timeout: 20_000 })
  await expect(row(page, dealStepRunning)).toHaveCount(0)
})

test('sends one DELETE for a double click', async ({ page, sandbox }) => {
  await signIn(page)
  await openDialog(page, dealIdle)
  await button(page, 'Terminate').dblclick()
  await expect(row(page, dealIdle)).toHaveCount(0)
  expect(await sandbox.deletes()).toHaveLength(1)
  await openJournal(page)
  await expect(page.getByText(/^1 entr/)).toBeVisible()
})

test('sends nothing on Enter in the reason, and sends on Ctrl+Enter', async ({ page, sandbox }) => {
  await signIn(page)
  await openDialog(page, dealIdle)
  await reasonField(page).fill('first line')
  await reasonField(page).press('Enter')
  await reasonField(page).pressSequentially('second line')
  await expect(reasonField(page)).toHaveValue('first line\nsecond line')
  await expect(dialog(page)).toBeVisible()
  expect(await sandbox.deletes()).toEqual([])

  await reasonField(page).press('Control+Enter')
  await expect(dialog(page)).toBeHidden()
  expect(await sandbox.deletes()).toMatchObject([{ id: dealIdle, status: 'first line\nsecond line' }])
})

test('is not answered by a press that was meant for what lay under the dialog', async ({ page, sandbox }) => {
  await signIn(page)
  await expect(rowButton(page, dealIdle)).toBeVisible()
  // In one go: the dialog is there and pressed before a hand could have meant it.
  await page.evaluate((id) => {
    const observer = new MutationObserver(() => {
      const pressed = [...document.querySelectorAll<HTMLButtonElement>('[role=dialog] button[type=submit]')]
      if (pressed.length > 0) observer.disconnect()
      for (const submit of pressed)
        submit.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }))
    })
    observer.observe(document.body, { childList: true, subtree: true })
    document.getElementById(`terminate-${id}`)?.click()
  }, dealIdle)
  await expect(dialog(page)).toBeVisible()
  await expect(button(page, 'Terminate')).toBeEnabled()
  expect(await sandbox.deletes()).toEqual([])
})

test('names the workflow, says what it found on looking again, and keeps it running', async ({
  page,
  sandbox,
}) => {
  await signIn(page)
  await openDialog(page, dealIdle)
  await expect(dialog(page)).toContainText(dealIdle)
  await expect(dialog(page)).toContainText('Anna Ivanova')
  await expect(dialog(page)).toContainText('It is running: looked just now.')
  await button(page, 'Keep running').click()
  await expect(dialog(page)).toBeHidden()
  await expect(rowButton(page, dealIdle)).toBeFocused()

  await sandbox.endWorkflow(dealIdle)
  await openDialog(page, dealIdle)
  await expect(dialog(page)).toContainText('It has ended since you looked')
  await expect(button(page, 'Terminate')).toHaveCount(0)
  await button(page, 'Close').click()
  expect(await sandbox.deletes()).toEqual([])
})
