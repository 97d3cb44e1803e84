import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

import type { Browser, BrowserContextOptions, Page } from '@playwright/test'

import { BATCH_SCREENS } from './batch-screens.ts'
import { BLANK_SCREENS } from './blank-screens.ts'
import { startConsole, type Console } from './console.ts'
import { KEYBOARD_SCREENS } from './keyboard-screens.ts'
import { LIST_SCREENS } from './list-screens.ts'
import { PAGE_SCREENS } from './page-screens.ts'
import { enter, untilListed, type Screen, type Screens, type Shot } from './screen-kit.ts'
import { SETTINGS_SCREENS } from './settings-screens.ts'
import { BROWSER_LOCALES, readWords, type Language } from './words.ts'

/** Every screen, dialog, menu and error, once: pictures, axe and the README all walk along this. */
export const SCREENS: Screens = {
  ...LIST_SCREENS,
  ...BLANK_SCREENS,
  ...BATCH_SCREENS,
  ...PAGE_SCREENS,
  ...KEYBOARD_SCREENS,
  ...SETTINGS_SCREENS,
}

const screenName = (screen: Screen) =>
  Object.entries(SCREENS)
    .find(([, known]) => known === screen)?.[0]
    .split(' ')[0] ?? 'screen'

export const namesOf = (key: string): string[] => key.split(' ')

export const SIZES = {
  wide: { width: 1400, height: 900 },
  middle: { width: 1024, height: 768 },
  tablet: { width: 768, height: 1024 },
  narrow: { width: 320, height: 700 },
} as const
export type Size = keyof typeof SIZES
export const THEMES = ['light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const LONG_MS = 20_000
/** What the server's clock begins with (`still-clock.ts`); the sandbox stays there. */
const START = Date.parse('2030-03-12T09:30:00Z')
const PAGE_NOW = START + 500
const WORKFLOWS = 400

/** A console on a portal of 400 workflows where it is always the same instant, faster than a portal would allow. */
export async function startStillConsole({ isStill = false }: Pick<Screen, 'isStill'> = {}): Promise<Console> {
  const clock = pathToFileURL(join(import.meta.dirname, 'still-clock.ts')).href
  const flowstop = await startConsole({
    env: {
      NODE_OPTIONS: `--import ${clock}`,
      STILL_CLOCK: isStill ? 'stopped' : 'fast',
      LOG_LEVEL: 'warn',
      VIBE_RATE: '1000',
      VIBE_BURST: '10000',
    },
  })
  await flowstop.sandbox.holdClock(START)
  await flowstop.sandbox.reset({ workflowCount: WORKFLOWS, speed: 0, life: false })
  // A clock that is held never lets a bucket run dry.
  await flowstop.sandbox.setLimits(false)
  return flowstop
}

type StorageState = BrowserContextOptions['storageState']

/** A console for all screens that change nothing, with the cookies of one sign-in. */
export type Shared = { flowstop: Console; storageState: StorageState; close: () => Promise<void> }

export async function openShared(browser: Browser): Promise<Shared> {
  const flowstop = await startStillConsole()
  const context = await browser.newContext({ baseURL: flowstop.url })
  await enter(await context.newPage(), '/workflows')
  const { cookies } = await context.storageState()
  await context.close()
  return {
    flowstop,
    storageState: { cookies, origins: [] },
    close: () => end(flowstop),
  }
}

async function end(flowstop: Console): Promise<void> {
  await flowstop.sandbox.release().catch(() => {})
  await flowstop.stop()
  await flowstop.remove()
}

type Journey = {
  browser: Browser
  shared: Shared
  language: Language
  take: (page: Page, ...picture: Parameters<Shot['take']>) => Promise<void>
}

/** Goes to one screen of the list, in a browser of its own. */
export async function reach(screen: Screen, { browser, shared, language, take }: Journey): Promise<void> {
  const { isAlone = false, from = '/workflows' } = screen
  const flowstop = isAlone ? await startStillConsole(screen) : shared.flowstop
  const context = await browser.newContext({
    baseURL: flowstop.url,
    viewport: SIZES.wide,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: BROWSER_LOCALES[language],
    timezoneId: 'Europe/Moscow',
    storageState: isAlone || from === null ? undefined : shared.storageState,
  })
  await context.addInitScript(holdClock, PAGE_NOW)
  const page = await context.newPage()
  page.setDefaultTimeout(LONG_MS)
  try {
    const say = readWords(language)
    if (from !== null) {
      if (isAlone) await enter(page, from)
      else await page.goto(from)
      if (from === '/workflows') await untilListed(page, screen.isStill ? null : say)
    }
    await screen.run({ page, flowstop, say, take: (...picture) => take(page, ...picture) })
  } catch (error) {
    await page.screenshot({ path: `test-results/${screenName(screen)}.png` })
    throw error
  } finally {
    await context.close()
    if (isAlone) await end(flowstop)
  }
}

/** Runs in the page: it is always this instant. Timers go on. */
function holdClock(now: number) {
  const RealDate = Date
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: unknown[], made) =>
      Reflect.construct(target, args.length > 0 ? args : [now], made),
    get: (target, name, receiver) => (name === 'now' ? () => now : Reflect.get(target, name, receiver)),
  })
}

/** Shows what stands in the page in each of these sizes and in both themes; ends as it began. */
export async function eachLook(
  page: Page,
  sizes: readonly Size[],
  see: (size: Size, theme: Theme) => Promise<void>,
  settle?: () => Promise<void>,
): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(SIZES[size])
    await settle?.()
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme })
      await untilPainted(page)
      await see(size, theme)
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(SIZES.wide)
}

const untilPainted = (page: Page) =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  )
