import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'

import { isRenewing, openPictures, type Pictures } from './pictures.ts'
import { eachLook, namesOf, openShared, reach, SCREENS, type Shared, type Size } from './screen-walk.ts'
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
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** A picture may come a moment late: fonts, a chart's last frame. */
const TRIES = 4
const PAUSE_MS = 250

for (const language of LANGUAGES)
  for (const [key, screen] of Object.entries(SCREENS))
    test(`${key} (${language})`, async ({ browser, shared, pictures }) => {
      const taken: string[] = []
      const hasPictures = language === 'en'
      const take = async (page: Page, name: string, settle?: () => Promise<void>) => {
        taken.push(name)
        await eachLook(
          page,
          hasPictures ? ALL_SIZES : AXE_SIZES,
          async (size, theme) => {
            const look = `${name}-${theme}-${size}`
            if (hasPictures) await expectPicture(page, pictures, look)
            if (!isRenewing && AXE_SIZES.includes(size)) await expectAccessible(page, look)
          },
          settle,
        )
        expect.soft(await page.title(), `title of ${name}`).toMatch(/.+ · Flowstop$/)
      }
      await reach(screen, { browser, shared, language, take })
      expect(taken).toEqual(namesOf(key))
    })

async function expectAccessible(page: Page, look: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(AXE_TAGS).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  expect.soft(found, look).toEqual([])
  const overhang = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect.soft(overhang, `${look} scrolls sideways`).toBe(0)
}

async function expectPicture(page: Page, pictures: Pictures, look: string): Promise<void> {
  for (let left = TRIES; ; left -= 1) {
    const screenshot = await page.screenshot({
      animations: 'disabled',
      caret: 'hide',
      mask: [page.locator('[data-changing]')],
      maskColor: '#888888',
    })
    const { isEqual, share } = await pictures.compare(look, screenshot)
    if (isEqual) return
    if (left > 1) {
      await page.waitForTimeout(PAUSE_MS)
      continue
    }
    await test.info().attach(`${look}.png`, { body: screenshot, contentType: 'image/png' })
    expect.soft(share, `${look} differs from e2e/pictures/${look}.webp`).toBe(0)
    return
  }
}
