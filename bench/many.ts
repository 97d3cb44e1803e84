// `npm run bench -- many`: the page and the gateway with up to 100,000 running workflows, medians.
// Options: --runs N, --sizes 1000,100000, --save.
import { parseArgs } from 'node:util'

import type { Browser } from '@playwright/test'

import { launchBrowser, signIn } from './browser.ts'
import { startApart } from './console-process.ts'
import { serveFloor } from './floor-server.ts'
import { toManyRows, type ManySamples } from './many-report.ts'
import { measureVisits, type Cookies } from './measure.ts'
import { measureMany, measureRest } from './measure-many.ts'
import { printTable } from './report.ts'
import { saveSamples } from './save.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '1000,10000,100000' },
    save: { type: 'boolean', default: false },
  },
})
const RUNS = Number(values.runs)
const SIZES = values.sizes.split(',').map(Number)
const MOST = Math.max(...SIZES)
const FIRST_ROW_SIZE = 10_000
const PORTS = { gateway: 3960, sandbox: 3961, sandboxGateway: 3962 }
const FLOOR_PORT = 3963
/** Longer than the page's clock and its calls of the mirror take to come round. */
const REST_MS = 16_000
const MOVES_EVERY_MS = 300
/** After which a process that nobody asks has come to rest. */
const IDLE_MS = 2000

const samples: ManySamples = {
  visits: {},
  rest: { cpu1: [], cpu4: [] },
  firstRow: { floor: [], page: [] },
  gateway: { start: [], atRest: [], withMirror: [] },
}
const browser = await launchBrowser()
try {
  for (const size of SIZES) await measureSize(size)
  printTable(toManyRows(samples))
  if (values.save) saveSamples('many', samples, { chromium: browser.version() })
} finally {
  await browser.close()
}

async function measureSize(count: number): Promise<void> {
  const portal = await startApart(PORTS, count)
  try {
    if (count === MOST) await measureStarts(portal.startGateway)
    const gateway = await portal.startGateway()
    try {
      const url = `${portal.origin}/workflows`
      const { cookies, list } = await signIn(browser, url)
      await readOnce(browser, url, cookies, count)
      if (count === FIRST_ROW_SIZE) await measureFirstRows(url, list, cookies)
      const visits = []
      for (let run = 0; run < RUNS; run += 1) visits.push(await measureMany(browser, url, cookies, count))
      samples.visits[count] = visits
      if (count === MOST) {
        await measureMoving(url, cookies, count, idsOf(list), portal.touch)
        samples.gateway.withMirror.push(gateway.memory())
      }
    } finally {
      await gateway.stop()
    }
  } finally {
    await portal.stop()
  }
}

async function measureStarts(start: Awaited<ReturnType<typeof startApart>>['startGateway']): Promise<void> {
  for (let run = 0; run < RUNS; run += 1) {
    const gateway = await start()
    samples.gateway.start.push(gateway.startMs)
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
    samples.gateway.atRest.push(gateway.memory())
    await gateway.stop()
  }
}

/** The gateway's first walk is not what the page is measured by. */
async function readOnce(from: Browser, url: string, cookies: Cookies, count: number): Promise<void> {
  await measureRest(from, url, cookies, count, { cpu: 1, ms: 0 })
}

/** Floor and console by turns, so that both feel the same noise. */
async function measureFirstRows(url: string, list: string, cookies: Cookies): Promise<void> {
  const floor = await serveFloor(FLOOR_PORT, list)
  for (let run = 0; run < RUNS; run += 1)
    for (const [name, address] of [
      ['floor', `http://localhost:${FLOOR_PORT}/`],
      ['page', url],
    ] as const) {
      const { cold } = await measureVisits(browser, address, cookies, 'fast')
      samples.firstRow[name].push(cold.firstRow)
    }
  floor.close()
}

async function measureMoving(
  url: string,
  cookies: Cookies,
  count: number,
  ids: readonly string[],
  touch: (id: string) => Promise<void>,
): Promise<void> {
  let next = 0
  let touched = Promise.resolve()
  const timer = setInterval(() => {
    const id = ids[next % ids.length]
    next += 1
    if (id !== undefined) touched = touched.then(() => touch(id))
  }, MOVES_EVERY_MS)
  for (let run = 0; run < RUNS; run += 1)
    for (const cpu of [1, 4] as const)
      samples.rest[`cpu${cpu}`].push(await measureRest(browser, url, cookies, count, { cpu, ms: REST_MS }))
  clearInterval(timer)
  // The portal stops after the last of them.
  await touched
}

function idsOf(list: string): string[] {
  const page: { data: { ID: string }[] } = JSON.parse(list)
  return page.data.map(({ ID }) => ID)
}
