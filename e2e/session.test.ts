import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import {
  allow,
  button,
  dialog,
  mode,
  moveToTab,
  openDialog,
  reasonField,
  row,
  rowButton,
  signIn,
  untilDialogHears,
} from './operator.ts'

const { dealIdle } = FEW_IDS
const NOTHING_SENT = 'You were signed in again. Nothing was sent.'
const LIST = { method: 'GET', path: '/v1/workflows' }
/** The dialog's look-up, and not the gateway's own walk over the list. */
const LOOK_UP = { ...LIST, query: 'templateId=' }

test('signs in on the portal and comes back to the address that was asked for', async ({
  page,
  flowstop,
}) => {
  await page.goto('/workflows?document=deal&q=51')
  await expect(page).toHaveURL(new RegExp(`^${flowstop.sandboxUrl}/v1/oauth/authorize`))
  await allow(page)
  await expect(page).toHaveURL(`${flowstop.url}/workflows?document=deal&q=51`)
  await expect(row(page, dealIdle)).toBeVisible()
  await page.reload()
  await expect(row(page, dealIdle)).toBeVisible()
  await expect(page).toHaveURL(`${flowstop.url}/workflows?document=deal&q=51`)
})

test('signs out: nothing typed, and no session, stays in the browser', async ({
  page,
  context,
  flowstop,
}) => {
  await signIn(page)
  await openDialog(page, dealIdle)
  await reasonField(page).fill('Not for the next one')
  await page.goto('/workflows')
  await expect(reasonField(page)).toHaveValue('Not for the next one')
  await page.keyboard.press('Escape')
  await openDialog(page, dealIdle)
  await reasonField(page).fill('Typed and left')
  await page.goto('/journal')
  await page.getByRole('button', { name: 'Anna Ivanova' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()

  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByText('You have signed out.')).toBeVisible()
  expect(await page.evaluate(() => Object.values(localStorage).join())).not.toContain('Typed and left')
  const own = (await context.cookies(flowstop.url)).filter(({ value }) => value !== '')
  expect(own.filter(({ domain }) => domain === 'localhost')).toEqual([])
  const answer = await page.request.get('/api/session')
  expect(await answer.json()).toMatchObject({ data: { session: null } })
})

test('shows the sign-in page after a refusal, and does not go round in circles', async ({
  page,
  flowstop,
}) => {
  await page.goto('/workflows')
  await page.getByRole('button', { name: 'Deny' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByText('Access was refused on the portal. Nothing was changed.')).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`^${flowstop.url}/sign-in`))

  await page.getByRole('button', { name: 'Sign in with Bitrix24' }).click()
  await allow(page)
  await expect(page).toHaveURL(`${flowstop.url}/workflows`)
  await expect(row(page, dealIdle)).toBeVisible()
})

test('lets two tabs sign in at once', async ({ page, context }) => {
  const other = await context.newPage()
  await page.goto('/workflows')
  await other.goto('/journal')
  await expect(page.getByRole('button', { name: 'Allow' })).toBeVisible()
  await expect(other.getByRole('button', { name: 'Allow' })).toBeVisible()
  await allow(page)
  await expect(row(page, dealIdle)).toBeVisible()
  await allow(other)
  await expect(other.getByRole('heading', { name: 'Journal' })).toBeVisible()
})

test('keeps dialog, mode and reason when the session ends in the middle of typing', async ({
  page,
  sandbox,
}) => {
  await signIn(page)
  const tab = await moveToTab(page)
  await sandbox.holdNext(LOOK_UP)
  await openDialog(tab, dealIdle)
  await mode(tab, 'Force').check()
  await reasonField(tab).pressSequentially('Half a sen')
  await sandbox.expireSessions()
  await sandbox.release()

  await expect(tab.getByText(NOTHING_SENT)).toBeVisible()
  await expect(dialog(tab)).toContainText('5141')
  await expect(mode(tab, 'Force')).toBeChecked()
  await expect(reasonField(tab)).toHaveValue('Half a sen')
  expect(await sandbox.deletes()).toEqual([])

  await untilDialogHears(tab)
  await reasonField(tab).fill('A whole sentence')
  await button(tab, 'Force-terminate').click()
  await expect(row(tab, dealIdle)).toHaveCount(0)
  expect(await sandbox.deletes()).toMatchObject([{ id: dealIdle, force: true, status: 'A whole sentence' }])
})

test('sends nothing again when the session turns out to be over at the press', async ({ page, sandbox }) => {
  await signIn(page)
  const tab = await moveToTab(page)
  await openDialog(tab, dealIdle)
  await reasonField(tab).fill('Kept over the sign-in')
  await expect(dialog(tab)).toContainText('looked just now')
  await sandbox.expireSessions()
  await button(tab, 'Terminate').click()

  await expect(tab.getByText(NOTHING_SENT)).toBeVisible()
  await expect(reasonField(tab)).toHaveValue('Kept over the sign-in')
  await expect(mode(tab, 'Soft')).toBeChecked()
  await expect(dialog(tab)).toContainText('5141')
  expect(await sandbox.deletes()).toMatchObject([{ outcome: { status: 401, code: 'TOKEN_EXPIRED' } }])
  await untilDialogHears(tab)
  await button(tab, 'Keep running').click()
  await expect(rowButton(tab, dealIdle)).toBeFocused()
})

test('asks by a button when a session that has just begun does not hold', async ({ page, sandbox }) => {
  await signIn(page)
  await expect(row(page, dealIdle)).toBeVisible()
  // Pressed while the session holds: what the page reads by itself may find the end of it before a press does.
  await sandbox.holdNext(LIST)
  await page.getByRole('button', { name: 'Refresh' }).click()
  await sandbox.expireSessions()
  await sandbox.release()
  await expect(page.getByText('Signing in did not hold.')).toBeVisible()
  await page.getByRole('button', { name: 'Sign in with Bitrix24' }).click()
  await expect(row(page, dealIdle)).toBeVisible()
})

test('takes the session of another tab instead of signing in again', async ({ page, sandbox }) => {
  await signIn(page)
  const early = await moveToTab(page)
  await openDialog(early, dealIdle)
  await reasonField(early).fill('Still here')
  // What a tab reads by itself may find the end of the session before the press does.
  await early.route(/\/api\/(workflows|journal|names)/, () => {})
  await sandbox.expireSessions()
  // This tab signs in, and with it the browser.
  const late = await page.context().newPage()
  await late.goto('/workflows')
  await expect(row(late, dealIdle)).toBeVisible()

  await early.bringToFront()
  await button(early, 'Terminate').click()
  await expect(dialog(early)).toBeVisible()
  await expect(dialog(early)).toContainText(NOTHING_SENT)
  await expect(reasonField(early)).toHaveValue('Still here')
  await button(early, 'Terminate').click()
  await expect(dialog(early)).toBeHidden()
  const sent = await sandbox.deletes()
  expect(sent.filter(({ outcome }) => outcome !== 'cut' && outcome?.status === 204)).toHaveLength(1)
})
