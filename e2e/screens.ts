// `npm run screens`: a picture of every named state, in both themes, wide and narrow.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'

import { chromium, type Browser, type Page } from '@playwright/test'

import { browserOptions } from './browser-options.ts'
import { BATCH_SCREENS, type Shot, type State } from './batch-screens.ts'
import { startConsole } from './console.ts'
import { LIST_SCREENS } from './list-screens.ts'
import {
  allow,
  button,
  dialog,
  mode,
  openDialog,
  openJournal,
  PEOPLE,
  reasonField,
  signIn,
} from './operator.ts'
import { createOverviewScreens } from './overview-screens.ts'
import { SELECT_SCREENS } from './select-screens.ts'
import { SETTINGS_SCREENS } from './settings-screens.ts'

const FOLDER = 'screens'
const SIZES = { wide: { width: 1400, height: 900 }, narrow: { width: 320, height: 700 } }
const THEMES = ['light', 'dark'] as const
const LONG_MS = 20_000
const REASON = 'Agreed with sales: the deal was closed by hand'

/** The pictures of the README. */
const README: Record<string, string> = {
  'list-light-wide': 'list',
  'list-dark-wide': 'list-dark',
  'dialog-soft-light-wide': 'dialog',
  'batch-active-light-wide': 'batch',
  'overview-light-wide': 'overview',
}

const firstButton = (page: Page) => page.locator('tr[data-workflow] button[aria-label^=Terminate]').nth(4)

async function openFirst(page: Page): Promise<void> {
  const label = await firstButton(page).getAttribute('aria-label')
  await openDialog(page, (label ?? '').replace('Terminate ', ''))
  await dialog(page)
    .getByText(/looked just now|moved on/)
    .waitFor()
}

const signedIn =
  (state: State): State =>
  async (shot) => {
    await signIn(shot.page, { path: '/workflows' })
    await firstButton(shot.page).waitFor()
    // Names come after the rows.
    await shot.page
      .locator('td', { hasText: /approval|preparation|request|control/ })
      .first()
      .waitFor()
    await state(shot)
  }

async function terminateWith(shot: Shot, fault: Record<string, unknown> & { code: string }): Promise<void> {
  const { page, flowstop } = shot
  await openFirst(page)
  await reasonField(page).fill(REASON)
  await flowstop.sandbox.failNext({ method: 'DELETE', ...fault })
  await button(page, 'Terminate').click()
  await dialog(page).getByRole('alert').waitFor()
}

const BATCH_STATES: Record<string, State> = Object.fromEntries(
  Object.entries({
    ...BATCH_SCREENS,
    ...LIST_SCREENS,
    ...SELECT_SCREENS,
    ...SETTINGS_SCREENS,
    ...createOverviewScreens(fillJournal),
  }).map(([name, state]) => [name, signedIn(state)]),
)

/** One refused, one forced and one softly ended, on top of what is there. */
async function fillJournal(shot: Shot): Promise<void> {
  const { page } = shot
  const refused = await firstButton(page).getAttribute('aria-label')
  await terminateWith(shot, { code: 'BITRIX_ERROR' })
  await mode(page, 'Force').check()
  await button(page, 'Force-terminate').click()
  // By its label, not its role: a dialog takes the roles away from what is behind it.
  await page.locator(`[aria-label="${refused}"]`).waitFor({ state: 'detached' })
  await openFirst(page)
  await button(page, 'Terminate').click()
  await dialog(page).waitFor({ state: 'detached' })
  await openJournal(page)
  await page.locator('tr[data-entry]', { hasText: 'Ended' }).nth(1).waitFor()
}

