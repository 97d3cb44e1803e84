// Finds a Chromium for the tests in a real browser, or installs one. Prints nothing; says what to do when it cannot.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const INSTALL_TIMEOUT_MS = 300_000

/** The path of a Chromium: `CHROMIUM_PATH`, an installed one, Debian's package, Playwright's download. Throws without any. */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`CHROMIUM_PATH names ${named}, and there is nothing: correct it or unset it.`)
  }
  return installed() ?? installByApt() ?? (await downloadByPlaywright()) ?? fail()
}

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}

function installByApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !succeeds('apt-get', ['--version']))
    return undefined
  console.log('No Chromium found: installing it by apt-get.')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  succeeds('apt-get', ['update', '-qq'], env)
  succeeds('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], env)
  return installed()
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

function succeeds(command, args, env) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: INSTALL_TIMEOUT_MS, env }).status === 0
}

function fail() {
  throw new Error(
    'The tests need Chromium and could not install it. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.',
  )
}
