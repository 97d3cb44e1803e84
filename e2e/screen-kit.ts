import type { Locator, Page } from '@playwright/test'

import type { Console } from './console.ts'
import { allow, PEOPLE } from './operator.ts'
import type { Say } from './words.ts'

export type Shot = {
  page: Page
  flowstop: Console
  say: Say
  /** What stands in the page now, under this name. `settle` brings it into view again after each change of size. */
  take: (name: string, settle?: () => Promise<void>) => Promise<void>
}

export type Screen = {
  /** Reaches what it is named for, and takes each name once. */
  run: (shot: Shot) => Promise<void>
  /** Where it begins; the list if not given. `null` = it signs in by itself. */
  from?: string | null
  /** It changes what the console keeps, so that it needs one of its own. */
  isAlone?: boolean
  /** Nothing that waits in the server happens: what is under way stays so. */
  isStill?: boolean
  /** It changes while it is looked at: pictures of it are not compared. */
  isMoving?: boolean
}

/** By the names of the pictures that each takes, with spaces between. */
export type Screens = Record<string, Screen>

export const REASON = 'Agreed with sales: the deal was closed by hand'
/** Longer than a dialog is deaf (ux.md section 3). */
const DEAF_MS = 350

export const untilHears = (page: Page) => page.waitForTimeout(DEAF_MS)

export const boxes = (page: Page): Locator => page.locator('tr[data-workflow] input[type=checkbox]:enabled')

/** A page of the navigation, which knows its address and not its words. */
export const open = (page: Page, path: string) => page.locator(`header nav a[href="${path}"]`).click()

export const dialog = (page: Page): Locator => page.getByRole('dialog')

export const reason = ({ page, say }: Shot): Locator =>
  dialog(page).getByRole('textbox', { name: say.start('reason') })

export const button = ({ page, say }: Shot, key: string, values = {}): Locator =>
  dialog(page).getByRole('button', { name: say.all(key, values) })

export const force = ({ page, say }: Shot): Locator =>
  dialog(page).getByRole('radio', { name: say.start('mode_force') })

/** Signs in, and stands in front of the list with all its names. */
export async function enter(page: Page, path: string, as: string = PEOPLE.anna): Promise<void> {
  await page.goto(path)
  await allow(page, as)
  await page.locator('header nav').waitFor()
}

/** The rows are there, and the names that come after them; with words, all of the portal is. */
export async function untilListed(page: Page, say: Say | null): Promise<void> {
  if (say !== null) await page.getByText(say.all('status_all', { total: 400 })).waitFor()
  await page
    .locator('[data-cell=template]', { hasText: /approval|preparation|request|control/ })
    .first()
    .waitFor()
  await untilTitled(page)
}

/** Titles come after the rows. */
export const untilTitled = (page: Page) =>
  page.locator('[data-cell=document]', { hasText: ' · ' }).first().waitFor()

const idAt = async (page: Page, index: number): Promise<string> =>
  (await page.locator('tr[data-workflow]').nth(index).getAttribute('data-workflow')) ?? ''

/** Opens the dialog of this row, with what a second look at the workflow found. */
export async function openDialog({ page, say }: Shot, index = 4): Promise<string> {
  const id = await idAt(page, index)
  await page.getByRole('button', { name: say.all('terminate_row', { id }) }).click()
  await dialog(page).waitFor()
  await untilHears(page)
  await untilLookedUp({ page, say })
  return id
}

/** The dialog has looked at its workflow once more. */
export async function untilLookedUp({ page, say }: Pick<Shot, 'page' | 'say'>): Promise<void> {
  const found = new RegExp(`${say.part('look_up_listed').source}|${say.part('look_up_moved').source}`)
  await dialog(page).getByText(found).waitFor()
}

/** Presses Terminate, and the portal refuses with this code. Returns the workflow. */
export async function refuse(shot: Shot, code: string): Promise<string> {
  const id = await openDialog(shot)
  await reason(shot).fill(REASON)
  await shot.flowstop.sandbox.failNext({ method: 'DELETE', code })
  await button(shot, 'terminate').click()
  await dialog(shot.page).getByRole('alert').waitFor()
  return id
}

/** One refused, one forced and one softly ended; ends on the journal. */
export async function fillJournal(shot: Shot): Promise<void> {
  const { page, say } = shot
  const id = await refuse(shot, 'BITRIX_ERROR')
  await force(shot).check()
  await button(shot, 'force_terminate').click()
  await page.locator(`tr[data-workflow="${id}"]`).waitFor({ state: 'detached' })
  await openDialog(shot)
  await button(shot, 'terminate').click()
  await dialog(page).waitFor({ state: 'detached' })
  await open(page, '/journal')
  await page
    .locator('tr[data-entry]', { hasText: say.part('journal_gone') })
    .nth(1)
    .waitFor()
}

export async function select({ page }: Shot, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await boxes(page).nth(index).check()
}

/** Opens the dialog for what is selected. */
export async function openBatch({ page, say }: Shot): Promise<void> {
  await page.getByRole('button', { name: say.all('select_terminate') }).click()
  await dialog(page).waitFor()
  await untilHears(page)
}
