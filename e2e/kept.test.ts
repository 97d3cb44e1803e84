import type { BrowserContext, Page } from '@playwright/test'

import { startConsole } from './console.ts'
import { expect, test } from './fixture.ts'
import { allow, signIn } from './operator.ts'
import type { SecretScan } from './secret-scan.ts'

test.use({
  start: { run: () => startConsole({ env: { VIBE_RATE: '500', VIBE_BURST: '500' } }) },
})

const DELETE = { method: 'DELETE', path: '/v1/workflows' }
/** One is taken out again: the number has to be typed for more than 10. */
const PICKED = 12
const COUNT = PICKED - 1
/** What is typed has to be kept this soon. */
const KEPT_MS = 200
/** Longer than a dialog is deaf. */
const DEAF_MS = 350
const RESTORED = 'As you left it: nothing of it was sent.'

const dialog = (page: Page) => page.getByRole('dialog')
const reason = (page: Page) => dialog(page).getByRole('textbox', { name: 'Reason' })
const number = (page: Page) => dialog(page).getByLabel(/^Type 11 /)
const checked = (page: Page) => page.locator('tr[data-workflow] input[type=checkbox]:checked')

type Step = { name: string; act: (page: Page) => Promise<void>; check: (page: Page) => Promise<void> }

/** The way to a batch. Each test goes so far, loses its tab, and expects everything up to there. */
const STEPS: readonly Step[] = [
  {
    name: 'the list is filtered',
    act: async (page) => {
      await page.getByRole('searchbox').fill('deal')
      await expect(page).toHaveURL(/q=deal/)
      // The rows follow the address a moment later.
      await expect(page.getByText(/^\d+ of 100 running/)).toBeVisible()
    },
    check: async (page) => {
      await expect(page).toHaveURL(/\/workflows\?q=deal$/)
      await expect(page.locator('input[type=search]')).toHaveValue('deal')
    },
  },
  {
    name: 'rows are selected',
    act: async (page) => {
      const boxes = page.locator('tr[data-workflow] input[type=checkbox]:enabled')
      await boxes.nth(PICKED).waitFor()
      await boxes.first().check()
      await boxes.nth(PICKED - 1).click({ modifiers: ['Shift'] })
      await expect(page.getByText(`${PICKED} selected`)).toBeVisible()
    },
    check: (page) => expect(checked(page)).toHaveCount(PICKED),
  },
  {
    name: 'the dialog is open',
    act: async (page) => {
      await page.getByRole('button', { name: 'Terminate…' }).click()
      await expect(dialog(page)).toBeVisible()
      await page.waitForTimeout(DEAF_MS)
    },
    check: async (page) => {
      await expect(dialog(page)).toContainText(RESTORED)
      await expect(dialog(page).getByRole('button', { name: /^(Take out|Put back) / })).toHaveCount(10)
    },
  },
  {
    name: 'the mode is chosen',
    act: (page) =>
      dialog(page)
        .getByRole('radio', { name: /^Force/ })
        .check(),
    check: (page) => expect(dialog(page).getByRole('radio', { name: /^Force/ })).toBeChecked(),
  },
  {
    name: 'the reason is half typed',
    act: (page) => reason(page).pressSequentially('Half a sen'),
    check: (page) => expect(reason(page)).toHaveValue('Half a sen'),
  },
  {
    name: 'an item is taken out',
    act: async (page) => {
      await dialog(page)
        .getByRole('button', { name: /^Take out/ })
        .nth(1)
        .click()
      await expect(dialog(page)).toHaveAccessibleName(`Terminate ${COUNT} workflows?`)
    },
    check: async (page) => {
      await expect(dialog(page)).toHaveAccessibleName(`Terminate ${COUNT} workflows?`)
      await expect(dialog(page).getByRole('button', { name: /^Put back/ })).toHaveCount(1)
    },
  },
  {
    name: 'the number is typed',
    act: (page) => number(page).pressSequentially(String(COUNT)),
    check: (page) => expect(number(page)).toHaveValue(String(COUNT)),
  },
]

