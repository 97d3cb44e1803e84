import type { Page } from '@playwright/test'

import type { Console } from './console.ts'

export type Shot = {
  page: Page
  flowstop: Console
  /** `as` = another name than the state's, where a state has two pictures. */
  take: (as?: string) => Promise<void>
}
export type State = (shot: Shot) => Promise<void>

const open = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()

const REASON = 'Agreed with sales: these deals were closed by hand'
/** Longer than the dialog is deaf (ux.md section 3). */
const DEAF_MS = 350

/** Selects this many of the list and starts a batch of them; ends on the batch's page. */
async function begin({ page }: Shot, count: number): Promise<void> {
  const boxes = page.locator('tr[data-workflow] input[type=checkbox]:enabled')
  await boxes.nth(count).waitFor()
  const labels = await boxes.evaluateAll((all) => all.map((box) => box.getAttribute('aria-label') ?? ''))
  for (const label of labels.slice(0, count)) await page.getByLabel(label, { exact: true }).check()
  await confirm(page, count)
}

/** Selects all that run. */
async function beginAll({ page }: Shot): Promise<void> {
  const boxes = page.locator('tr[data-workflow] input[type=checkbox]:enabled')
  // Cards have no head, and so no box for all: a range from the first to the last takes them there.
  if (await page.getByRole('checkbox', { name: 'Select loaded' }).isVisible())
    await page.getByRole('checkbox', { name: 'Select loaded' }).check()
  else {
    await boxes.first().check()
    await boxes.last().click({ modifiers: ['Shift'] })
  }
  await page.getByRole('button', { name: /^Select all \d+ that match$/ }).click()
  await page.getByText('400 selected').waitFor()
  await confirm(page, 400)
}

async function confirm(page: Page, count: number): Promise<void> {
  await page.getByRole('button', { name: 'Terminate…' }).click()
  const dialog = page.getByRole('dialog', { name: `Terminate ${count} workflows?` })
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(REASON)
  await page.waitForTimeout(DEAF_MS)
  await dialog.getByRole('button', { name: `Terminate ${count} workflows` }).click()
  await page.getByRole('heading', { name: `Terminate ${count} workflows, Soft` }).waitFor()
}

/** Sent, and the first of them found to have ended; one whose step runs is followed on. */
const isOver = (page: Page) => page.getByRole('button', { name: /^Ended/ }).waitFor()

async function beginFailing(shot: Shot): Promise<void> {
  await shot.flowstop.sandbox.failNext({ method: 'DELETE', code: 'BITRIX_ERROR', times: 3 })
  await begin(shot, 12)
  await isOver(shot.page)
}

/** Pictures of batches; each begins on the list, signed in. */
export const BATCH_SCREENS: Record<string, State> = {
  batches: async (shot) => {
    await begin(shot, 5)
    await shot.page.getByRole('button', { name: "Don't terminate" }).click()
    await shot.page.getByText('Nothing was sent', { exact: true }).waitFor()
    await open(shot.page, 'Workflows')
    await beginFailing(shot)
    await open(shot.page, 'Batches')
    await shot.page.getByRole('link', { name: /^Terminate 12/ }).waitFor()
    await shot.take()
  },
  'batch-grace': async (shot) => {
    await begin(shot, 12)
    await shot.page.getByText('Starts in 4 s').waitFor()
    await shot.take()
  },
  'batch-active': async (shot) => {
    const { page, flowstop } = shot
    await flowstop.sandbox.failNext({ method: 'DELETE', code: 'BITRIX_ERROR', times: 4 })
    await beginAll(shot)
    while ((await flowstop.sandbox.deletes()).length < 140) await page.waitForTimeout(20)
    for (let call = 0; call < 2; call += 1) await flowstop.sandbox.holdNext({ method: 'DELETE' })
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await page.waitForTimeout(2500)
    await shot.take()
    await open(page, 'Workflows')
    await page.getByRole('link', { name: /^Terminating \d+ of 400$/ }).waitFor()
    await shot.take('batch-sign')
    await flowstop.sandbox.release()
  },
  'batch-paused': async (shot) => {
    await shot.flowstop.sandbox.failNext({ method: 'DELETE', code: 'BITRIX_ERROR', times: 30 })
    await begin(shot, 30)
    await shot.page.getByText(/^Bitrix24 answered the same/).waitFor()
    await shot.page.waitForTimeout(600)
    await shot.take()
  },
  'batch-stop': async (shot) => {
    await shot.flowstop.sandbox.failNext({ method: 'DELETE', code: 'BITRIX_ERROR', times: 30 })
    await begin(shot, 30)
    await shot.page.getByText(/^Bitrix24 answered the same/).waitFor()
    await shot.page.getByRole('button', { name: 'Stop' }).click()
    await shot.page.waitForTimeout(600)
    await shot.take()
  },
  'batch-failed': async (shot) => {
    await beginFailing(shot)
    await shot.take()
  },
  'batch-retry': async (shot) => {
    await beginFailing(shot)
    await shot.page.getByRole('button', { name: 'Retry the 3 that failed' }).click()
    await shot.page.getByRole('dialog').waitFor()
    await shot.page.waitForTimeout(DEAF_MS)
    await shot.take()
  },
}
