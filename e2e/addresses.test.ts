import type { Page } from '@playwright/test'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import { PEOPLE, signIn } from './operator.ts'

/** Each shows something else of the seed of 400; all of it stands in the address. */
const LISTS = [
  '/workflows?preset=stuck',
  '/workflows?preset=no_movement-30&sort=changed_oldest',
  '/workflows?template=713&startedBy=5',
  '/workflows?document=deal&age=7d_30d&sort=started_oldest',
  '/workflows?module=lists&lock=free&sort=template_desc',
  '/workflows?notTemplate=713&notTemplate=714&notStartedBy=0&notLock=stuck&sort=starter_asc',
  '/workflows?q=approval&sort=document_desc',
  '/workflows?documentId=DEAL_1&notModule=crm',
] as const

/** Names come after the rows, and some orders are by name: what is shown has come to rest when it stays for so long. */
const REST_MS = 600

/** What an operator sees once the list has come to rest. */
async function readList(page: Page): Promise<unknown> {
  await expect(page.getByText(/^(\d+ of )?\d+ running$/)).toBeVisible()
  let shown = JSON.stringify(await look(page))
  await expect(async () => {
    await page.waitForTimeout(REST_MS)
    const before = shown
    shown = JSON.stringify(await look(page))
    expect(shown).toBe(before)
  }).toPass({ timeout: 15_000, intervals: [0] })
  return JSON.parse(shown)
}

/** How many, which rows stand first, and what the fields say. */
function look(page: Page) {
  return page.evaluate(() => ({
    status: [...document.querySelectorAll('[role=status]')].map(({ textContent }) => textContent).join(' '),
    rows: [...document.querySelectorAll<HTMLElement>('tr[data-workflow]')]
      .slice(0, 20)
      .map((row) => row.dataset.workflow),
    fields: [...document.querySelectorAll<HTMLInputElement | HTMLSelectElement>('main input, main select')]
      .filter(({ type }) => type !== 'checkbox')
      .map(({ value }) => value),
    pressed: document.querySelector('[aria-pressed=true]')?.textContent,
  }))
}

test.beforeEach(async ({ sandbox }) => {
  await sandbox.reset({ workflowCount: 400, speed: 0, life: false })
})

test('every filter, sort and view survives reload, back and forward, and being sent to a colleague', async ({
  page,
  openBrowser,
}) => {
  const colleague = await (await openBrowser()).newPage()
  await signIn(page)
  await signIn(colleague, { as: PEOPLE.pyotr })
  const read = (at: Page, address: string) => at.goto(address).then(() => readList(at))
  const seen: unknown[] = []
  for (const address of LISTS) {
    const [shown, sent] = await Promise.all([read(page, address), read(colleague, address)])
    expect(seen, address).not.toContainEqual(shown)
    expect(sent, `${address}, a colleague`).toEqual(shown)
    seen.push(shown)
    await page.reload()
    expect(await readList(page), `${address}, reloaded`).toEqual(shown)
  }
  for (const index of [LISTS.length - 2, LISTS.length - 3]) {
    await page.goBack()
    await expect(page).toHaveURL(LISTS[index] ?? '')
    expect(await readList(page), `back to ${LISTS[index]}`).toEqual(seen[index])
  }
  await page.goForward()
  expect(await readList(page), 'forward').toEqual(seen[LISTS.length - 2])
})

test('what is chosen in the page goes back and forward within it', async ({ page }) => {
  await signIn(page)
  const all = await readList(page)
  await page.getByRole('button', { name: /^Stuck/ }).click()
  await expect(page).toHaveURL(/\?preset=stuck$/)
  const stuck = await readList(page)
  await page.getByRole('button', { name: 'View', exact: true }).click()
  await page.getByRole('menuitem', { name: /^No movement for 30 days/ }).click()
  await expect(page).toHaveURL(/\?preset=no_movement-30&sort=changed_oldest$/)
  await page.goBack()
  expect(await readList(page)).toEqual(stuck)
  await page.goBack()
  expect(await readList(page)).toEqual(all)
  await page.goForward()
  expect(await readList(page)).toEqual(stuck)
})

test('a detail comes back after a reload and by a colleague’s hand, and the list under it where it was', async ({
  page,
  openBrowser,
}) => {
  await signIn(page, { path: '/workflows?sort=started_oldest' })
  await readList(page)
  const body = page.locator('main table').locator('..')
  await body.evaluate((element) => element.scrollTo(0, 4000))
  await page.waitForTimeout(300)
  const link = page.locator('a[data-open]').nth(12)
  const id = (await link.textContent()) ?? ''
  const before = await body.evaluate((element) => element.scrollTop)
  await link.click()
  await expect(page).toHaveURL(new RegExp(`/workflows/${id}\\?sort=started_oldest$`))
  const heading = page.getByRole('heading', { level: 1 })
  await expect(heading).toBeFocused()
  const name = (await heading.textContent()) ?? ''

  await page.goBack()
  await expect(link).toBeVisible()
  expect(await body.evaluate((element) => element.scrollTop)).toBe(before)
  await expect(page.getByRole('button', { name: `Terminate ${id}` })).toBeFocused()
  await page.goForward()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

  const colleague = await (await openBrowser()).newPage()
  await signIn(colleague, { path: `/workflows/${id}`, as: PEOPLE.pyotr })
  await expect(colleague.getByRole('heading', { level: 1, name })).toBeVisible()
})

test('a link to a detail survives the sign-in it needs', async ({ page, sandbox }) => {
  await sandbox.reset({ seed: 'few', life: false })
  await signIn(page, { path: `/workflows/${FEW_IDS.dealStuck}?template=14` })
  await expect(page.getByRole('heading', { name: 'Deal 4711' })).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`/workflows/${FEW_IDS.dealStuck}\\?template=14$`))
})
