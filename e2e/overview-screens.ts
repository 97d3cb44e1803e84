import type { Page } from '@playwright/test'

import type { Shot, State } from './batch-screens.ts'

const open = async (page: Page) => {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Overview' }).click()
  await page.getByText(/^\d+ running$/).waitFor()
  await page.locator('.recharts-wrapper').nth(2).waitFor()
}

/** Pictures of the overview; each begins on the list, signed in. `fill` terminates something first. */
export const createOverviewScreens = (fill: State): Record<string, State> => ({
  overview: async ({ page, take }) => {
    await open(page)
    await take()
  },
  'overview-endings': async (shot: Shot) => {
    await fill(shot)
    await open(shot.page)
    await shot.page.locator('.recharts-wrapper').nth(3).scrollIntoViewIfNeeded()
    await shot.take()
  },
  'overview-tables': async ({ page, take }) => {
    await open(page)
    for (const fold of await page.getByText('Show as table').all()) await fold.click()
    await page.getByRole('table', { name: 'Running by template' }).scrollIntoViewIfNeeded()
    await take()
  },
})
