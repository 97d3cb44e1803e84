// `npm run bench`: the page of 50 rows beside the floor of the same stack, in one run, medians.
import { parseArgs } from 'node:util'

import type { Browser } from '@playwright/test'

import { launchBrowser, signIn } from './browser.ts'
import { startConsole } from './console-process.ts'
import { serveFloor } from './floor-server.ts'
import { measureDialog, measureTyping, measureVisits, type Cookies, type Visit } from './measure.ts'
import { printTable, toRows, type Samples } from './report.ts'
import { saveSamples } from './save.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    save: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
})
const RUNS = Math.max(5, Number(values.runs))
const PORTS = { console: 3940, sandbox: 3941, floor: 3942 }

const consoleProcess = await startConsole(PORTS.console, PORTS.sandbox)
const browser = await launchBrowser()
try {
  const url = `${consoleProcess.origin}/workflows`
  const { cookies, list } = await signIn(browser, url)
  const floor = await serveFloor(PORTS.floor, list)
  const samples = await measureAll(browser, url, `http://localhost:${PORTS.floor}/`, cookies)
  floor.close()
  const rows = toRows(samples)
  printTable(rows)
  if (values.save) saveSamples(null, samples, { chromium: browser.version() })
  if (values.check && rows.some((row) => row.isFixed && row.isOver)) process.exitCode = 1
} finally {
  await browser.close()
  await consoleProcess.stop()
}

/** Floor and console by turns, so that both feel the same noise. */
async function measureAll(from: Browser, url: string, floorUrl: string, cookies: Cookies): Promise<Samples> {
  const samples: Samples = { floor: emptyVisits(), page: emptyVisits(), dialog: {}, typing: {} }
  const dialog: Record<string, number[]> = { floor1: [], floor4: [], page1: [], page4: [] }
  const typing: Record<string, number[]> = { page1: [], page4: [] }
  for (let run = 0; run < RUNS; run += 1) {
    for (const [name, address] of [
      ['floor', floorUrl],
      ['page', url],
    ] as const) {
      for (const profile of ['fast', 'slow'] as const) {
        const { cold, warm } = await measureVisits(from, address, cookies, profile)
        samples[name][profile].push(cold)
        if (profile === 'fast') samples[name].warm.push(warm)
      }
      for (const cpu of [1, 4])
        dialog[`${name}${cpu}`]?.push(await measureDialog(from, address, cookies, cpu))
    }
    for (const cpu of [1, 4]) typing[`page${cpu}`]?.push(await measureTyping(from, url, cookies, cpu))
  }
  return { ...samples, dialog, typing }
}

function emptyVisits(): Record<'fast' | 'slow' | 'warm', Visit[]> {
  return { fast: [], slow: [], warm: [] }
}
