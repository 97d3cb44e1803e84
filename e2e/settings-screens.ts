import { dialog, type Screens, type Shot } from './screen-kit.ts'

const openCard = async ({ page, say }: Shot) =>
  page.getByRole('group', { name: say.all('time_card') }).waitFor()

/** What the operator's menu leads to, and the card of a time. */
export const SETTINGS_SCREENS: Screens = {
  'settings settings-end settings-reset': {
    from: '/settings',
    run: async ({ page, say, take }) => {
      const reset = page.getByRole('button', { name: say.all('settings_reset') })
      await reset.waitFor()
      await take('settings')
      await take('settings-end', () => reset.scrollIntoViewIfNeeded())
      await reset.click()
      await dialog(page).waitFor()
      await take('settings-reset')
    },
  },
  'help help-part': {
    from: '/help',
    run: async ({ page, take }) => {
      await page.locator('#time').waitFor()
      await take('help')
      await page.goto('/help#time')
      const part = page.locator('#time')
      await take('help-part', () => part.scrollIntoViewIfNeeded())
    },
  },
  'time-card': {
    // It opens for a pointer that rests, which each change of size takes away.
    isMoving: true,
    run: async (shot) => {
      // What hears the pointer is loaded after the rows.
      await shot.page.waitForLoadState('networkidle')
      await shot.take('time-card', async () => {
        await shot.page.mouse.move(0, 0)
        await shot.page.locator('tr[data-workflow] time:visible').nth(1).hover()
        await openCard(shot)
      })
    },
  },
}
