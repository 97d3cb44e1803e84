import { defineConfig } from '@playwright/test'

import { browserOptions } from './browser-options.ts'

export default defineConfig({
  testDir: '.',
  testMatch: '*.test.ts',
  outputDir: '../test-results',
  fullyParallel: true,
  forbidOnly: true,
  // A flaky test is a bug.
  retries: 0,
  workers: 2,
  // A machine that does other work as well takes its time; what hangs is found all the same.
  timeout: 120_000,
  // Twice what it takes on two cores.
  globalTimeout: 25 * 60_000,
  expect: { timeout: 20_000 },
  // Where the JSON goes is told by PLAYWRIGHT_JSON_OUTPUT_FILE (scripts/test.mjs).
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : [['list']],
  use: browserOptions,
})
