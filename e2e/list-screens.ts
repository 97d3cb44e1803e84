import type { Locator, Page } from '@playwright/test'

import {
  boxes,
  button,
  dialog,
  force,
  openBatch,
  openDialog,
  reason,
  REASON,
  refuse,
  select,
  untilHears,
  untilTitled,
  type Screens,
  type Shot,
} from './screen-kit.ts'

const NO_SUCH_ID = '69f0c2d5ade389.99999999'

const rowMenu = (page: Page, index: number) => page.locator('button[data-row-menu]').nth(index)
const view = ({ page, say }: Shot) => page.getByRole('button', { name: say.all('view') })
const menuItem = ({ page, say }: Shot, key: string) => page.getByRole('menuitem', { name: say.all(key) })

/** A menu closes when the window changes its size. */
async function openMenu({ page }: Shot, opener: Locator): Promise<void> {
  const menu = page.getByRole('menu')
  if (await menu.isVisible()) await page.keyboard.press('Escape')
  await menu.waitFor({ state: 'detached' })
  await opener.click()
  await menu.waitFor()
}

async function openDetail(shot: Shot, index: number): Promise<void> {
  await rowMenu(shot.page, index).click()
  await menuItem(shot, 'detail_details').click()
  await shot.page.getByText(shot.say.part('journal_none_of_workflow')).waitFor()
}

async function manageViews(shot: Shot): Promise<void> {
  await view(shot).click()
  await menuItem(shot, 'view_manage').click()
  await dialog(shot.page).waitFor()
  await untilHears(shot.page)
}

const untilFiltered = ({ page, say }: Shot) => page.getByText(say.all('status_filtered')).first().waitFor()

