import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

import { FEW_IDS } from '#server/sandbox/portal/seeds.ts'

import { expect, test } from './fixture.ts'
import { button, dialog, journalRow, mode, openDialog, openJournal, PEOPLE, row, signIn } from './operator.ts'

const { dealIdle, dealStuck } = FEW_IDS
const WORKFLOW = { method: 'DELETE', path: '/v1/workflows' }
const NARROW = { width: 320, height: 700 }
const WIDE = { width: 1400, height: 900 }

/** Nothing that axe knows of, wide and narrow, and nothing to scroll sideways for on a narrow screen. */
async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size)
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
    expect(found, `${name}, ${size.width} wide`).toEqual([])
  }
  const overhang = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
  expect(overhang, `${name} scrolls sideways`).toBe(0)
  await page.setViewportSize(WIDE)
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })

    test('list, dialog and journal are accessible', async ({ page, sandbox }) => {
      await signIn(page)
      await expect(row(page, dealIdle)).toBeVisible()
      await expectAccessible(page, 'list')
      await openDialog(page, dealStuck)
      await expect(dialog(page)).toContainText('looked just now')
      await expectAccessible(page, 'dialog, soft')
      await mode(page, 'Force').check()
      await expectAccessible(page, 'dialog, force')
      await sandbox.failNext({ ...WORKFLOW, code: 'BITRIX_ACCESS_DENIED' })
      await button(page, 'Force-terminate').click()
      await expect(dialog(page).getByRole('alert')).toBeVisible()
      await expectAccessible(page, 'dialog, refused')
      await button(page, 'Keep running').click()
      await page.getByRole('button', { name: PEOPLE.anna }).click()
      await expectAccessible(page, 'menu')
      await page.keyboard.press('Escape')
      await openJournal(page)
      await expect(journalRow(page, dealStuck)).toBeVisible()
      await expectAccessible(page, 'journal')
      await page.getByRole('button', { name: 'More filters' }).click()
      await page.getByRole('button', { name: `Details of ${dealStuck}` }).click()
      await expectAccessible(page, 'journal, unfolded')
    })

    test('menus, further filters, views and the detail are accessible', async ({ page }) => {
      await signIn(page, { path: '/workflows?notTemplate=12&lock=stuck' })
      await expect(row(page, dealStuck)).toBeVisible()
      await expect(page.getByRole('group', { name: 'More filters' })).toBeVisible()
      await expectAccessible(page, 'more filters')
      await page.getByRole('button', { name: `More for ${dealStuck}` }).click()
      await expect(page.getByRole('menu')).toBeVisible()
      await expectAccessible(page, 'menu of a row')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'View', exact: true }).click()
      await expect(page.getByRole('menu')).toBeVisible()
      await expectAccessible(page, 'menu of views')
      await page.getByRole('menuitem', { name: /^Save or remove/ }).click()
      await expect(page.getByRole('dialog', { name: 'Views' })).toBeVisible()
      await expectAccessible(page, 'views')
      await page.keyboard.press('Escape')
      await page.getByRole('link', { name: dealStuck }).click()
      await expect(page.getByRole('heading', { name: 'Deal 4711' })).toBeVisible()
      await expect(page.getByText('Nobody has terminated it')).toBeVisible()
      await expectAccessible(page, 'detail')
      await page.goto('/workflows/69f0c2d5ade389.00000000')
      await expect(page.getByText(/^No running workflow has this ID/)).toBeVisible()
      await expectAccessible(page, 'detail of nothing')
    })

    test('the overview is accessible, drawn and as tables', async ({ page, sandbox }) => {
      await sandbox.reset({ workflowCount: 150, speed: 0, life: false })
      await signIn(page, { path: '/overview' })
      await expect(page.getByText('150 running')).toBeVisible()
      await expect(page.locator('.recharts-wrapper')).toHaveCount(3)
      await expectAccessible(page, 'overview')
      for (const fold of await page.getByText('Show as table').all()) await fold.click()
      await expect(page.getByRole('table', { name: 'Running by template' })).toBeVisible()
      await expectAccessible(page, 'overview, as tables')
    })

    test('the overview of nothing is accessible', async ({ page, sandbox }) => {
      await sandbox.reset({ seed: 'empty', life: false })
      await signIn(page, { path: '/overview' })
      await expect(page.getByRole('heading', { name: 'Nothing runs' })).toBeVisible()
      await expectAccessible(page, 'overview of nothing')
    })

    test('sign-in and what went wrong are accessible', async ({ page, sandbox }) => {
      await page.goto('/sign-in?reason=refused')
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
      await expectAccessible(page, 'sign-in')
      await signIn(page, { as: PEOPLE.boris })
      await expect(page.getByRole('heading', { name: 'You may not see the workflows' })).toBeVisible()
      await expectAccessible(page, 'not allowed')
      await sandbox.setReachable(false)
      await page.reload()
      await expect(page.getByRole('heading', { name: 'The list cannot be read' })).toBeVisible()
      await expectAccessible(page, 'not reachable')
    })

    test('empty lists are accessible', async ({ page, sandbox }) => {
      await signIn(page, { path: '/workflows?q=nothing-like-it' })
      await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
      await expectAccessible(page, 'nothing matches')
      await sandbox.reset({ seed: 'empty', life: false })
      await page.goto('/workflows')
      await expect(page.getByRole('heading', { name: 'Nothing runs' })).toBeVisible()
      await expectAccessible(page, 'nothing runs')
      await page.evaluate(() => {
        window.history.pushState(null, '', '/nowhere')
        window.dispatchEvent(new PopStateEvent('popstate'))
      })
      await expect(page.getByRole('heading', { name: 'There is no such page' }).first()).toBeVisible()
      await expectAccessible(page, 'no such page')
    })
  })
}