const STATES: Record<string, State> = {
  ...BATCH_STATES,
  loading: async ({ page, flowstop, take }) => {
    await signIn(page, { path: '/journal' })
    // The one that comes with the session, and the page's own after it.
    for (let call = 0; call < 2; call += 1) await flowstop.sandbox.holdNext({ path: '/v1/workflows' })
    await page.goto('/workflows')
    await page.locator('[aria-hidden] .bg-line').first().waitFor()
    await take()
    await flowstop.sandbox.release()
  },
  'nothing-runs': async ({ page, flowstop, take }) => {
    await flowstop.sandbox.reset({ seed: 'empty' })
    await signIn(page)
    await page.getByRole('heading', { name: 'Nothing runs' }).waitFor()
    await take()
  },
  'not-allowed': async ({ page, take }) => {
    await signIn(page, { as: PEOPLE.boris })
    await page.getByRole('heading', { name: 'You may not see the workflows' }).waitFor()
    await take()
  },
  'not-reachable': async ({ page, flowstop, take }) => {
    await signIn(page, { path: '/journal' })
    await flowstop.sandbox.setReachable(false)
    await page.goto('/workflows')
    await page.getByRole('heading', { name: 'The list cannot be read' }).waitFor()
    await take()
  },
  'dialog-soft': signedIn(async ({ page, take }) => {
    await openFirst(page)
    await reasonField(page).fill(REASON)
    await take()
  }),
  'dialog-force': signedIn(async ({ page, take }) => {
    await openFirst(page)
    await mode(page, 'Force').check()
    await reasonField(page).fill(REASON)
    await take()
  }),
  'dialog-refused': signedIn(async (shot) => {
    await terminateWith(shot, { code: 'BITRIX_ACCESS_DENIED' })
    await shot.take()
  }),
  'dialog-unknown': signedIn(async (shot) => {
    await terminateWith(shot, { code: 'BITRIX_UNAVAILABLE' })
    await shot.take()
  }),
  'sign-in': async ({ page, take }) => {
    await page.goto('/sign-in?reason=signed_out')
    await page.getByRole('button', { name: 'Sign in with Bitrix24' }).waitFor()
    await take()
  },
  journal: signedIn(async (shot) => {
    await fillJournal(shot)
    await shot.take()
  }),
  'journal-filtered': signedIn(async (shot) => {
    await fillJournal(shot)
    await shot.page.goto('/journal?from=2026-01-01&state=refused&mode=soft&reason=AGREED')
    await shot.page.getByText(/^\d+ (entry|entries)$/).waitFor()
    await shot.take()
  }),
  'journal-entry': signedIn(async (shot) => {
    const { page, take } = shot
    await fillJournal(shot)
    const refused = page.locator('tr[data-entry]', { hasText: 'Refused' }).first()
    const entry = await refused.getAttribute('data-entry')
    await page.goto(`/journal?entry=${entry}`)
    await page.getByText('BITRIX_ERROR').waitFor()
    await take()
  }),
  'journal-no-match': signedIn(async ({ page, take }) => {
    await page.goto('/journal?q=nothing+is+called+this&operator=nobody')
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
    await take()
  }),
  'session-returned': signedIn(async ({ page, flowstop, take }) => {
    // A tab of its own has made no trip to sign-in yet.
    await openFirst(page)
    await reasonField(page).fill(REASON)
    await page.evaluate(() => sessionStorage.removeItem('flowstop.trip'))
    await flowstop.sandbox.expireSessions()
    await flowstop.sandbox.endPortalSessions()
    await button(page, 'Terminate').click()
    await allow(page)
    await page.getByText('You were signed in again. Nothing was sent.').waitFor()
    await reasonField(page).waitFor()
    await take()
  }),
}

mkdirSync('docs/pictures', { recursive: true })
const browser = await chromium.launch(browserOptions.launchOptions)
// Pictures are taken faster than a portal would allow.
const startFast = () =>
  startConsole({ env: { SANDBOX_WORKFLOWS: '400', VIBE_RATE: '500', VIBE_BURST: '500' } })
const shared = await startFast()
const only = process.argv.slice(2)
if (only.length === 0) rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
try {
  for (const [name, state] of Object.entries(STATES)) {
    if (only.length > 0 && !only.includes(name)) continue
    for (const theme of THEMES)
      for (const size of ['wide', 'narrow'] as const) await takePicture(browser, name, state, { theme, size })
    console.log(name)
  }
} finally {
  await browser.close()
  await shared.stop()
  await shared.remove()
}

type Look = { theme: (typeof THEMES)[number]; size: keyof typeof SIZES }

async function takePicture(from: Browser, name: string, state: State, { theme, size }: Look): Promise<void> {
  // Batches stay in the journal, refusals of the hour pause those that follow, and the mirror takes its time to believe
  // that a whole portal has ended: each picture has a console of its own.
  const isAlone = name in BATCH_STATES
  const flowstop = isAlone ? await startFast() : shared
  await flowstop.sandbox.setReachable(true)
  await flowstop.sandbox.clearFaults()
  await flowstop.sandbox.setLimits(false)
  await flowstop.sandbox.reset({ workflowCount: 400, speed: 0, life: false })
  const context = await from.newContext({ baseURL: flowstop.url, viewport: SIZES[size], colorScheme: theme })
  const page = await context.newPage()
  page.setDefaultTimeout(LONG_MS)
  await state({
    page,
    flowstop,
    take: async (as = name) => {
      const file = `${as}-${theme}-${size}`
      await page.screenshot({ path: `${FOLDER}/${file}.png`, animations: 'disabled' })
      const picture = README[file]
      if (picture) copyFileSync(`${FOLDER}/${file}.png`, `docs/pictures/${picture}.png`)
    },
  })
  await context.close()
  if (isAlone) {
    await flowstop.stop()
    await flowstop.remove()
  }
}
