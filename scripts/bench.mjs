// `npm run bench`: installs and builds what is missing, then measures the page; `npm run bench -- journal` the journal.
// Options: --runs N, --save, and for the page --check.
import { ensureBuilt, ensureInstalled, run } from './runtime.mjs'

ensureInstalled()
const options = process.argv.slice(2)
if (options[0] === 'journal') process.exit(run(['bench/journal.ts', ...options.slice(1)]))
ensureBuilt()
const { findChromium } = await import('./chromium.mjs')
const CHROMIUM_PATH = await findChromium()
process.exit(run(['bench/page.ts', ...options], { ...process.env, CHROMIUM_PATH }))
