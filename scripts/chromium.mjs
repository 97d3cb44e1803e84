// Finds a Chromium for the tests in a real browser, or installs one. Prints nothing; says what to do when it cannot.
import { existsSync } from 'node:fs'

import { findInstalled, findNamed, installByApt, succeeds } from './find-program.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The path of a Chromium: `CHROMIUM_PATH`, an installed one, Debian's package, Playwright's download. Throws without any. */
export async function findChromium() {
  return (
    findNamed('CHROMIUM_PATH') ??
    findInstalled(...NAMES) ??
    install() ??
    (await downloadByPlaywright()) ??
    fail()
  )
}

function install() {
  installByApt('Chromium', 'chromium')
  return findInstalled(...NAMES)
}

async function downloadByPlaywright() {
  console.log("No Chromium found: trying Playwright's download.")
  succeeds(
    process.execPath,
    ['node_modules/playwright/cli.js', 'install', '--only-shell', 'chromium'],
    process.env,
  )
  const { chromium } = await import('@playwright/test')
  const path = chromium.executablePath()
  return existsSync(path) ? path : undefined
}

function fail() {
  throw new Error(
    'The tests need Chromium and could not install it. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.',
  )
}
