import type { Page } from '@playwright/test'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'
import { portalWorkflowPath } from '#src/contract/documents.ts'

import { findBarriers } from './axe.ts'
import { startConsole } from './console.ts'
import { expect, test } from './fixture.ts'
import { button, dialog, openStillList, PEOPLE, rowButton, signIn } from './operator.ts'

test.use({
  start: {
    run: () => startConsole({ env: { SANDBOX_WORKFLOWS: '400', VIBE_RATE: '500', VIBE_BURST: '500' } }),
  },
})

const focusedRow = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>('tr[data-workflow]')?.dataset.workflow)
const palette = (page: Page) => page.getByRole('dialog', { name: 'Command palette' })
const sheet = (page: Page) => page.getByRole('dialog', { name: 'Keyboard shortcuts' })

/** The keys of the list come after its first rows. */
async function untilKeysAreHeard(page: Page): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Home')
    await expect(page.locator('tr[data-workflow]').first()).toBeFocused({ timeout: 200 })
  }).toPass()
}

async function openPalette(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('combobox')).toBeFocused()
  await page.keyboard.insertText(text)
}

const option = (page: Page, name: string | RegExp) => palette(page).getByRole('option', { name })

test('the whole job by keys: in, found, selected, terminated, and the report read', async ({
  page,
  sandbox,
}) => {
  await sandbox.reset({ workflowCount: 400, speed: 20, life: false })
  await page.goto('/')
  // The portal's consent page: the first of the people is chosen already, or is by a key.
  await expect(page.getByRole('radio', { name: PEOPLE.anna })).toBeVisible()
  while (
    !(await page
      .getByRole('radio', { name: PEOPLE.anna })
      .evaluate((radio) => radio === document.activeElement))
  )
    await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^400 running/)).toBeVisible()

  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused()
  await page.keyboard.type('deal')
  await expect(page.getByText(/^\d+ of 400 running/)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.locator('tr[data-workflow]').first()).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  for (let more = 0; more < 11; more += 1) await page.keyboard.press('Shift+J')
  await expect(page.getByText('12 selected')).toBeVisible()
  const ids = await page
    .locator('input[data-select]:checked')
    .evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).dataset.select))
  expect(ids).toHaveLength(12)
  await expect.poll(() => focusedRow(page)).toBe(ids.at(-1))

  await page.keyboard.press('t')
  const many = page.getByRole('dialog', { name: 'Terminate 12 workflows?' })
  await expect(many.getByRole('button', { name: 'Keep running' })).toBeFocused()
  const tabTo = async (isThere: () => Promise<boolean>) => {
    while (!(await isThere())) await page.keyboard.press('Tab')
  }
  const isFocused = (name: string) => () =>
    page.evaluate((label) => {
      const element = document.activeElement
      const text = element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? '') : ''
      return (text + (element?.getAttribute('aria-label') ?? '')).startsWith(label)
    }, name)
  await tabTo(isFocused('Soft'))
  await page.keyboard.press('ArrowDown')
  // Enter on one of the two ways sends nothing, and neither does it in a field.
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type('By keys alone')
  await page.keyboard.press('Enter')
  await tabTo(isFocused('Type 12'))
  await page.keyboard.type('12')
  await page.keyboard.press('Enter')
  await expect(many).toBeVisible()
  expect(await sandbox.deletes()).toEqual([])
  await page.keyboard.press('Control+Enter')

  await expect(page.getByRole('heading', { name: /Force-terminate|Terminate 12 workflows/ })).toBeVisible()
  await expect(page.getByRole('button', { name: "Don't terminate" })).toBeVisible()
  await expect.poll(async () => (await sandbox.deletes()).length).toBe(12)
  const report = page.getByRole('table', { name: 'Workflows of this batch' })
  await expect(report.locator('tr[data-item]').filter({ hasText: ids[0] ?? '' })).toContainText('Accepted')
  expect(new Set((await sandbox.deletes()).map(({ id }) => id))).toEqual(new Set(ids))

  await page.keyboard.press('g')
  await page.keyboard.press('j')
  await expect(page.getByRole('heading', { name: 'Journal' })).toBeAttached()
  await expect(page.locator('tr[data-entry]')).toHaveCount(12)
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row').filter({ hasText: 'By keys alone' }).first()).toBeVisible()
})

test('the focus goes to rows that are not in the document, and is not lost with one that is scrolled away', async ({
  page,
  sandbox,
}) => {
  await openStillList(page, sandbox, 400)
  await untilKeysAreHeard(page)
  // The line that counts may be there before the last rows are.
  await expect(async () => {
    await page.keyboard.press('End')
    await expect(page.locator('tr[aria-rowindex="401"]')).toBeFocused({ timeout: 1000 })
  }).toPass()
  await page.keyboard.press('k')
  await expect(page.locator('tr[aria-rowindex="400"]')).toBeFocused()
  await page.mouse.move(600, 500)
  await page.mouse.wheel(0, -8000)
  await expect(page.locator('tr[aria-rowindex="400"]')).toHaveCount(0)
  await page.keyboard.press('j')
  await expect(page.locator('tr[aria-rowindex="401"]')).toBeFocused()
  await expect(page.locator('tr[aria-rowindex="401"]')).toBeInViewport()
})

