// `npm run screens`: a picture of every screen, in both themes, wide and narrow. Names of pictures may follow.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'

import { chromium } from '@playwright/test'

import { browserOptions } from './browser-options.ts'
import { eachLook, namesOf, openShared, reach, SCREENS } from './screen-walk.ts'

const FOLDER = 'screens'

/** The pictures of the README. */
const README: Record<string, string> = {
  'list-light-wide': 'list',
  'list-dark-wide': 'list-dark',
  'dialog-soft-light-wide': 'dialog',
  'batch-active-light-wide': 'batch',
  'overview-light-wide': 'overview',
}

const only = process.argv.slice(2)
const isWanted = (name: string) => only.length === 0 || only.includes(name)

if (only.length === 0) rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
mkdirSync('docs/pictures', { recursive: true })
const failures: string[] = []
const browser = await chromium.launch(browserOptions.launchOptions)
const shared = await openShared(browser)
try {
  for (const [key, screen] of Object.entries(SCREENS)) {
    if (!namesOf(key).some(isWanted)) continue
    const walk = reach(screen, {
      browser,
      shared,
      language: 'en',
      take: async (page, name, settle) => {
        if (!isWanted(name)) return
        await eachLook(
          page,
          ['wide', 'narrow'],
          async (size, theme) => {
            const file = `${name}-${theme}-${size}`
            await page.screenshot({ path: `${FOLDER}/${file}.png`, animations: 'disabled' })
            const picture = README[file]
            if (picture) copyFileSync(`${FOLDER}/${file}.png`, `docs/pictures/${picture}.png`)
          },
          settle,
        )
        console.log(name)
      },
    })
    await walk.catch((error: unknown) => failures.push(`${key}: ${String(error)}`))
  }
} finally {
  await browser.close()
  await shared.close()
}
for (const failure of failures) console.error(failure)
process.exit(failures.length === 0 ? 0 : 1)