/** The list, its menus, its further filters, the dialog for one, and the detail over it. */
export const LIST_SCREENS: Screens = {
  'list operator-menu view-menu row-menu': {
    run: async (shot) => {
      const { page, take } = shot
      await take('list')
      await page.locator('header button[aria-expanded]').last().click()
      await page.locator('header select').first().waitFor()
      await page.mouse.move(0, 0)
      await take('operator-menu')
      await page.keyboard.press('Escape')
      await take('view-menu', () => openMenu(shot, view(shot)))
      await page.keyboard.press('Escape')
      await take('row-menu', () => openMenu(shot, rowMenu(page, 3)))
    },
  },
  filtered: {
    from: '/workflows?preset=stuck&sort=changed_oldest',
    run: async (shot) => {
      await untilFiltered(shot)
      await untilTitled(shot.page)
      await shot.take('filtered')
    },
  },
  'no-match': {
    from: '/workflows?q=nothing+is+called+this',
    run: async ({ page, say, take }) => {
      await page.getByText(say.part('no_match_sentence')).waitFor()
      await page.getByText(say.part('journal_matches_none')).waitFor()
      await take('no-match')
    },
  },
  'views-dialog': {
    from: '/workflows?preset=stuck&notTemplate=713',
    run: async (shot) => {
      const { page, say, take } = shot
      for (const name of ['Stuck, but for approvals', 'Mine']) {
        await manageViews(shot)
        await page.getByRole('textbox', { name: say.all('view_name') }).fill(name)
        await button(shot, 'view_save').click()
        await dialog(page).waitFor({ state: 'detached' })
      }
      await manageViews(shot)
      await take('views-dialog')
    },
  },
  'more-filters': {
    from: '/workflows?age=over_30d&notTemplate=713&notStartedBy=0',
    run: async (shot) => {
      await shot.page.getByRole('group', { name: shot.say.all('filter_more') }).waitFor()
      await untilFiltered(shot)
      await untilTitled(shot.page)
      await shot.take('more-filters')
    },
  },
  'search-journal': {
    from: `/workflows?q=${NO_SUCH_ID}`,
    run: async ({ page, say, take }) => {
      await page.getByText(say.part('journal_not_here')).waitFor()
      await take('search-journal')
    },
  },
  'detail detail-end': {
    isMoving: true,
    run: async (shot) => {
      const { page, say, take } = shot
      await openDetail(shot, 5)
      await take('detail')
      await take('detail-end', () => page.getByText(say.all('detail_by_hand')).scrollIntoViewIfNeeded())
    },
  },
  'detail-ended': {
    isAlone: true,
    run: async (shot) => {
      const { page, say, take } = shot
      const id = (await page.locator('tr[data-workflow]').nth(5).getAttribute('data-workflow')) ?? ''
      await openDetail(shot, 5)
      await page.getByRole('button', { name: say.all('terminate_row', { id }) }).click()
      await untilHears(page)
      await force(shot).check()
      await button(shot, 'force_terminate').click()
      await page.getByText(say.part('detail_ended')).waitFor()
      await take('detail-ended')
    },
  },
  'detail-unknown': {
    from: `/workflows/${NO_SUCH_ID}`,
    run: async ({ page, say, take }) => {
      await page.getByText(say.part('search_proven_miss')).waitFor()
      await take('detail-unknown')
    },
  },
  'dialog-soft dialog-force': {
    run: async (shot) => {
      await openDialog(shot)
      await reason(shot).fill(REASON)
      await shot.take('dialog-soft')
      await force(shot).check()
      await shot.take('dialog-force')
    },
  },
  'dialog-refused': {
    isAlone: true,
    isStill: true,
    run: async (shot) => {
      await refuse(shot, 'BITRIX_ACCESS_DENIED')
      await shot.take('dialog-refused')
    },
  },
  'dialog-unknown': {
    isAlone: true,
    isStill: true,
    run: async (shot) => {
      await refuse(shot, 'BITRIX_UNAVAILABLE')
      await shot.take('dialog-unknown')
    },
  },
  'selection selection-hidden': {
    run: async (shot) => {
      const { page, say, take } = shot
      await select(shot, 5)
      await take('selection')
      await page.getByRole('button', { name: say.all('select_filters') }).click()
      await page.getByRole('button', { name: say.start('preset_stuck') }).click()
      await page.getByRole('button', { name: say.part('select_hidden') }).click()
      await untilTitled(page)
      await take('selection-hidden')
    },
  },
  'batch-soft batch-soft-end batch-force': {
    run: async (shot) => {
      const { page, say, take } = shot
      await select(shot, 12)
      await openBatch(shot)
      const takeOut = dialog(page).getByRole('button', { name: say.all('batch_dialog_take_out') })
      await takeOut.nth(1).click()
      await take('batch-soft')
      await reason(shot).fill(REASON)
      await take('batch-soft-end', () => reason(shot).scrollIntoViewIfNeeded())
      await dialog(page)
        .getByRole('button', { name: say.all('batch_dialog_put_back') })
        .click()
      await force(shot).check()
      const number = dialog(page).getByLabel(say.start('batch_dialog_number'))
      await number.fill('12')
      await take('batch-force', () => number.scrollIntoViewIfNeeded())
    },
  },
  'batch-left-out': {
    isAlone: true,
    isStill: true,
    run: async (shot) => {
      const { page, say, take } = shot
      await select(shot, 6)
      for (const index of [1, 3]) {
        const id = await boxes(page).nth(index).getAttribute('data-select')
        await page.getByRole('button', { name: say.all('terminate_row', { id: id ?? '' }) }).click()
        await untilHears(page)
        await button(shot, 'terminate').click()
        await dialog(page).waitFor({ state: 'detached' })
        await page.locator(`tr[data-workflow="${id}"]`).getByText(say.all('state_terminating')).waitFor()
      }
      await openBatch(shot)
      const leftOut = dialog(page).getByRole('heading', {
        name: say.all('batch_dialog_left_out', { count: 2 }),
      })
      await take('batch-left-out', () => leftOut.scrollIntoViewIfNeeded())
    },
  },
}
