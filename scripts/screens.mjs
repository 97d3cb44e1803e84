// `npm run screens`: installs and builds what is missing, then takes the pictures. Names of states may follow.
import { ensureBuilt, ensureInstalled, run } from './runtime.mjs'

ensureInstalled()
ensureBuilt()
const { findChromium } = await import('./chromium.mjs')
const CHROMIUM_PATH = await findChromium()
process.exit(run(['e2e/screens.ts', ...process.argv.slice(2)], { ...process.env, CHROMIUM_PATH }))
