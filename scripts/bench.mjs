// `npm run bench`: installs and builds what is missing, then measures the page; `npm run bench -- journal` the journal,
// `npm run bench -- gateway` the gateway beside a simple proxy, `npm run bench -- work` the commands,
// `npm run bench -- many` the page and the gateway with up to 100,000 rows.
// `npm run bench -- table` writes what was kept into the README.
// Options: --runs N, --save, for the page --check, for many rows --sizes, for the gateway --rows.
import { ensureBuilt, ensureInstalled, run, SERVER_ENV } from './runtime.mjs'

ensureInstalled()
const options = process.argv.slice(2)
if (options[0] === 'table')
  process.exit(
    run(['bench/table.ts']) || run(['node_modules/prettier/bin/prettier.cjs', '--write', 'README.md']),
  )
if (options[0] === 'journal') process.exit(run(['bench/journal.ts', ...options.slice(1)]))
ensureBuilt()
if (options[0] === 'work') process.exit(run(['bench/work.ts', ...options.slice(1)]))
if (options[0] === 'gateway')
  process.exit(run(['bench/gateway.ts', ...options.slice(1)], { ...SERVER_ENV, ...process.env }))
const { findChromium } = await import('./chromium.mjs')
const CHROMIUM_PATH = await findChromium()
const [file, rest] = options[0] === 'many' ? ['bench/many.ts', options.slice(1)] : ['bench/page.ts', options]
process.exit(run([file, ...rest], { ...SERVER_ENV, ...process.env, CHROMIUM_PATH }))
