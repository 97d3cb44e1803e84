import type { Page } from '@playwright/test'

import { allow } from './operator.ts'
import {
  button,
  fillJournal,
  openDialog,
  reason,
  REASON,
  untilLookedUp,
  untilTitled,
  type Screens,
  type Shot,
} from './screen-kit.ts'

async function untilDrawn({ page, say }: Shot, charts: number): Promise<void> {
  await page.getByText(say.all('status_all')).first().waitFor()
  await page
    .locator('.recharts-wrapper')
    .nth(charts - 1)
    .waitFor()
}

/** Goes where no link leads, without loading the page anew. */
const goNowhere = (page: Page) =>
  page.evaluate(() => {
    window.history.pushState(null, '', '/nowhere')
    window.dispatchEvent(new PopStateEvent('popstate'))
  })

/** The overview, the journal, and what stands outside of both. */
export const PAGE_SCREENS: Screens = {
  'overview overview-tables': {
    from: '/overview',
    // Ages go on with the server's clock.
    isMoving: true,
    run: async (shot) => {
      const { page, say, take } = shot
      await untilDrawn(shot, 3)
      await take('overview')
      const folds = page.locator('summary', { hasText: say.part('overview_table') })
      await folds.nth(2).waitFor()
      for (const fold of await folds.all()) await fold.click()
      const table = page.getByRole('table', { name: say.all('overview_template') })
      await take('overview-tables', () => table.scrollIntoViewIfNeeded())
    },
  },
  'journal journal-filtered journal-entry overview-endings': {
    isAlone: true,
    run: async (shot) => {
      const { page, say, take } = shot
      await fillJournal(shot)
      await take('journal')
      await page.goto('/journal?from=2026-01-01&state=refused&mode=soft&reason=AGREED')
      await page.getByText(say.all('journal_all_loaded')).first().waitFor()
      await take('journal-filtered')
      const entry = await page.locator('tr[data-entry]').first().getAttribute('data-entry')
      await page.goto(`/journal?entry=${entry}`)
      await page.getByText('BITRIX_ERROR').first().waitFor()
      await take('journal-entry')
      await page.goto('/overview')
      await untilDrawn(shot, 4)
      await take('overview-endings', () => page.locator('.recharts-wrapper').nth(3).scrollIntoViewIfNeeded())
    },
  },
  'journal-empty batches-empty': {
    isAlone: true,
    from: '/journal',
    run: async ({ page, say, take }) => {
      await page.getByRole('heading', { name: say.all('journal_empty') }).waitFor()
      await take('journal-empty')
      await page.goto('/batches')
      await page.getByRole('heading', { name: say.all('batch_empty') }).waitFor()
      await take('batches-empty')
    },
  },
  'journal-no-match batch-missing not-found': {
    from: '/journal?q=nothing+is+called+this&operator=nobody',
    run: async ({ page, say, take }) => {
      await page.getByRole('heading', { name: say.all('no_match_heading') }).waitFor()
      await take('journal-no-match')
      await page.goto('/batches/00000000-0000-4000-8000-000000000000')
      await page.getByRole('heading', { name: say.all('batch_missing') }).waitFor()
      await take('batch-missing')
      await goNowhere(page)
      await page
        .getByRole('heading', { name: say.all('not_found_heading') })
        .first()
        .waitFor()
      await take('not-found')
    },
  },
  'sign-in sign-in-refused': {
    from: null,
    run: async ({ page, say, take }) => {
      for (const [reason, name] of [
        ['signed_out', 'sign-in'],
        ['refused', 'sign-in-refused'],
      ] as const) {
        await page.goto(`/sign-in?reason=${reason}`)
        await page.getByRole('button', { name: say.all('sign_in_button') }).waitFor()
        await take(name)
      }
    },
  },
  'session-returned': {
    isAlone: true,
    run: async (shot) => {
      const { page, flowstop, say, take } = shot
      await openDialog(shot)
      await reason(shot).fill(REASON)
      // A tab of its own has made no trip to sign-in yet.
      await page.evaluate(() => sessionStorage.removeItem('flowstop.trip'))
      await flowstop.sandbox.expireSessions()
      await flowstop.sandbox.endPortalSessions()
      await button(shot, 'terminate').click()
      await allow(page)
      await page.getByText(say.part('returned_nothing_sent')).waitFor()
      await reason(shot).waitFor()
      await untilLookedUp(shot)
      // Behind the dialog the list has come in as well.
      await page.getByText(say.all('status_all', { total: 400 })).waitFor()
      await page.getByText(say.start('status_locks')).waitFor()
      await untilTitled(page)
      await take('session-returned')
    },
  },
}
