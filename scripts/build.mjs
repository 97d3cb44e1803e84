// Builds the page to dist/, once for each language, with .br and .gz beside each file, and holds it to its budget.
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { promisify } from 'node:util'

import { build } from 'vite'

import { LOCALES } from '#src/contract/locales.ts'

/** All JS and CSS that `/workflows` loads, brotli (budgets.md). */
const BUDGET_BYTES = 145 * 1000
const COMPRESSIBLE = /\.(js|css|html|svg|json|txt)$/
const OUT = 'dist'
/** Each language is built here, and moves to `dist/`: what two languages share has one name there. */
const ONE = 'dist/.one'

await rm(OUT, { recursive: true, force: true })
await mkdir(OUT)
for (const locale of LOCALES) await buildIn(locale)
const files = (await readdir(OUT, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
await Promise.all(files.map(compress))
for (const locale of LOCALES) await checkBudget(locale)
await writeFile(`${OUT}/.built`, new Date().toISOString())

async function buildIn(locale) {
  process.env.FLOWSTOP_BUILD_LOCALE = locale
  await build({ logLevel: 'warn', build: { outDir: ONE, emptyOutDir: true } })
  await rename(`${ONE}/index.html`, `${ONE}/index.${locale}.html`)
  await rename(`${ONE}/.vite/manifest.json`, `${ONE}/.vite/manifest.${locale}.json`)
  await cp(ONE, OUT, { recursive: true })
  await rm(ONE, { recursive: true })
}

async function compress(file) {
  const text = await readFile(file)
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  await writeFile(`${file}.br`, await promisify(brotliCompress)(text, { params }))
  await writeFile(`${file}.gz`, await promisify(gzip)(text, { level: 9 }))
}

async function checkBudget(locale) {
  const manifest = JSON.parse(await readFile(`${OUT}/.vite/manifest.${locale}.json`, 'utf8'))
  const loaded = new Set(['session-start.js'])
  const visit = (name) => {
    const chunk = manifest[name]
    if (!chunk || loaded.has(chunk.file)) return
    loaded.add(chunk.file)
    for (const css of chunk.css ?? []) loaded.add(css)
    for (const next of chunk.imports ?? []) visit(next)
  }
  visit('index.html')
  const sizes = await Promise.all([...loaded].map(async (file) => (await stat(`${OUT}/${file}.br`)).size))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  console.log(
    `/workflows (${locale}) loads ${(total / 1000).toFixed(1)} kB brotli of JS and CSS (budget 145 kB)`,
  )
  if (total > BUDGET_BYTES) {
    console.error('The page is over its budget: see docs/decisions and bench/ for what parts cost.')
    process.exit(1)
  }
}
