import { writeFileSync } from 'node:fs'

import { test as base, expect, type Page } from '@playwright/test'

import { findBarriers } from './axe.ts'
import { findLatin } from './latin-scan.ts'
import { isRenewing, openPictures, type Pictures } from './pictures.ts'
import {
  eachLook,
  namesOf,
  openShared,
  reach,
  SCREENS,
  THEMES,
  type Shared,
  type Size,
  type Theme,
} from './screen-walk.ts'
import { PORTAL_WORDS } from './portal-words.ts'
import { LANGUAGES } from './words.ts'

type WorkerFixtures = { shared: Shared; pictures: Pictures }

const test = base.extend<object, WorkerFixtures>({
  shared: [
    async ({ browser }, use) => {
      const shared = await openShared(browser)
      await use(shared)
      await shared.close()
    },
    { scope: 'worker' },
  ],
  pictures: [
    async ({ browser }, use) => {
      const pictures = await openPictures(browser)
      if (!pictures.isSameMachine)
        console.log(
          'This machine draws text otherwise than the one that made the pictures: they are compared coarsely. `npm run screens -- --renew` makes them anew here.',
        )
      await use(pictures)
      await pictures.close()
    },
    { scope: 'worker' },
  ],
})

/** Where axe looks; pictures are taken in every size. */
const AXE_SIZES: readonly Size[] = ['wide', 'narrow']
const ALL_SIZES = ['wide', 'middle', 'tablet', 'narrow'] as const
/** What holds for these holds for the rows after them, and going over a hundred takes four times as long. */
const FURTHER_ROWS = 'tbody tr:nth-child(n + 16)'
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** A picture may come late on a busy machine: titles, names, a last frame. */
const TRIES = 20
const PAUSE_MS = 250

// Eight looks at up to four screens; a busy machine takes its time.
test.describe.configure({ timeout: 180_000 })

for (const language of LANGUAGES)
  for (const [key, screen] of Object.entries(SCREENS))
    test(`${key} (${language})`, async ({ browser, shared, pictures }) => {
      const taken: string[] = []
      const hasPictures = language === 'en' && screen.isMoving !== true
      // Where the server's clock goes on, times are as they come.
      const isRunning = screen.isStill !== true
      const take = async (page: Page, name: string, settle?: () => Promise<void>) => {
        taken.push(name)
        await eachLook(
          page,
          hasPictures ? ALL_SIZES : AXE_SIZES,
          async (size, theme) => {
            const look = `${name}-${theme}-${size}`
            if (hasPictures) await expectPicture(page, pictures, look, isRunning)
            if (!isRenewing && AXE_SIZES.includes(size)) await expectAccessible(page, look, theme)
            if (language === 'ru' && size === 'wide' && theme === 'light')
              expect.soft(await findLatin(page, PORTAL_WORDS), `${name} speaks Russian`).toEqual([])
          },
          settle,
        )
        expect.soft(await page.title(), `title of ${name}`).toMatch(/.+ · Flowstop$/)
      }
      await reach(screen, { browser, shared, language, take })
      expect(taken).toEqual(namesOf(key))
    })

/** A theme changes colours alone: in the second one only the rules about them can find anything else. */
async function expectAccessible(page: Page, look: string, theme: Theme): Promise<void> {
  const found = await findBarriers(page, {
    exclude: FURTHER_ROWS,
    runOnly: theme === THEMES[0] ? { type: 'tag', values: AXE_TAGS } : { type: 'rule', values: COLOUR_RULES },
  })
  expect.soft(found, look).toEqual([])
  const overhang = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect.soft(overhang, `${look} scrolls sideways`).toBe(0)
}

async function expectPicture(
  page: Page,
  pictures: Pictures,
  look: string,
  isRunning: boolean,
): Promise<void> {
  for (let left = TRIES; ; left -= 1) {
    await page.evaluate(markChanging, isRunning)
    const screenshot = await page.screenshot({
      animations: 'disabled',
      caret: 'hide',
      style: '[data-changing] { visibility: hidden !important; }',
    })
    const { isEqual, share } = await pictures.compare(look, screenshot)
    if (isEqual) return
    if (left > 1) {
      await page.waitForTimeout(PAUSE_MS)
      continue
    }
    writeFileSync(test.info().outputPath(`${look}.png`), screenshot)
    expect.soft(share, `${look} differs from e2e/pictures/${look}.webp`).toBe(0)
    return
  }
}

/** Runs in the page: what no clock and no seed holds is left out of the picture. */
function markChanging(isRunning: boolean) {
  const random =
    /^(Locks read|Updated)|localhost:\d|127\.0\.0\.1:\d|[\da-f]{8}-[\da-f]{4}-|sandbox-[\da-f]{8}/
  const instants = /2030|12:3\d|^No answer since/
  for (const element of document.querySelectorAll('#root *, [role=dialog] *')) {
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
    const text = own.map((node) => node.textContent).join('')
    const isInstant = isRunning && (element.tagName === 'TIME' || instants.test(text))
    element.toggleAttribute('data-changing', isInstant || random.test(text))
  }
}
