import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test'

/** What one visit of the list costs. Times in ms, sizes in bytes. */
export type Visit = {
  bytes: number
  requests: number
  scriptBytes: number
  firstRow: number
  blocking: number
  shift: number
}

export type Profile = 'fast' | 'slow'

const VIEWPORT = { width: 1440, height: 900 }
const TIMEOUT_MS = 30_000
const SLOW = { cpu: 4, down: (1.6 * 1024 * 1024) / 8, up: (0.75 * 1024 * 1024) / 8, latency: 150 }

declare global {
  interface Window {
    bench: { firstRow: number; blocking: number; shift: number; slowestKey: number; longestTask: number }
  }
}

export type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>

/** Loads a page in a new context, so that nothing is cached; then once more, where everything is. */
export async function measureVisits(browser: Browser, url: string, cookies: Cookies, profile: Profile) {
  const context = await openContext(browser, cookies)
  const cold = await measureVisit(context, url, profile)
  const warm = await measureVisit(context, url, profile)
  await context.close()
  return { cold, warm }
}

/** Milliseconds from the click on a row's button to the painted dialog. */
export async function measureDialog(
  browser: Browser,
  url: string,
  cookies: Cookies,
  cpu: number,
): Promise<number> {
  return withRows(browser, url, cookies, cpu, openDialog)
}

/** The same on a page that is open. */
export function openDialog(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const button = document.querySelectorAll<HTMLElement>(
      'tr[data-workflow] button[aria-label^=Terminate]',
    )[5]
    const painted = new Promise<number>((resolve) => {
      const check = () => {
        requestAnimationFrame(() => {
          if (document.querySelector('[role=dialog]')) setTimeout(() => resolve(performance.now()))
          else check()
        })
      }
      check()
    })
    const start = performance.now()
    button?.click()
    return (await painted) - start
  })
}

/** The slowest key while a word is typed into the search field, as the browser counts an interaction. */
export async function measureTyping(
  browser: Browser,
  url: string,
  cookies: Cookies,
  cpu: number,
): Promise<number> {
  return withRows(browser, url, cookies, cpu, typeWord)
}

/** The same on a page that is open. */
export async function typeWord(page: Page): Promise<number> {
  await page.getByRole('searchbox', { name: 'Search' }).click()
  await page.evaluate(() => {
    window.bench.slowestKey = 0
  })
  for (const key of 'invoice') {
    await page.keyboard.press(key)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))))
  }
  return page.evaluate(() => window.bench.slowestKey)
}

async function withRows<T>(
  browser: Browser,
  url: string,
  cookies: Cookies,
  cpu: number,
  run: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await openContext(browser, cookies)
  const { page, session } = await openPage(context)
  await page.goto(url)
  await page.locator('tr[data-workflow]').first().waitFor({ timeout: TIMEOUT_MS })
  await page.waitForLoadState('networkidle')
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpu })
  const result = await run(page)
  await context.close()
  return result
}

async function measureVisit(context: BrowserContext, url: string, profile: Profile): Promise<Visit> {
  const { page, session } = await openPage(context)
  if (profile === 'slow') await slowDown(session)
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForFunction(() => window.bench.firstRow > 0, undefined, { timeout: TIMEOUT_MS })
  await page.waitForLoadState('networkidle')
  const visit = await page.evaluate(readVisit)
  await page.close()
  return visit
}

/** Runs in the page. What was asked for before the first row counts for it; code counts until all is quiet. */
function readVisit(): Visit {
  const { firstRow, blocking, shift } = window.bench
  const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  const [document] = performance.getEntriesByType('navigation') as PerformanceResourceTiming[]
  const before = loaded.filter(({ startTime }) => startTime < firstRow)
  const sum = (entries: readonly PerformanceResourceTiming[], of: 'transferSize' | 'decodedBodySize') =>
    entries.reduce((total, entry) => total + entry[of], 0)
  return {
    requests: before.length + 1,
    bytes: sum(before, 'transferSize') + (document?.transferSize ?? 0),
    scriptBytes: sum(
      loaded.filter(({ name }) => name.endsWith('.js')),
      'decodedBodySize',
    ),
    firstRow,
    blocking,
    shift,
  }
}

export async function openContext(browser: Browser, cookies: Cookies): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  await context.addCookies(cookies)
  return context
}

export async function openPage(context: BrowserContext): Promise<{ page: Page; session: CDPSession }> {
  const page = await context.newPage()
  await page.addInitScript(observe)
  return { page, session: await context.newCDPSession(page) }
}

async function slowDown(session: CDPSession): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu })
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: SLOW.latency,
    downloadThroughput: SLOW.down,
    uploadThroughput: SLOW.up,
  })
}

/** Runs in the page before anything else. */
function observe(): void {
  window.bench = { firstRow: 0, blocking: 0, shift: 0, slowestKey: 0, longestTask: 0 }
  const look = () => {
    if (window.bench.firstRow > 0 || !document.querySelector('tr[data-workflow]')) return
    rows.disconnect()
    // The frame's callback runs before it is painted, a timer in it after.
    requestAnimationFrame(() => {
      setTimeout(() => {
        window.bench.firstRow = performance.now()
      })
    })
  }
  const rows = new MutationObserver(look)
  rows.observe(document, { childList: true, subtree: true })
  const watch = (type: string, take: (entry: PerformanceEntry) => void, more: object = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
      ...more,
    })
  watch('longtask', ({ duration }) => {
    window.bench.blocking += Math.max(0, duration - 50)
    window.bench.longestTask = Math.max(window.bench.longestTask, duration)
  })
  watch('layout-shift', (entry) => {
    window.bench.shift += (entry as PerformanceEntry & { value: number }).value
  })
  const keep = ({ name, duration }: PerformanceEntry) => {
    if (name.startsWith('key') || name === 'input')
      window.bench.slowestKey = Math.max(window.bench.slowestKey, duration)
  }
  watch('event', keep, { durationThreshold: 16 })
}
