// `npm run bench`: installs and builds what is missing, then measures. Options: --runs N, --save, --check.
import { ensureBuilt, ensureInstalled, run } from './runtime.mjs'

ensureInstalled()
ensureBuilt()
const { findChromium } = await import('./chromium.mjs')
const CHROMIUM_PATH = await findChromium()
process.exit(run(['bench/page.ts', ...process.argv.slice(2)], { ...process.env, CHROMIUM_PATH }))
