// `npm test`: types, lint, unit and story tests, then the built page in a real Chromium. Installs what is missing.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { ensureBuilt, ensureInstalled, projectNode } from './runtime.mjs'

ensureInstalled()
const node = projectNode()
const reports = mkdtempSync(join(tmpdir(), 'flowstop-test-'))
const counts = { passed: 0, failed: 0 }

check('messages', ['scripts/messages.mjs'])
check('types', ['node_modules/typescript/bin/tsc', '-p', '.'])
check('lint', ['node_modules/oxlint/bin/oxlint', '-c', 'oxlint.config.ts', '--deny-warnings'])
check('format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'])
suite('unit and story', ['node_modules/vitest/vitest.mjs', 'run'], countVitest, 'vitest.json', (file) => [
  '--reporter=dot',
  '--reporter=json',
  `--outputFile.json=${file}`,
])
ensureBuilt()
const { findChromium } = await import('./chromium.mjs')
const chromium = await findChromium().catch((error) => stop(error.message))
suite(
  'e2e',
  ['node_modules/@playwright/test/cli.js', 'test', '-c', 'e2e/playwright.config.ts'],
  countPlaywright,
  'e2e.json',
  () => [],
  {
    CHROMIUM_PATH: chromium,
  },
)

rmSync(reports, { recursive: true, force: true })
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed === 0 ? 0 : 1)

function check(name, args) {
  const startedAt = Date.now()
  const { status } = spawnSync(node, args, { stdio: 'inherit' })
  tell(name, status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }, startedAt)
}

function suite(name, args, count, report, reporters, env = {}) {
  const startedAt = Date.now()
  const file = join(reports, report)
  const { status } = spawnSync(node, [...args, ...reporters(file)], {
    stdio: 'inherit',
    env: { ...process.env, ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file, FORCE_COLOR: '0' },
  })
  const found = readCounts(file, count)
  // A run that broke off, or that found nothing to run, has failed whatever its report says.
  if (found.passed === 0 || (status !== 0 && found.failed === 0)) found.failed += 1
  tell(name, found, startedAt)
}

function tell(name, { passed, failed }, startedAt) {
  counts.passed += passed
  counts.failed += failed
  console.log(
    `${failed === 0 ? 'ok' : 'FAILED'}  ${name}: ${passed} passed, ${failed} failed (${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`,
  )
}

function readCounts(file, count) {
  try {
    return count(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { passed: 0, failed: 1 }
  }
}

function countVitest({ numPassedTests, numTotalTests }) {
  return { passed: numPassedTests, failed: numTotalTests - numPassedTests }
}

function countPlaywright({ stats }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped }
}

function stop(message) {
  console.error(message)
  process.exit(1)
}