for (const [index, { name }] of STEPS.entries())
  test(`a tab that dies when ${name} loses nothing`, async ({ page, context, sandbox, secrets }) => {
    await sandbox.reset({ workflowCount: 100, speed: 0, life: false })
    await signIn(page)
    const done = STEPS.slice(0, index + 1)
    for (const { act } of done) await act(page)
    await page.waitForTimeout(KEPT_MS)
    await kill(page, secrets)
    await sandbox.expireSessions()
    const tab = await openAnew(context)

    for (const { check } of done) await check(tab)
    await expect(tab.getByText(RESTORED)).toHaveCount(1)
    expect(await sandbox.deletes()).toEqual([])
    // Given back once.
    const second = await context.newPage()
    await second.goto('/workflows')
    await expect(second.locator('tr[data-workflow]').first()).toBeVisible()
    await expect(second).toHaveURL(/\/workflows$/)
    await expect(second.getByText(RESTORED)).toHaveCount(0)
    await expect(checked(second)).toHaveCount(0)
  })

test('a tab that dies in the grace of a batch takes nothing with it, and nothing is sent twice', async ({
  page,
  context,
  sandbox,
  secrets,
}) => {
  await sandbox.reset({ workflowCount: 100, speed: 0, life: false })
  await signIn(page)
  for (const { act } of STEPS) await act(page)
  await sandbox.holdNext(DELETE)
  await dialog(page)
    .getByRole('button', { name: `Force-terminate ${COUNT} workflows` })
    .click()
  await expect(page.getByRole('heading', { name: `Terminate ${COUNT} workflows, Force` })).toBeVisible()
  expect(await sandbox.deletes()).toEqual([])
  await page.waitForTimeout(KEPT_MS)
  await kill(page, secrets)
  // The operator's session stays alive: the batch runs with it.
  const tab = await openAnew(context)

  await expect(tab.getByRole('heading', { name: `Terminate ${COUNT} workflows, Force` })).toBeVisible()
  await expect(
    tab.getByRole('link', { name: new RegExp(`^(Starting|Terminating) \\d+ of ${COUNT}`) }),
  ).toBeVisible()
  await expect(dialog(tab)).toHaveCount(0)
  await expect(tab.getByText(RESTORED)).toHaveCount(0)
  await expect.poll(async () => (await sandbox.deletes()).length).toBeGreaterThan(0)
  await sandbox.release()
  await expect.poll(async () => (await sandbox.deletes()).length).toBe(COUNT)
  await expect(tab.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: 20_000 })
  const sent = await sandbox.deletes()
  expect(new Set(sent.map(({ id }) => id)).size).toBe(COUNT)
  expect(sent.every(({ force, status }) => force && status === 'Half a sen')).toBe(true)
})

/** As a crash does it: the page is told nothing, and writes nothing on its way out. */
async function kill(page: Page, secrets: SecretScan): Promise<void> {
  // What came with the list is there, and read by the scan: a dead page gives no answers out.
  await page.waitForLoadState('networkidle')
  await secrets.settle()
  await page.evaluate(() =>
    window.addEventListener('pagehide', () => localStorage.setItem('test.pagehide', 'ran')),
  )
  const crashed = page.waitForEvent('crash')
  const client = await page.context().newCDPSession(page)
  // Never answered: who would answer is dead.
  client.send('Page.crash').catch(() => {})
  await crashed
  await page.close()
}

/** The operator opens the console anew, as one who knows nothing of tabs, and has to sign in. */
async function openAnew(context: BrowserContext): Promise<Page> {
  await context.clearCookies()
  const tab = await context.newPage()
  await tab.goto('/workflows')
  await allow(tab)
  await expect(tab.locator('header nav')).toBeVisible()
  expect(await tab.evaluate(() => localStorage.getItem('test.pagehide'))).toBeNull()
  return tab
}
