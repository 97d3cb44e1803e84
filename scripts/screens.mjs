// `npm run screens`: installs and builds what is missing, then takes the pictures. Names of pictures may follow.
// `npm run screens -- --renew` makes the pictures of e2e/pictures anew, which the tests compare with.
import { ensureBuilt, ensureInstalled, run } from './runtime.mjs'

ensureInstalled()
ensureBuilt()
const { findChromium } = await import('./chromium.mjs')
const CHROMIUM_PATH = await findChromium()
if (process.argv.includes('--renew'))
  process.exit(
    run(
      ['node_modules/@playwright/test/cli.js', 'test', '-c', 'e2e/playwright.config.ts', 'screens.test.ts'],
      {
        ...process.env,
        CHROMIUM_PATH,
        RENEW_PICTURES: '1',
      },
    ),
  )
process.exit(run(['e2e/screens.ts', ...process.argv.slice(2)], { ...process.env, CHROMIUM_PATH }))
