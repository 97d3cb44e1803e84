// Builds the page to dist/, with .br and .gz beside each file, and holds it to its budget.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { promisify } from 'node:util'

import { build } from 'vite'

/** All JS and CSS that `/workflows` loads, brotli (budgets.md). */
const BUDGET_BYTES = 145 * 1000
const COMPRESSIBLE = /\.(js|css|html|svg|json|txt)$/

await build({ logLevel: 'warn' })
const files = (await readdir('dist', { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
await Promise.all(files.map(compress))
await checkBudget()
await writeFile('dist/.built', new Date().toISOString())

async function compress(file) {
  const text = await readFile(file)
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  await writeFile(`${file}.br`, await promisify(brotliCompress)(text, { params }))
  await writeFile(`${file}.gz`, await promisify(gzip)(text, { level: 9 }))
}

async function checkBudget() {
  const manifest = JSON.parse(await readFile('dist/.vite/manifest.json', 'utf8'))
  const loaded = new Set(['session-start.js'])
  const visit = (name) => {
    const chunk = manifest[name]
    if (!chunk || loaded.has(chunk.file)) return
    loaded.add(chunk.file)
    for (const css of chunk.css ?? []) loaded.add(css)
    for (const next of chunk.imports ?? []) visit(next)
  }
  visit('index.html')
  const sizes = await Promise.all([...loaded].map(async (file) => (await stat(`dist/${file}.br`)).size))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  console.log(`/workflows loads ${(total / 1000).toFixed(1)} kB brotli of JS and CSS (budget 145 kB)`)
  if (total > BUDGET_BYTES) {
    console.error('The page is over its budget: see docs/decisions and bench/ for what parts cost.')
    process.exit(1)
  }
}
