import { expect, type Locator, type Page } from '@playwright/test'

import type { SandboxClient } from './sandbox-client.ts'

export const PEOPLE = { anna: 'Anna Ivanova', pyotr: 'Пётр Смирнов', boris: 'Boris Petrov' } as const

/** Opens the console and allows it on the portal's consent page. */
export async function signIn(
  page: Page,
  { path = '/', as = PEOPLE.anna }: SignInOptions = {},
): Promise<void> {
  await page.goto(path)
  await allow(page, as)
  await untilShell(page)
}

/** The header is there; behind an open dialog it is hidden from roles, but not from eyes. */
async function untilShell(page: Page): Promise<void> {
  await expect(page.locator('header nav')).toBeVisible()
}

type SignInOptions = { path?: string; as?: string }

/** Signs in to a list of so many workflows in which nothing happens by itself. */
export async function openStillList(
  page: Page,
  sandbox: SandboxClient,
  workflowCount: number,
): Promise<void> {
  await sandbox.reset({ workflowCount, speed: 0, life: false })
  await signIn(page)
  await expect(page.getByText(new RegExp(`^${workflowCount} running`))).toBeVisible()
}

/** Presses Allow on the consent page. */
export async function allow(page: Page, as: string = PEOPLE.anna): Promise<void> {
  await page.getByRole('radio', { name: as }).check()
  await page.getByRole('button', { name: 'Allow' }).click()
}

export const row = (page: Page, id: string): Locator => page.locator(`tr[data-workflow="${id}"]`)

export const rowButton = (page: Page, id: string): Locator =>
  page.getByRole('button', { name: `Terminate ${id}`, exact: true })

export const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Terminate this workflow?' })

export const reasonField = (page: Page): Locator => dialog(page).getByRole('textbox', { name: 'Reason' })

export const mode = (page: Page, name: 'Soft' | 'Force'): Locator =>
  dialog(page).getByRole('radio', { name: new RegExp(`^${name}`) })

export const button = (page: Page, name: string): Locator =>
  dialog(page).getByRole('button', { name, exact: true })

/** Opens the dialog from the row's button and waits until it takes presses. */
export async function openDialog(page: Page, id: string): Promise<void> {
  await rowButton(page, id).click()
  await untilDialogHears(page)
}

/** A dialog ignores presses for its first 300 ms (ux.md section 3): waits until they are over. */
export async function untilDialogHears(page: Page): Promise<void> {
  await expect(dialog(page)).toBeVisible()
  const seenAt = await page.evaluate(() => performance.now())
  await page.waitForFunction((at) => performance.now() - at > 310, seenAt)
}

/** The journal's row of this workflow. */
export const journalRow = (page: Page, id: string): Locator => page.getByRole('row').filter({ hasText: id })

export async function openJournal(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Journal' }).click()
  await expect(page.getByRole('heading', { name: 'Journal' })).toBeVisible()
}

/**
 * Goes on in a tab that has made no trip to sign-in of its own, as one that was opened by a link: a second trip in 30 s is
 * a loop. The first tab is closed: by what it reads by itself it may find the end of a session first, and sign in for both.
 */
export async function moveToTab(page: Page, path = '/workflows'): Promise<Page> {
  const tab = await page.context().newPage()
  await tab.goto(path)
  await untilShell(tab)
  await page.close()
  return tab
}