test.describe('on a portal that stands still', () => {
  test.beforeEach(async ({ sandbox }) => {
    await sandbox.reset({ seed: 'few', life: false })
  })

  test('no key that is held, and no Enter after it, terminates anything', async ({ page, sandbox }) => {
    await signIn(page)
    await untilKeysAreHeard(page)
    await page.keyboard.down('t')
    for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('t')
    await page.keyboard.up('t')
    await expect(button(page, 'Keep running')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(dialog(page)).toBeHidden()
    await expect(page.getByRole('button', { name: /^Terminate 6/ }).first()).toBeFocused()
    // Held from the row's button on: one press, and the dialog stays.
    await page.keyboard.down('Enter')
    for (let repeat = 0; repeat < 8; repeat += 1) await page.keyboard.down('Enter')
    await expect(button(page, 'Keep running')).toBeFocused()
    await page.keyboard.up('Enter')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    await expect(dialog(page).getByRole('radio', { name: /^Soft/ })).toBeFocused()
    await page.keyboard.press('Enter')
    await page.keyboard.down('Control')
    await page.keyboard.up('Control')
    await expect(dialog(page)).toBeVisible()
    expect(await sandbox.deletes()).toEqual([])
  })

  test('the keys are those of the sheet, under a Russian layout as well, and can be switched off', async ({
    page,
  }) => {
    await signIn(page)
    await untilKeysAreHeard(page)
    // What a Russian keyboard sends for the keys of j, x and /.
    const press = (key: string, code: string, shiftKey = false) =>
      page.evaluate((init) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', init)), {
        key,
        code,
        shiftKey,
        bubbles: true,
        cancelable: true,
      })
    await press('о', 'KeyJ')
    await expect(page.locator('tr[data-workflow]').nth(1)).toBeFocused()
    await press('ч', 'KeyX')
    await expect(page.getByText('1 selected')).toBeVisible()
    await press('.', 'Slash')
    await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused()
    // Typed, it is a character.
    await page.keyboard.type('j?t')
    await expect(page.getByRole('searchbox', { name: 'Search' })).toHaveValue('j?t')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Delete')
    await expect(page.locator('tr[data-workflow]')).toHaveCount(10)
    await page.keyboard.press('ArrowDown')
    await expect(page.locator('tr[data-workflow]').first()).toBeFocused()
    await press(',', 'Slash', true)
    await expect(sheet(page)).toBeVisible()
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await expect(sheet(page).getByRole('checkbox')).not.toBeChecked()
    await page.keyboard.press('Escape')
    // The focus goes back when the sheet has gone.
    await expect.poll(() => focusedRow(page)).toBeTruthy()
    const before = await focusedRow(page)
    await page.keyboard.press('j')
    expect(await focusedRow(page)).toBe(before)
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => focusedRow(page)).not.toBe(before)
  })

  test('the palette finds a workflow by id, by a pasted link, by its document, and a view', async ({
    page,
    sandbox,
  }) => {
    await signIn(page)
    await expect(rowButton(page, FEW_IDS.dealIdle)).toBeVisible()
    const portal = await page.locator('header span[title*="."]').first().getAttribute('title')

    await openPalette(page, FEW_IDS.quote)
    await expect(option(page, /^Open/)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(`/workflows/${FEW_IDS.quote}`)
    await expect(page.getByRole('heading', { level: 1, name: 'Quote 77' })).toBeFocused()

    await openPalette(page, `https://${portal}${portalWorkflowPath(FEW_IDS.dealStuck)}`)
    await expect(option(page, new RegExp(FEW_IDS.dealStuck)).first()).toContainText('Deal 4711')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    // The way to the dialog is a link to it: it is filled, and nothing is sent.
    await expect(button(page, 'Keep running')).toBeFocused()
    await expect(page).toHaveURL(new RegExp(`${FEW_IDS.dealStuck}/terminate$`))
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toBeHidden()

    await openPalette(page, 'deal 5141')
    await expect(option(page, /Deal 5141/).first()).toBeVisible()
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/document=deal&documentId=DEAL_5141/)
    await expect(page.locator('tr[data-workflow]')).toHaveCount(1)

    await openPalette(page, 'https://other.bitrix24.example/crm/deal/details/5141/')
    await expect(
      palette(page)
        .getByText(/another portal, other.bitrix24.example/)
        .first(),
    ).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(palette(page)).toBeVisible()
    await page.keyboard.press('Escape')

    await openPalette(page, 'stuck')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/preset=stuck/)
    await openPalette(page, 'journal')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL('/journal')
    expect(await sandbox.deletes()).toEqual([])
  })
})
